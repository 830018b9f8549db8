/* A click leads to what counts it, if the page around said where, else to the stored destination: never elsewhere.
   A page that neither links nor asks for the address is clickable as a whole. */
(facts) => {
  const said = decodeURIComponent((/[#&]click=([^&]*)/.exec(location.hash) ?? [])[1] ?? "");
  const target = said.startsWith(facts.click) ? said : facts.stored;
  let isAsked = false;
  const tag = { configurable: true, get: () => ((isAsked = true), target), set: () => {} };
  for (const name of ["clickTag", "clickTAG", "ClickTag"]) Object.defineProperty(window, name, tag);
  const values = { click_url: target, click_url_encoded: encodeURIComponent(target), timestamp: Date.now() };
  window.warta = (text) => text.replace(/\{(click_url|click_url_encoded|timestamp)\}/g, (_, name) => values[name]);
  const OWN = "a[href], area[href], button, input, select, textarea, label, summary, audio, video, [onclick]";
  addEventListener("click", (event) => {
    if (isAsked || event.defaultPrevented || event.target.closest?.(OWN)) return;
    open(target, "_blank", "noopener");
  });
}
