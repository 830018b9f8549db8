/** The front page: breaking strip, the lead, one zone after the other. */

import { get } from "../api.js";
import { card } from "../cards.js";
import { el, linkTo } from "../dom.js";
import { home } from "../languages.js";
import { spot } from "../spots.js";
import { ago, words } from "../words.js";

export async function front(site) {
  const [{ page, zones, breaking }, popular] = await Promise.all([get("front/"), get("most-read/", { window: "7d", limit: 5 }).catch(() => null)]);
  const filled = zones.filter((zone) => zone.items.length);
  const node = el(
    "div",
    { class: "wrap front" },
    el("h1", { class: "visually-hidden" }, site.name),
    breaking.length ? strip(breaking[0]) : null,
    spot("front-top"),
    blocks(filled.slice(0, 2)),
    popular?.items.length ? mostRead(popular.items) : null,
    blocks(filled.slice(2)),
    filled.length ? null : el("p", { class: "quiet" }, words.empty),
  );
  return { node, title: site.name, seo: page.seo, path: home() };
}

/** The zones of a front page, each in its layout. */
export const blocks = (zones) => zones.map((zone, place) => (zone.layout === "lead" ? lead(zone, place === 0) : block(zone)));

function strip(item) {
  return el(
    "p",
    { class: "breaking" },
    el("b", {}, words.breaking),
    linkTo(el("a", {}, item.title), item.path),
    item.published_at && el("time", { datetime: item.published_at }, ago(item.published_at)),
  );
}

function lead(zone, isFirst) {
  const [first, ...rest] = zone.items;
  const side = rest.slice(0, 4).map((item, place) => card(item, { size: place === 0 ? "grid" : "text", level: 2 }));
  const below = rest.slice(4).map((item) => card(item, { size: "grid", level: 2 }));
  return el(
    "section",
    { class: "zone zone-lead" },
    zone.title && title(zone),
    el("div", { class: "lead-columns" }, card(first, { size: "lead", level: 2, isFirst }), side.length ? el("div", { class: "lead-side" }, side) : null),
    below.length ? el("div", { class: "grid" }, below) : null,
  );
}

function block(zone) {
  const size = zone.layout === "list" ? "row" : "grid";
  const withSection = !zone.more;
  const items = zone.items.map((item) => card(item, { size, withSection, withText: size === "row" }));
  return el("section", { class: "zone" }, title(zone), el("div", { class: size === "row" ? "rows" : "grid" }, items));
}

function mostRead(items) {
  const rows = items.map((item) => el("li", {}, card(item, { size: "text" })));
  return el("section", { class: "zone popular" }, title({ title: words.mostRead }), el("ol", {}, rows));
}

function title(zone) {
  const more = zone.more && linkTo(el("a", { class: "zone-more", "aria-label": `${words.more}: ${zone.more.title}` }, words.more), zone.more.path);
  return el("header", { class: "zone-head" }, el("h2", { class: "zone-title" }, zone.title || words.newest), more);
}
