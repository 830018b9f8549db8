/** An article with everything that belongs to it. */

import { body } from "../blocks.js";
import { card } from "../cards.js";
import { el, linkTo } from "../dom.js";
import { tellings } from "../languages.js";
import { figure, picture } from "../pictures.js";
import { spotsAt } from "../spots.js";
import { liveBlog } from "./live.js";
import { moment, words } from "../words.js";

const LEAD_SIZES = "(min-width: 1100px) 1040px, 100vw";

export async function article(page) {
  const live = page.live && (await liveBlog(page));
  const bottom = spotsAt(page, "after_body");
  const side = spotsAt(page, "sidebar");
  const node = el(
    "div",
    { class: "wrap" },
    spotsAt(page, "before_title"),
    el(
      "article",
      { class: "article" },
      crumbs(page),
      opening(page),
      page.lead_image && figure(page.lead_image, { sizes: LEAD_SIZES, isFirst: true, class: "lead-picture" }),
      spotsAt(page, "after_lead"),
      el("div", { class: side.length ? "article-columns" : null }, text(page, live), side.length ? el("div", { class: "side" }, side) : null),
    ),
    bottom.length ? el("div", { class: "spot-pair" }, bottom) : null,
    readOn(page),
    spotsAt(page, "page_bottom"),
  );
  return { node, title: page.seo.title, seo: page.seo, path: page.path, translations: page.translations };
}

/** A standing page is an article without news in it. */
export function standing(page) {
  const head = el("header", { class: "opening" }, el("h1", {}, page.title), page.standfirst && el("p", { class: "standfirst" }, page.standfirst));
  const node = el("div", { class: "wrap" }, el("article", { class: "article" }, head, el("div", { class: "text" }, body({ dateline: "", end_mark: "", ...page }))));
  return { node, title: page.seo.title, seo: page.seo, path: page.path };
}

function crumbs(page) {
  const trail = page.breadcrumb.filter((crumb) => crumb.path !== page.path);
  return el("nav", { class: "crumbs", "aria-label": words.path }, el("ol", {}, trail.map((crumb) => el("li", {}, linkTo(el("a", {}, crumb.title), crumb.path)))));
}

function opening(page) {
  const label = words.labels[page.label];
  const kicker = [label, page.kicker !== label && page.kicker].filter(Boolean);
  return el(
    "header",
    { class: "opening" },
    kicker.length ? el("p", { class: "kicker" }, kicker.join(" · ")) : null,
    el("h1", {}, page.title),
    page.standfirst && el("p", { class: "standfirst" }, page.standfirst),
    page.sponsor && sponsor(page.sponsor),
    el("div", { class: "meta" }, byline(page), dates(page), share(page)),
    alsoIn(page),
  );
}

/** The same article in the other languages of the site, each named in itself. */
function alsoIn({ path, translations }) {
  const others = tellings({ path, translations }).filter((each) => each.isSame && each.path !== path);
  if (!others.length) return null;
  const links = others.map(({ code, name, path: there }) => linkTo(el("a", { hreflang: code, lang: code, rel: "alternate" }, name), there));
  return el("p", { class: "also-in" }, `${words.alsoIn} `, links.flatMap((link, place) => (place ? [", ", link] : [link])));
}

function sponsor({ name, url, logo, disclosure }) {
  const link = linkTo(el("a", { rel: "sponsored noopener" }, name), url);
  return el("p", { class: "sponsor" }, logo && picture(logo, { sizes: "120px" }), disclosure || words.sponsored(""), " ", link);
}

/** "Oleh A, B dan C", each name a link. */
function byline(page) {
  if (!page.authors.length) return null;
  const names = page.authors.flatMap((author, place) => {
    const link = linkTo(el("a", {}, author.name), author.path);
    if (place === 0) return [link];
    return [place === page.authors.length - 1 ? ` ${words.and} ` : ", ", link];
  });
  return el("p", { class: "byline" }, words.by(""), names);
}

function dates(page) {
  const updated = page.updated_at && el("time", { class: "updated", datetime: page.updated_at }, words.updated(moment(page.updated_at)));
  return el(
    "p",
    { class: "dates" },
    page.published_at && el("time", { datetime: page.published_at }, moment(page.published_at)),
    updated,
    el("span", {}, words.minutes(page.reading_time_minutes)),
  );
}

function share(page) {
  const button = el("button", { type: "button", class: "share" }, words.share);
  button.addEventListener("click", async () => {
    const address = { title: page.title, url: location.href };
    if (navigator.share) return navigator.share(address).catch(() => {});
    await navigator.clipboard?.writeText(address.url);
    button.textContent = words.copied;
  });
  return button;
}

function text(page, live) {
  return el(
    "div",
    {},
    el("div", { class: "text" }, body(page)),
    live,
    el("div", { class: "text" }, after(page)),
  );
}

function after(page) {
  return [
    notes(words.updates, page.updates),
    notes(words.corrections, page.corrections),
    topics(page.tags),
  ];
}

function notes(title, items) {
  if (!items.length) return null;
  const rows = items.flatMap(({ at, text: words_ }) => [el("dt", {}, el("time", { datetime: at }, moment(at))), el("dd", {}, words_)]);
  return el("section", { class: "notes" }, el("h2", {}, title), el("dl", {}, rows));
}

function topics(tags) {
  if (!tags.length) return null;
  const links = tags.map((tag) => el("li", {}, linkTo(el("a", {}, tag.name), tag.path)));
  return el("nav", { class: "topics", "aria-label": words.topics }, el("ul", { class: "chips" }, links));
}

function readOn(page) {
  if (!page.related.length) return null;
  const cards = page.related.map((item) => card(item, { size: "grid" }));
  return el("section", { class: "zone" }, el("header", { class: "zone-head" }, el("h2", { class: "zone-title" }, words.related)), el("div", { class: "grid" }, cards));
}
