/* What a hostile creative tries; `outcomes` says of each try whether it got through. */
const PUBLIC = "{public}";
const within = (work) => Promise.race([work, new Promise((_, fail) => setTimeout(fail, 3000))]);
const press = (properties) => {
  const link = Object.assign(document.createElement("a"), properties);
  document.body.append(link);
  link.click();
};
const loads = (element, src) =>
  new Promise((resolve, reject) => {
    Object.assign(element, { onload: resolve, onerror: reject, src });
    document.body.append(element);
  });

const TRIES = {
  "reads the page": () => { if (parent === self) throw 0; return parent.document.title; },
  "reads the cookies of the page": () => { if (parent === self) throw 0; return parent.document.cookie; },
  "rewrites the page": () => { if (parent === self) throw 0; parent.document.body.innerHTML = ""; },
  "keeps a cookie": () => { document.cookie = "mark=1"; if (!document.cookie) throw 0; },
  "keeps something in storage": () => localStorage.setItem("mark", "1"),
  "keeps something in the session": () => sessionStorage.setItem("mark", "1"),
  "keeps a database": () => within(new Promise((resolve, reject) => Object.assign(indexedDB.open("mark"), { onsuccess: resolve, onerror: reject }))),
  "stays as a worker": () => navigator.serviceWorker.register("worker.js"),
  "reads the admin": () => within(fetch(`${PUBLIC}/admin/`, { credentials: "include" })),
  "calls the API": () => within(fetch(`${PUBLIC}/api/v1/articles/`)),
  "loads a picture from elsewhere": () => within(loads(new Image(), `${PUBLIC}/static/slots.js?pixel`)),
  "loads a script from elsewhere": () => within(loads(document.createElement("script"), `${PUBLIC}/static/slots.js`)),
  "opens a frame without a sandbox": () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.contentWindow.localStorage.setItem("mark", "1");
  },
  "asks where the reader is": () => within(new Promise((found, refused) => navigator.geolocation.getCurrentPosition(found, refused))),
  "takes the whole screen": () => document.documentElement.requestFullscreen(),
  "takes the clipboard": () => navigator.clipboard.readText(),
  "asks with a dialog": () => { if (!confirm("Continue?")) throw 0; },
};

/* These say nothing to who tries; the page around sees whether it was led away, asked or given a file. */
const SILENT = {
  "leads the page away": () => { top.location.href = `${PUBLIC}/livez?away`; },
  "leads the page away by a link": () => press({ href: `${PUBLIC}/livez?away`, target: "_top" }),
  "leads the page away by a form": () => {
    const form = Object.assign(document.createElement("form"), { action: `${PUBLIC}/livez`, target: "_top" });
    document.body.append(form);
    form.submit();
  },
  "gives the reader a file": () => press({ href: "data:text/plain,file", download: "file.txt" }),
};

(async () => {
  const seen = {};
  for (const [name, attempt] of Object.entries(TRIES)) {
    seen[name] = await (async () => attempt())().then(() => "escaped", () => "failed");
  }
  if (parent !== self) {
    for (const [name, attempt] of Object.entries(SILENT)) {
      await (async () => attempt())().catch(() => null);
      seen[name] = "failed";
    }
  }
  window.outcomes = seen;
})();
