/** Starts the portal: reads the configuration, then shows the page of every address. */

import { ApiError, askIn, connect, get, opened } from "./api.js";
import { bare, chrome, mark, unveil, switcher } from "./chrome.js";
import { askConsent } from "./consent.js";
import { el } from "./dom.js";
import { head } from "./head.js";
import { choose, home, language, languageOf, learn } from "./languages.js";
import { redirect, start } from "./router.js";
import { connectSpots, fill, leave, reserve } from "./spots.js";
import { archive, archived } from "./views/archive.js";
import { article, standing } from "./views/article.js";
import { front } from "./views/front.js";
import { sealed, section } from "./views/listing.js";
import { locked } from "./views/locked.js";
import { author, everyone, subjects, tag } from "./views/named.js";
import { searched } from "./views/search.js";
import { broken, ended, gone, missing } from "./views/notices.js";
import { PREVIEW, previewed, userBar } from "./views/preview.js";
import { speak } from "./words.js";

const MOST_REDIRECTS = 5;
const VIEWS = { "articles.ArticlePage": article, "articles.SectionPage": section, "articles.StandardPage": standing };
const OPENED = { ...VIEWS, "articles.SectionPage": sealed };
const EDITED = { ...VIEWS, "articles.HomePage": () => front(site) };

const main = document.getElementById("content");
let trusted = null;
let site = null;
let sections = [];
let turn = 0;

async function boot() {
  const origin = await connect();
  if (!trusted) trust(origin);
  learn((await get("site/")).locales);
}

/** What stands around the page, in the language of its address; asked for again when a reader goes to another. */
async function speakAs(path) {
  if (!trusted || !languageOf(path)) await boot();
  const wanted = languageOf(path);
  if (site && wanted === language()) return;
  askIn(wanted.default ? "" : wanted.code);
  const [facts, tree] = await Promise.all([get("site/"), get("sections/")]);
  const isFirst = !site;
  site = facts;
  sections = tree.items;
  choose(wanted);
  speak(wanted.code, site.time_zone);
  chrome(site, sections);
  if (isFirst || document.getElementById("consent")) askConsent();
}

/** Once, however often the API has to be asked. */
function trust(origin) {
  trusted = origin;
  restrict(origin);
  connectSpots(origin);
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
  view.lang ? main.setAttribute("lang", view.lang) : main.removeAttribute("lang");
  head(site?.name ?? document.title, view);
  mark(view.path);
  site ? unveil() : bare();
  if (site) switcher(view);
  place(scroll, isVisit);
  userBar(view.token);
  // A preview is no page view, and what stands in it earns nobody money.
  if (!view.token) fill(main, location.pathname, { countPage: !view.isNotice });
}

function place(scroll, isVisit) {
  const target = location.hash && document.getElementById(decoded(location.hash.slice(1), decodeURIComponent));
  if (target) target.scrollIntoView();
  else scrollTo({ top: scroll, behavior: "instant" });
  if (!isVisit) return;
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  document.getElementById("announcer").textContent = document.title;
}

async function viewOf(path, redirects = 0) {
  await speakAs(path);
  if (path === home()) return front(site);
  if (path === PREVIEW) return previewed(EDITED);
  const asked = new URLSearchParams(location.search);
  if (path === site.routes.search) return searched(path, asked);
  if (slashed(path) === rootOf(site.routes.author)) return everyone(slashed(path));
  if (slashed(path) === rootOf(site.routes.tag)) return subjects(slashed(path));
  if (slashed(path).startsWith(archive())) return (await archived(slashed(path), asked, sections)) ?? missing(site, path);
  const readable = decoded(path, decodeURI);
  if (readable === null) return missing(site, path);
  const answer = await get("resolve/", { path: readable });
  if (answer.kind === "redirect") return moved(answer, path, redirects);
  if (answer.kind === "locked") return unlocked(path);
  if (answer.kind === "author") return author(answer.author, path);
  if (answer.kind === "tag") return tag(answer.tag, path);
  const view = VIEWS[answer.page?.meta.type];
  return view ? view(answer.page) : missing(site, path);
}

/** What stands behind a password, for a reader who gave it; else the question for it. */
async function unlocked(path) {
  const answer = await opened(decodeURI(path));
  if (answer.kind !== "page") return locked(path, answer.unlock_url, () => render({ scroll: 0, isVisit: true }));
  return OPENED[answer.page.meta.type](answer.page);
}

/** `/penulis/` of `/penulis/{slug}/`. */
const rootOf = (route) => route.slice(0, route.indexOf("{slug}"));

const slashed = (path) => (path.endsWith("/") ? path : `${path}/`);

/** Null for what nobody could have written. */
function decoded(text, decode) {
  try {
    return decode(text);
  } catch {
    return null;
  }
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
