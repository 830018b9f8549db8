/** Articles in lists: one card in three sizes. */

import { displayHTML, el, linkTo } from "./dom.js";
import { picture } from "./pictures.js";
import { ago, words } from "./words.js";

const SIZES = {
  lead: "(min-width: 960px) 60vw, 100vw",
  grid: "(min-width: 1000px) 290px, (min-width: 640px) 45vw, 128px",
  row: "(min-width: 640px) 240px, 128px",
};

/** `size` is lead, grid, row or text; `level` the heading's place in the outline. */
export function card(item, { size = "grid", level = 3, withSection = true, isFirst = false, withText = false, highlight = null } = {}) {
  const link = linkTo(el("a", { class: "card-link" }), item.path);
  link.append(highlight ? displayHTML(highlight.title) : item.title);
  const image = size !== "text" && item.lead_image;
  return el(
    "article",
    { class: `card card-${size}${image ? "" : " card-bare"}` },
    image && el("div", { class: "card-picture", "aria-hidden": "true" }, picture(image, { sizes: SIZES[size], isFirst, alt: "" })),
    el(
      "div",
      { class: "card-text" },
      overline(item, withSection),
      el(`h${level}`, { class: "card-title" }, link),
      standfirst(item, size === "lead" || withText, highlight),
      meta(item, size),
    ),
  );
}

function standfirst(item, isShown, highlight) {
  const text = highlight ? displayHTML(highlight.excerpt) : item.standfirst;
  return isShown && (highlight?.excerpt || item.standfirst) ? el("p", { class: "card-standfirst" }, text) : null;
}

function overline(item, withSection) {
  const label = words.labels[item.label];
  const name = withSection ? item.section?.title : item.kicker;
  const parts = [label && el("b", {}, label), name && name !== label && el("span", {}, name)].filter(Boolean);
  return parts.length ? el("p", { class: "overline" }, parts) : null;
}

function meta(item, size) {
  const access = words.access[item.access];
  return el(
    "p",
    { class: "card-meta" },
    item.published_at && el("time", { datetime: item.published_at }, ago(item.published_at)),
    size === "lead" && el("span", {}, words.minutes(item.reading_time_minutes)),
    access && el("span", { class: "access" }, access),
  );
}
