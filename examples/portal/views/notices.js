/** When there is nothing to show: missing, withdrawn, ended, out of reach. */

import { answers, get } from "../api.js";
import { card } from "../cards.js";
import { el } from "../dom.js";
import { home, isFirst } from "../languages.js";
import { words } from "../words.js";

const AGAIN_MS = 8_000;

export async function missing(site, path) {
  // What the editors wrote is in the first language of the site.
  const { title, text } = isFirst() ? site.not_found : {};
  return notice(path, "404", title || words.missingTitle, text || words.missingText, await instead(path));
}

export async function gone(path) {
  return notice(path, "410", words.goneTitle, words.goneText, await instead(path));
}

export function ended(path) {
  return notice(path, "", words.endedTitle, words.endedText);
}

/** The API is away, or the reader is: the page opens by itself when both are back. */
export function broken(path, retry) {
  const button = el("button", { type: "button", class: "button", onclick: retry }, words.retry);
  const [code, title, text] = navigator.onLine ? ["503", words.awayTitle, words.awayText] : ["", words.offlineTitle, words.offlineText];
  const view = notice(path, code, title, text, null, button);
  setTimeout(() => again(view.node, retry), AGAIN_MS);
  addEventListener("online", () => again(view.node, retry), { once: true });
  return view;
}

/** Asks as long as the notice is what the reader sees. */
async function again(node, retry) {
  if (!node.isConnected) return;
  if (await answers()) retry();
  else setTimeout(() => again(node, retry), AGAIN_MS);
}

function notice(path, code, title, text, more = null, button = null) {
  const way = button ?? el("a", { class: "button", href: home() }, words.backHome);
  const message = el("div", { class: "notice" }, code && el("p", { class: "notice-code", "aria-hidden": "true" }, code), el("h1", {}, title), el("p", {}, text), el("p", {}, way));
  return { node: el("div", { class: "wrap" }, message, more), title, path, isNotice: true };
}

/** Something to read all the same: what the address sounds like, else the newest; without it the message stands alone. */
async function instead(path) {
  const alike = await found("search/", { q: wordsOf(path), limit: 4 });
  const items = alike.length ? alike : await found("articles/", { limit: 4 });
  if (!items.length) return null;
  const title = alike.length ? words.maybe : words.newest;
  return el("section", { class: "zone" }, el("header", { class: "zone-head" }, el("h2", { class: "zone-title" }, title)), el("div", { class: "grid" }, items.map((item) => card(item))));
}

const found = async (route, question) => (question.q === "" ? [] : get(route, question).then(({ items }) => items, () => []));

/** The words of the last part; one alone says too little. */
function wordsOf(path) {
  const spoken = (path.split("/").filter(Boolean).at(-1) ?? "").match(/[a-z]{3,}/gi) ?? [];
  return spoken.length > 1 ? spoken.join(" ").slice(0, 200) : "";
}
