/** The body of an article: one small function for each block type of the API; an unknown one is left out. */

import { BOXES, factBox } from "./boxes.js";
import { card } from "./cards.js";
import { displayHTML, el, inline, linkTo } from "./dom.js";
import { readerForm } from "./forms.js";
import { figure } from "./pictures.js";
import { spot } from "./spots.js";
import { words } from "./words.js";

const TEXT_WIDTH = "(min-width: 760px) 680px, 100vw";

const BLOCKS = {
  paragraph: (value) => el("p", {}, inline(value.html)),
  heading: (value) => el(`h${value.level}`, { id: value.anchor }, value.text),
  list: (value) => el(value.ordered ? "ol" : "ul", {}, value.items.map((item) => el("li", {}, inline(item.html)))),
  image: (value) => figure(value, { sizes: TEXT_WIDTH, class: "body-picture" }),
  gallery,
  quote,
  embed,
  related_link: related,
  document: (value) => el("p", { class: "file" }, linkTo(el("a", {}, value.title), value.url), el("span", {}, ` ${kind(value)} · ${size(value.size)}`)),
  ...BOXES,
  fact_box: (value) => factBox(value, block),
  divider: () => el("hr", { class: "divider" }),
  slot: (value) => spot(value.code),
  form: (value) => readerForm(value.code),
};

export const block = ({ type, value }) => BLOCKS[type]?.(value) ?? null;

/**
 * Body blocks as nodes, with what belongs into the running text: the dateline before the first paragraph, the end
 * mark after the last, and each slot after its numbered paragraph.
 */
export function body(page) {
  const last = page.body.findLastIndex((item) => item.type === "paragraph");
  let paragraph = 0;
  return page.body.flatMap((item, place) => {
    const node = block(item);
    if (!node || item.type !== "paragraph") return node ? [node] : [];
    paragraph += 1;
    if (paragraph === 1 && page.dateline) node.prepend(el("b", { class: "dateline" }, page.dateline), " – ");
    if (place === last && page.end_mark) node.append(" ", el("span", { class: "end-mark" }, page.end_mark));
    const here = page.slots.filter((slot) => slot.position === `after_paragraph:${paragraph}`);
    return [node, ...here.map((slot) => spot(slot.code))];
  });
}

function gallery(value) {
  const pictures = value.images.map((image, place) =>
    el("li", { "aria-label": words.picture(place + 1, value.images.length) }, figure(image, { sizes: "(min-width: 760px) 520px, 82vw" })),
  );
  return el(
    "section",
    { class: "gallery", "aria-label": value.title || null },
    value.title && el("h2", { class: "gallery-title" }, value.title),
    el("ul", { tabindex: "0" }, pictures),
  );
}

function quote(value) {
  const from = [value.attribution, value.role].filter(Boolean).join(", ");
  return el("figure", { class: "quote" }, el("blockquote", {}, displayHTML(value.html)), from && el("figcaption", {}, from));
}

/** Nothing of a foreign host is loaded before the reader asks for it. */
function embed(value) {
  const name = value.provider_name || new URL(value.url).hostname;
  const frame = el("div", { class: "embed" });
  frame.style.aspectRatio = String(value.aspect_ratio || 16 / 9);
  const button = el("button", { type: "button", class: "button", onclick: () => open(frame, value) }, words.show(name));
  const link = linkTo(el("a", {}, value.title || value.url), value.url);
  frame.append(el("div", { class: "embed-ask" }, el("p", {}, link), el("p", { class: "quiet" }, words.embedded), value.embed_url && button));
  return frame;
}

function open(frame, value) {
  const sandbox = "allow-scripts allow-same-origin allow-popups allow-presentation";
  const attributes = { src: value.embed_url, title: value.title || value.url, sandbox, allowfullscreen: true, referrerpolicy: "strict-origin" };
  frame.replaceChildren(el("iframe", attributes));
}

function related(value) {
  if (value.card) return el("aside", { class: "read-also", "aria-label": words.related }, el("p", { class: "overline" }, words.related), card(value.card, { size: "row", level: 2 }));
  const link = linkTo(el("a", {}, value.title), value.path || value.url);
  return el("p", { class: "read-also" }, el("span", { class: "overline" }, words.related), link);
}

const kind = (value) => (value.type.split("/")[1] ?? "").toUpperCase();

function size(bytes) {
  const unit = bytes >= 1e6 ? ["megabyte", 1e6] : ["kilobyte", 1e3];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: unit[0], maximumFractionDigits: 1 }).format(bytes / unit[1]);
}

