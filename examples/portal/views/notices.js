/** When there is nothing to show: missing, withdrawn, ended, out of reach. */

import { get } from "../api.js";
import { card } from "../cards.js";
import { el } from "../dom.js";
import { words } from "../words.js";

export async function missing(site, path) {
  const { title, text } = site.not_found;
  return notice(path, "404", title || words.missingTitle, text || words.missingText, await newest());
}

export async function gone(path) {
  return notice(path, "410", words.goneTitle, words.goneText, await newest());
}

export function ended(path) {
  return notice(path, "", words.endedTitle, words.endedText);
}

export function broken(path, retry) {
  const button = el("button", { type: "button", class: "button", onclick: retry }, words.retry);
  return notice(path, "", words.brokenTitle, words.brokenText, null, button);
}

function notice(path, code, title, text, more = null, button = null) {
  const home = button ?? el("a", { class: "button", href: "/" }, words.backHome);
  const message = el("div", { class: "notice" }, code && el("p", { class: "notice-code", "aria-hidden": "true" }, code), el("h1", {}, title), el("p", {}, text), el("p", {}, home));
  return { node: el("div", { class: "wrap" }, message, more), title, path, isNotice: true };
}

/** Something to read all the same; without it the message stands alone. */
async function newest() {
  const { items } = await get("articles/", { limit: 4 }).catch(() => ({ items: [] }));
  if (!items.length) return null;
  return el("section", { class: "zone" }, el("header", { class: "zone-head" }, el("h2", { class: "zone-title" }, words.newest)), el("div", { class: "grid" }, items.map((item) => card(item))));
}
