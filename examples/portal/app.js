/** Starts the portal: reads the configuration, then shows the page of every address. */

import { ApiError, connect, get, opened } from "./api.js";
import { chrome, mark, unveil } from "./chrome.js";
import { askConsent } from "./consent.js";
import { el } from "./dom.js";
import { head } from "./head.js";
import { redirect, start } from "./router.js";
import { connectSpots, fill, leave, reserve } from "./spots.js";
import { article, standing } from "./views/article.js";
import { front } from "./views/front.js";
import { filtered, sealed, section } from "./views/listing.js";
import { locked } from "./views/locked.js";
import { searched } from "./views/search.js";
import { broken, ended, gone, missing } from "./views/notices.js";
import { PREVIEW, previewed, userBar } from "./views/preview.js";
import { speak } from "./words.js";

const MOST_REDIRECTS = 5;
const VIEWS = { "articles.ArticlePage": article, "articles.SectionPage": section, "articles.StandardPage": standing };
const OPENED = { ...VIEWS, "articles.SectionPage": sealed };
const EDITED = { ...VIEWS, "articles.HomePage": () => front(site) };

const main = document.getElementById("content");
let site = null;
let turn = 0;

async function boot() {
  const origin = await connect();
  restrict(origin);
  connectSpots(origin);
  const [facts, sections] = await Promise.all([get("site/"), get("sections/")]);
  site = facts;
  speak(site.locales.find((each) => each.default)?.code ?? "id", site.time_zone);
  chrome(site, sections.items ?? sections);
  askConsent();
}

/** A second policy on top of the page's own: from here on only this host and the API are trusted. */
function restrict(origin) {
  const content = `script-src 'self' ${origin}; style-src 'self' ${origin}; connect-src 'self' ${origin}; object-src 'none'`;
  document.head.append(el("meta", { "http-equiv": "Content-Security-Policy", content }));
}

/** Shows what the address says; a later call overtakes an earlier one. */
async function render({ scroll, isVisit }) {
  const mine = (turn += 1);
  main.setAttribute("aria-busy", "true");
  leave();
  const view = await viewOf(location.pathname).catch((error) => failed(error));
  if (mine !== turn) return;
  const root = document.createDocumentFragment();
  root.append(view.node);
  await reserve(root);
  if (mine !== turn) return;
  main.replaceChildren(root);
  main.removeAttribute("aria-busy");
  if (!view.isNotice && view.path !== location.pathname) redirect(view.path + location.search + location.hash);
  head(site?.name ?? document.title, view);
  mark(view.path);
  unveil();
  place(scroll, isVisit);
  userBar(view.token);
  // A preview is no page view, and what stands in it earns nobody money.
  if (!view.token) fill(main, location.pathname, { countPage: !view.isNotice });
}

function place(scroll, isVisit) {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
  else scrollTo({ top: scroll, behavior: "instant" });
  if (!isVisit) return;
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  document.getElementById("announcer").textContent = document.title;
}

async function viewOf(path, redirects = 0) {
  if (!site) await boot();
  if (path === "/") return front(site);
  if (path === PREVIEW) return previewed(EDITED);
  if (path === site.routes.search) return searched(path, new URLSearchParams(location.search));
  const listed = routeOf(path);
  if (listed) return (await filtered(path, listed.parameter, listed.slug)) ?? missing(site, path);
  const answer = await get("resolve/", { path: decodeURI(path) });
  if (answer.kind === "redirect") return moved(answer, path, redirects);
  if (answer.kind === "locked") return unlocked(path);
  const view = VIEWS[answer.page?.meta.type];
  return view ? view(answer.page) : missing(site, path);
}

/** What stands behind a password, for a reader who gave it; else the question for it. */
async function unlocked(path) {
  const answer = await opened(decodeURI(path));
  if (answer.kind !== "page") return locked(path, answer.unlock_url, () => render({ scroll: 0, isVisit: true }));
  return OPENED[answer.page.meta.type](answer.page);
}

/** Authors and topics stand on routes that the site names. */
function routeOf(path) {
  for (const parameter of ["author", "tag"]) {
    const [before] = site.routes[parameter].split("{slug}");
    const slug = path.startsWith(before) ? path.slice(before.length).replace(/\/$/, "") : "";
    if (slug && !slug.includes("/")) return { parameter, slug };
  }
  return null;
}

async function moved({ location: target, external }, path, redirects) {
  if (external) {
    location.replace(target);
    return new Promise(() => {});
  }
  if (redirects >= MOST_REDIRECTS) return missing(site, path);
  redirect(target);
  return viewOf(location.pathname, redirects + 1);
}

function failed(error) {
  const path = location.pathname;
  const status = error instanceof ApiError ? error.status : 0;
  if (site && status === 410) return gone(path);
  if (site && path === PREVIEW) return ended(path);
  if (site && (status === 404 || status === 400)) return missing(site, path);
  return broken(path, () => render({ scroll: 0, isVisit: true }));
}

start(render);
