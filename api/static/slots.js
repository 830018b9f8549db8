/*
 * Fills the slots of any page: <aside data-slot="article-bottom-1"></aside>
 *
 *   <script src="https://api.example/static/slots.js" async></script>
 *   await Warta.slots.load(document, { path: location.pathname });
 *
 * The page calls `load` once a view; a single-page site calls `release()` of the returned view before the next.
 * One decision call a view (slots marked lazy ask when they come near, those with `refresh_seconds` again after so
 * many seconds in view), one impression and one viewable a token, no cookie, and no storage unless the reader
 * consented to it.
 * Everything shown is built from nodes: no text of an answer is ever parsed as HTML.
 */
(() => {
  "use strict";

  const LABEL_HEIGHT = 22;
  const FLUSH_AFTER_MS = 150;
  const RETRY_AFTER_MS = [1000, 4000, 15000];
  const DECISION_TIMEOUT_MS = 5000;
  const LARGEST_BATCH = 200;
  const NEAR = "300px";
  const VIEWABLE_MS = 1000;
  const LARGE = 242_500; // square pixels, from which on a third of it in view is enough
  const BUSY_MS = 5000;
  const KEPT = "warta.seen";
  const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox";

  const script = document.currentScript;
  let base = script ? new URL("/api/v1/", script.src).href : "";
  /** The host of the portal, as the admin knows it, where it is not the installation's first. */
  let site = script?.dataset.site;
  let catalogue = null;
  let consent = {};
  const seen = new Map();

  /* ---- what the slots look like ------------------------------------------------------------------ */

  /** Ask once for codes, sizes and labels; a failed answer is asked again at the next call. */
  function slotsKnown() {
    catalogue ??= fetch(`${base}slots/`, { credentials: "omit" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`slots: ${answer.status}`))))
      .then(({ items }) => new Map(items.map((slot) => [slot.code, slot])))
      .catch(() => {
        catalogue = null;
        return new Map();
      });
    return catalogue;
  }

  /** `data-sizes="0:300x250 728:728x90"` on the element wins over what the API says. */
  function breakpointsOf(element, slot) {
    if (!element.dataset.sizes) return slot?.breakpoints ?? [];
    const rows = new Map();
    for (const [, from, w, h] of element.dataset.sizes.matchAll(/(\d+):(\d+)x(\d+)/g)) {
      rows.set(+from, [...(rows.get(+from) ?? []), [+w, +h]]);
    }
    return [...rows].map(([min_width, sizes]) => ({ min_width, sizes }));
  }

  function sizesAt(breakpoints, width) {
    const open = breakpoints.filter((row) => row.min_width <= width);
    return open.sort((a, b) => b.min_width - a.min_width)[0]?.sizes ?? [];
  }

  /** Hold the height before anything arrives, so that nothing below ever moves. */
  function reserve(element, slots) {
    const sizes = sizesAt(breakpointsOf(element, slots.get(element.dataset.slot)), innerWidth);
    if (!sizes.length) return;
    element.style.minHeight = `${Math.max(...sizes.map(([, height]) => height)) + LABEL_HEIGHT}px`;
  }

  const slotsIn = (root) => [...root.querySelectorAll("[data-slot]")];

  /** Reserve the heights of a fragment before it enters the document. */
  async function prepare(root) {
    const slots = await slotsKnown();
    slotsIn(root).forEach((element) => reserve(element, slots));
  }

  /* ---- events ------------------------------------------------------------------------------------ */

  const counted = new Set();
  let queue = [];
  let timer = 0;

  function report(event) {
    const key = event.token && `${event.type} ${event.token}`;
    if (key && counted.has(key)) return;
    if (key) counted.add(key);
    queue.push(event);
    if (!timer) timer = setTimeout(flush, FLUSH_AFTER_MS);
  }

  function flush() {
    clearTimeout(timer);
    timer = 0;
    while (queue.length) send(queue.splice(0, LARGEST_BATCH), 0);
  }

  /** A batch that was not acknowledged is sent again: the token makes a repeat harmless. */
  async function send(events, attempt) {
    const again = () => attempt < RETRY_AFTER_MS.length && setTimeout(send, RETRY_AFTER_MS[attempt], events, attempt + 1);
    try {
      const answer = await post("events/", { events }, { keepalive: true });
      if (answer.status >= 500 || answer.status === 429) again();
    } catch {
      again();
    }
  }

  function leave() {
    if (document.visibilityState !== "hidden" || !queue.length) return;
    const events = queue;
    queue = [];
    if (!navigator.sendBeacon(`${base}events/`, JSON.stringify({ events }))) send(events, 0);
  }

  addEventListener("visibilitychange", leave, { capture: true });
  addEventListener("pagehide", flush);

  function post(path, body, options = {}) {
    return fetch(base + path, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: JSON.stringify(body),
      credentials: "omit",
      ...options,
    });
  }

  /* ---- drawing ----------------------------------------------------------------------------------- */

  function node(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  function link(decision, ...children) {
    if (!decision.click_url) return node("span", {}, ...children);
    return node("a", { href: decision.click_url, target: "_blank", rel: "sponsored noopener" }, ...children);
  }

  /** Resolves when the picture has begun to render; rejects when it never will. */
  function drawImage(decision) {
    const { image_url: src, width, height, alt } = decision.content;
    const image = node("img", { width, height, alt, decoding: "async" });
    const begun = new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
    });
    image.src = src;
    return [link(decision, image), begun];
  }

  function drawText(decision) {
    const { title, body } = decision.content;
    const text = link(decision, node("strong", { textContent: title }), node("span", { textContent: body }));
    return [text, new Promise((resolve) => requestAnimationFrame(resolve))];
  }

  /** The house's own markup around the advertiser's words; the page may style .spot-native as it likes. */
  function drawNative(decision) {
    const { title, body, cta, image_url: src, sponsor } = decision.content;
    const image = src ? node("img", { className: "spot-native-image", src, alt: "", decoding: "async" }) : "";
    const button = cta ? node("span", { className: "spot-native-cta", textContent: cta }) : "";
    const words = [
      node("span", { className: "spot-native-sponsor", textContent: sponsor }),
      node("strong", { textContent: title }),
      node("span", { textContent: body }),
    ];
    const card = link(decision, image, ...words, button);
    // No higher than the room that was held for it, so that nothing below moves.
    if (decision.size) Object.assign(card.style, { width: `${decision.size[0]}px`, height: `${decision.size[1]}px` });
    return [card, new Promise((resolve) => requestAnimationFrame(resolve))];
  }

  /** A page of the advertiser's own, from another origin and without any power over this one. */
  function drawFrame(decision) {
    const [width, height] = decision.size ?? ["100%", 250];
    const frame = node("iframe", { width, height, title: decision.disclosure || "Iklan", referrerPolicy: "strict-origin" });
    frame.sandbox = SANDBOX;
    frame.scrolling = "no";
    frame.style.border = "0";
    const begun = new Promise((resolve) => { frame.onload = resolve; });
    frame.src = decision.content.frame_url;
    return [frame, begun];
  }

  const FORMATS = { image: drawImage, native: drawNative, text: drawText, html: drawFrame, tag: drawFrame };

  /** Rules that any rule of the page wins over. */
  function dress() {
    const styles = new CSSStyleSheet();
    styles.replaceSync(`
      :where(.spot-native) { display: flex; flex-direction: column; gap: .375rem; max-width: 100%; box-sizing: border-box; overflow: hidden; color: inherit; text-decoration: none; }
      :where(.spot-native-image) { flex: 1 1 0; min-height: 0; width: 100%; object-fit: cover; }
      :where(.spot-native-sponsor) { font-size: .8em; opacity: .8; }
      :where(.spot-native-cta) { align-self: flex-start; padding: .3em .9em; border: 1px solid; border-radius: 2em; font-weight: 600; }
      :where(iframe.spot-content) { display: block; max-width: 100%; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
  }

  function clear(element) {
    element.replaceChildren();
    delete element.dataset.filled;
    element.removeAttribute("aria-label");
  }

  /** Resolves to whether it is there to be seen. */
  async function draw(element, decision) {
    const format = FORMATS[decision.format];
    if (!format) return false;
    const [content, begun] = format(decision);
    const label = node("span", { className: "spot-label", textContent: decision.disclosure });
    content.classList.add("spot-content", `spot-${decision.format}`);
    element.replaceChildren(...(decision.disclosure ? [label] : []), content);
    element.dataset.filled = decision.format;
    if (decision.disclosure) element.setAttribute("aria-label", decision.disclosure);
    try {
      await begun;
    } catch {
      clear(element);
      return false;
    }
    if (!decision.token || !element.isConnected) return true;
    report({ token: decision.token, type: "impression" });
    if (decision.remember_s) remember(decision);
    return true;
  }

  /* ---- how long it is looked at ------------------------------------------------------------------ */

  /** Half of the pixels, a third of a large ad, in a tab that is in front. */
  class Attention {
    #watched = new Map();
    #observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#moved(entry)), {
      threshold: [0.3, 0.5],
    });
    #turned = () => this.#watched.forEach((watch) => this.#judge(watch));

    constructor() {
      document.addEventListener("visibilitychange", this.#turned);
    }

    /** Reports the token's viewable; calls `again` once it was in view for `refreshSeconds` in all. */
    start(element, decision, refreshSeconds, again) {
      this.stop(element);
      const [width, height] = decision?.size ?? [0, 0];
      const share = width * height >= LARGE ? 0.3 : 0.5;
      const token = decision?.token;
      const left = refreshSeconds ? refreshSeconds * 1000 : Infinity;
      this.#watched.set(element, { element, token, share, left, again, ratio: 0, since: null, timers: [] });
      this.#observer.observe(element);
    }

    stop(element) {
      this.#rest(this.#watched.get(element));
      this.#watched.delete(element);
      this.#observer.unobserve(element);
    }

    end() {
      [...this.#watched.keys()].forEach((element) => this.stop(element));
      document.removeEventListener("visibilitychange", this.#turned);
    }

    #moved({ target, intersectionRatio }) {
      const watch = this.#watched.get(target);
      if (!watch) return;
      watch.ratio = intersectionRatio;
      this.#judge(watch);
    }

    #judge(watch) {
      const isInView = watch.ratio >= watch.share && document.visibilityState === "visible";
      if (isInView === (watch.since !== null)) return;
      isInView ? this.#look(watch) : this.#rest(watch);
    }

    #look(watch) {
      watch.since = performance.now();
      const ms = () => Math.round(performance.now() - watch.since);
      if (watch.token) {
        const seen = () => report({ token: watch.token, type: "viewable", ms: Math.max(ms(), VIEWABLE_MS) });
        watch.timers.push(setTimeout(seen, VIEWABLE_MS));
      }
      if (watch.left < Infinity) watch.timers.push(setTimeout(() => this.#due(watch), watch.left));
    }

    /** Never under the hands of somebody who is using it. */
    #due(watch) {
      if (watch.element.contains(document.activeElement)) {
        watch.timers.push(setTimeout(() => this.#due(watch), BUSY_MS));
        return;
      }
      this.stop(watch.element);
      watch.again();
    }

    #rest(watch) {
      if (!watch || watch.since === null) return;
      watch.timers.splice(0).forEach(clearTimeout);
      watch.left = Math.max(0, watch.left - (performance.now() - watch.since));
      watch.since = null;
    }
  }

  /* What was shown, for frequency caps: in memory, and on the device once the reader lets things be stored. */
  const mayStore = () => consent.storage === true && navigator.globalPrivacyControl !== true;

  function remember({ line_item: item, remember_s: seconds }) {
    const now = Date.now();
    const earlier = (seen.get(item) ?? []).filter(({ until }) => until > now);
    seen.set(item, [...earlier, { at: now, until: now + seconds * 1000 }]);
    try {
      if (mayStore()) localStorage.setItem(KEPT, JSON.stringify([...seen]));
    } catch {} // full or forbidden: memory alone
  }

  function recall() {
    try {
      if (!mayStore()) return localStorage.removeItem(KEPT);
      for (const [item, shown] of JSON.parse(localStorage.getItem(KEPT) ?? "[]")) {
        const own = seen.get(item) ?? [];
        seen.set(item, [...shown.filter(({ at }) => !own.some((each) => each.at === at)), ...own]);
      }
    } catch {} // not ours, or forbidden
  }

  function seenLately() {
    const now = Date.now();
    const rows = [...seen].flatMap(([item, shown]) =>
      shown.filter(({ until }) => until > now).map(({ at }) => [item, Math.floor((now - at) / 1000)]),
    );
    return rows.sort(([, a], [, b]) => b - a).slice(-100); // the latest hundred
  }

  /* ---- one view of one page ---------------------------------------------------------------------- */

  class View {
    constructor(root, page) {
      this.page = page;
      this.pageView = null;
      this.standing = new Map(); // what is shown, as tokens by element
      this.attention = new Attention();
      this.elements = slotsIn(root);
      this.stop = new AbortController();
      this.near = new IntersectionObserver((entries) => this.#approach(entries), { rootMargin: NEAR });
    }

    async fill() {
      const slots = await slotsKnown();
      if (this.stop.signal.aborted) return this;
      this.elements.forEach((element) => reserve(element, slots));
      const isLazy = (element) => slots.get(element.dataset.slot)?.lazy || "lazy" in element.dataset;
      this.elements.filter(isLazy).forEach((element) => this.near.observe(element));
      await this.#ask(this.elements.filter((element) => !isLazy(element)));
      return this;
    }

    /** End of the view: nothing of it is drawn or asked any more, what was seen is sent. */
    release() {
      this.stop.abort();
      this.near.disconnect();
      this.attention.end();
      flush();
    }

    #approach(entries) {
      const arrived = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
      arrived.forEach((element) => this.near.unobserve(element));
      this.#ask(arrived);
    }

    async #ask(elements) {
      if (!elements.length) return;
      const named = new Map(elements.map((element) => [this.#idOf(element), element]));
      const asked = Date.now();
      const answer = await this.#decide(named);
      if (this.stop.signal.aborted) return;
      const isTimely = answer && Date.now() - asked <= answer.render_within * 1000;
      if (isTimely) this.pageView = answer.page_view;
      for (const element of elements) {
        if (isTimely) await this.#show(element, answer.decisions[this.#idOf(element)]);
        else await this.#watch(element, null);
      }
    }

    async #show(element, decision) {
      this.standing.delete(element);
      if (decision?.token) this.standing.set(element, decision.token);
      if (decision) draw(element, decision).then((isThere) => this.#watch(element, isThere ? decision : null));
      else {
        if (element.dataset.filled) clear(element);
        await this.#watch(element, null);
      }
    }

    /** What is asked for again is asked for alone: its neighbours stay. */
    async #watch(element, decision) {
      const seconds = (await slotsKnown()).get(element.dataset.slot)?.refresh_seconds;
      if (this.stop.signal.aborted || !element.isConnected || !(decision?.token || seconds)) return;
      this.attention.start(element, decision, seconds, () => this.#ask([element]));
    }

    #onPage(asked) {
      const tokensOf = (elements) => elements.map((each) => this.standing.get(each)).filter(Boolean);
      const others = [...this.standing.keys()].filter((each) => !asked.includes(each));
      return { on_page: tokensOf(others), replaces: tokensOf(asked) };
    }

    #idOf(element) {
      return `s${this.elements.indexOf(element) + 1}`;
    }

    async #decide(named) {
      const body = {
        page: this.page,
        page_view: this.pageView,
        ...this.#onPage([...named.values()]),
        slots: [...named].map(([id, element]) => ({ id, slot: element.dataset.slot, ...roomOf(element) })),
        viewer: { width: innerWidth, seen: seenLately() },
        consent: { gpc: navigator.globalPrivacyControl === true, ...consent },
      };
      const signal = AbortSignal.any([this.stop.signal, AbortSignal.timeout(DECISION_TIMEOUT_MS)]);
      try {
        const answer = await post("slots/decide/", body, { signal });
        return answer.ok ? await answer.json() : null;
      } catch {
        return null;
      }
    }
  }

  /** `data-sizes` narrows what may come, at this width of the window. */
  function roomOf(element) {
    const sizes = element.dataset.sizes ? sizesAt(breakpointsOf(element), innerWidth) : [];
    return sizes.length ? { sizes } : {};
  }

  /**
   * Fill every [data-slot] under `root`. `path` is the page's own path, or `page` the facts that the decision takes
   * ({section, tags, label, ...}). Returns the view, whose `release()` ends it.
   */
  function load(root = document, { path = location.pathname, page = { path, site }, countPage = true } = {}) {
    const view = new View(root, page);
    if (countPage && page.path) report({ type: "page_view", path: page.path, site: page.site });
    view.filled = view.fill();
    return view;
  }

  /** `consent` as the reader gave it, {storage, third_party, tcf}: without it nothing of third parties is shown and
   *  nothing is kept on the device; with `storage` frequency caps outlast the tab, taken back they are forgotten there. */
  function configure({ api, site: host, consent: given }) {
    site = host ?? site;
    if (given) {
      consent = given;
      recall();
    }
    if (!api) return;
    const next = new URL("/api/v1/", api).href;
    if (next !== base) catalogue = null;
    base = next;
  }

  dress();

  window.Warta = Object.assign(window.Warta ?? {}, { slots: { configure, prepare, load, flush } });
  if (script && "autoload" in script.dataset) {
    const start = () => load(document);
    document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
  }
})();
