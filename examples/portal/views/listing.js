/** Articles page by page: a section, and the list that authors, topics and months show as well. */

import { get } from "../api.js";
import { card } from "../cards.js";
import { displayHTML, el, linkTo } from "../dom.js";
import { feedLink } from "../feeds.js";
import { spot } from "../spots.js";
import { words } from "../words.js";
import { blocks } from "./front.js";

const PAGE = 8;

export async function section(page) {
  // The list below is the section's newest: its zones are what stands above it.
  const { zones } = await get(`front/${page.key}/`);
  const above = zones.filter((zone) => zone.code !== "latest");
  const shown = new Set(above.flatMap((zone) => zone.items.map((item) => item.id)));
  const { list, total } = await articles({ section: page.key }, { shown });
  const feed = `/feeds/${page.key}/`;
  const intro = page.intro.html ? el("div", { class: "listing-intro" }, displayHTML(page.intro.html)) : null;
  const children = page.children.length
    ? el("ul", { class: "chips" }, page.children.map((child) => el("li", {}, linkTo(el("a", {}, child.title), child.path))))
    : null;
  const node = el("div", { class: "wrap listing" }, header(page.title, total, [intro, children], feedLink(feed, page.title)), spot("section-top"), blocks(above), list);
  return { node, title: page.seo.title, seo: page.seo, path: page.path, feed, translations: page.translations };
}

/** A section behind a password: what is in it stands in no list. */
export function sealed(page) {
  const intro = page.intro.html ? el("div", { class: "listing-intro" }, displayHTML(page.intro.html)) : null;
  return { node: el("div", { class: "wrap listing" }, header(page.title, 0, intro)), title: page.seo.title, seo: page.seo, path: page.path };
}

function header(title, total, more = [], feed = null) {
  const facts = total || feed ? el("p", { class: "listing-facts" }, total ? el("span", {}, words.articles(total)) : null, feed) : null;
  return el("header", { class: "listing-head" }, el("h1", {}, title), more, facts);
}

/** Chips of all sections and each of them: the one with this key is chosen. */
export function chosen(sections, key, address) {
  const chip = (each, title) => el("li", {}, linkTo(el("a", { "aria-current": each === key ? "true" : null }, title), address(each)));
  return el("ul", { class: "chips", "aria-label": words.sections }, chip("", words.everywhere), sections.map((each) => chip(each.key, each.title)));
}

/**
 * The first page, then as many as were open when the reader went on: "back" finds the list as it was.
 * What is `shown` above the list is left out of it.
 */
export async function articles(filter, { withSection = false, shown = new Set() } = {}) {
  const list = el("div", {});
  const first = await get("articles/", { ...filter, limit: PAGE });
  const rows = el("div", { class: "rows" });
  const more = el("button", { type: "button", class: "button load-more" }, words.loadMore);
  let cursor = null;

  const add = ({ meta, items }, isFirst = false) => {
    const cards = items.filter((item) => !shown.has(item.id)).map((item, place) => card(item, { size: "row", level: 2, withSection, withText: true, isFirst: isFirst && place < 2 }));
    rows.append(...cards);
    cursor = meta.next ? meta.cursor : null;
    more.hidden = !cursor;
    return cards[0];
  };
  const next = async () => add(await get("articles/", { ...filter, limit: PAGE, cursor }));

  more.addEventListener("click", async () => {
    more.disabled = true;
    more.textContent = words.loading;
    try {
      (await next())?.querySelector("a").focus({ preventScroll: true });
      history.replaceState({ ...history.state, pages: (history.state?.pages ?? 1) + 1 }, "");
    } finally {
      more.disabled = false;
      more.textContent = words.loadMore;
    }
  });

  add(first, true);
  for (let open = 1; cursor && (open < (history.state?.pages ?? 1) || rows.children.length < PAGE / 2); open += 1) await next();
  list.append(first.items.length ? rows : el("p", { class: "quiet" }, words.empty), more);
  return { list, items: first.items, total: first.meta.total_count };
}
