/** Real links, one page: clicks, back and forward, scroll and focus. */

let show = null;

export function start(render) {
  show = render;
  history.scrollRestoration = "manual";
  addEventListener("click", follow);
  addEventListener("submit", send);
  addEventListener("popstate", () => show({ scroll: history.state?.scroll ?? 0, isVisit: true }));
  addEventListener("pagehide", keepScroll);
  return show({ scroll: history.state?.scroll ?? 0, isVisit: false });
}

export function go(href) {
  keepScroll();
  history.pushState({}, "", href);
  return show({ scroll: 0, isVisit: true });
}

/** Another address for what was asked: the old one leaves no trace in the history. */
export function redirect(href) {
  history.replaceState({}, "", href);
}

function keepScroll() {
  history.replaceState({ ...history.state, scroll: Math.round(scrollY) }, "");
}

/** A form that asks an address of ours; the policy of the page lets no form leave it. */
function send(event) {
  event.preventDefault();
  const action = event.target.getAttribute("action");
  // Before the API has answered nobody knows where to search.
  if (action) go(`${action}?${new URLSearchParams(new FormData(event.target))}`);
}

function follow(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.type || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname === location.pathname && link.hash) return;
  event.preventDefault();
  go(link.href);
}
