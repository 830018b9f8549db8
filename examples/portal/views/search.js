/** What a reader looks for: the hits of every section, or of one. */

import { get } from "../api.js";
import { card } from "../cards.js";
import { el, linkTo } from "../dom.js";
import { words } from "../words.js";

const PAGE = 10;
const MOST_OFFSET = 1000;

/** `/cari/?q=kata&section=pelatihan`; without a word only the field, which stands in the head of every page. */
export async function searched(path, asked) {
  const typed = (asked.get("q") ?? "").trim().slice(0, 200);
  document.getElementById("search-words").value = typed;
  const title = typed ? words.found(typed) : words.searchFor;
  const parts = typed ? await results(path, typed, asked.get("section") ?? "") : [];
  const node = el("div", { class: "wrap listing" }, el("header", { class: "listing-head" }, el("h1", {}, title), parts[0]), parts[1]);
  return { node, title, path, isEverywhere: true };
}

async function results(path, q, section) {
  const question = { q, section, limit: PAGE };
  const first = await get("search/", question);
  if (!first.meta.total_count && !section) return [el("p", { class: "listing-intro", role: "status" }, words.nothingFound)];
  const head = [el("p", { class: "quiet", role: "status" }, words.articles(first.meta.total_count)), facets(path, q, section, first.meta.facets.section)];
  return [head, list(question, first)];
}

function facets(path, q, section, counts) {
  const chip = (key, title) => {
    const link = linkTo(el("a", { "aria-current": key === section ? "true" : null }, title), `${path}?${new URLSearchParams(key ? { q, section: key } : { q })}`);
    return el("li", {}, link);
  };
  if (counts.length < 2 && !section) return null;
  return el("ul", { class: "chips", "aria-label": words.sections }, chip("", words.everywhere), counts.map(({ key, title, count }) => chip(key, `${title} (${count})`)));
}

function list(question, first) {
  const rows = el("div", { class: "rows" });
  const more = el("button", { type: "button", class: "button load-more" }, words.loadMore);
  let offset = 0;
  const add = ({ meta, items }) => {
    const cards = items.map((item) => card(item, { size: "row", level: 2, withText: true, highlight: item.highlight }));
    rows.append(...cards);
    offset += PAGE;
    more.hidden = !meta.next || offset > MOST_OFFSET;
    return cards[0];
  };
  more.addEventListener("click", async () => {
    more.disabled = true;
    try {
      add(await get("search/", { ...question, offset }))?.querySelector("a").focus({ preventScroll: true });
    } finally {
      more.disabled = false;
    }
  });
  add(first);
  return el("div", {}, rows, more);
}
