/** Blocks that stand apart from the running text: tables, boxes, questions, dates, players, a call to act. */

import { displayHTML, el, inline, linkTo } from "./dom.js";
import { picture } from "./pictures.js";
import { day, isMidnight, moment, words } from "./words.js";

export const BOXES = { table, faq, timeline, audio, video, call_to_action: callToAction };

function table({ caption, header, rows }) {
  const hasHead = header === "row" || header === "both";
  const namesRows = header === "column" || header === "both";
  const cell = (value, place, scope) => el(scope || (namesRows && place === 0) ? "th" : "td", { scope: scope || (namesRows && place === 0 ? "row" : null) }, inline(value.html));
  const line = (row, scope) => el("tr", {}, row.map((value, place) => cell(value, place, scope)));
  const [head, ...rest] = hasHead ? rows : [null, ...rows];
  // A wide table scrolls by itself, by keyboard too.
  return el(
    "figure",
    { class: "table" },
    el(
      "div",
      { class: "table-scroll", tabindex: "0", role: "region", "aria-label": caption || words.table },
      el("table", {}, caption && el("caption", {}, caption), head && el("thead", {}, line(head, "col")), el("tbody", {}, rest.map((row) => line(row)))),
    ),
  );
}

/** `block` shapes what is inside; it comes as an argument so that the two files need not import each other. */
export function factBox({ title, blocks }, block) {
  return el("aside", { class: "fact-box", "aria-label": title || null }, title && el("h2", {}, title), blocks.map(block));
}

function faq({ items }) {
  const rows = items.map(({ question, answer }) => el("details", {}, el("summary", {}, question), answer.split(/\n{2,}/).map((part) => el("p", {}, part))));
  return el("section", { class: "faq", "aria-label": words.questions }, rows);
}

/** An entry at midnight is about the day. */
function timeline({ items }) {
  const rows = items.map(({ at, title, html }) =>
    el("li", {}, at && el("time", { datetime: at }, isMidnight(at) ? day(at) : moment(at)), el("h3", {}, title), html && el("div", {}, displayHTML(html))),
  );
  return el("ol", { class: "timeline" }, rows);
}

function sources(value) {
  return value.sources.map(({ url, type }) => el("source", { src: url, type }));
}

function transcript({ transcript: text }) {
  return text && el("details", { class: "transcript" }, el("summary", {}, words.transcript), text.split(/\n+/).map((part) => el("p", {}, part)));
}

const length = (seconds) => seconds && `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function audio(value) {
  const player = el("audio", { controls: true, preload: "none", "aria-label": value.title }, sources(value));
  const title = el("p", { class: "player-title" }, value.title, value.duration_seconds && el("span", { class: "quiet" }, length(value.duration_seconds)));
  const poster = value.poster && picture(value.poster, { sizes: "112px", crop: "square", alt: "" });
  return el("section", { class: "player player-audio" }, el("div", { class: "player-row" }, poster, el("div", {}, title, player)), transcript(value));
}

function video(value) {
  const poster = value.poster?.crops.card ?? value.poster;
  const player = el("video", { controls: true, preload: poster ? "none" : "metadata", playsinline: true, poster: poster?.src, "aria-label": value.title }, sources(value));
  return el("figure", { class: "player player-video" }, player, el("figcaption", {}, value.title, value.duration_seconds && el("span", {}, length(value.duration_seconds))), transcript(value));
}

function callToAction({ text, label, path, url }) {
  return el("aside", { class: "act" }, text && el("p", {}, text), linkTo(el("a", { class: "button" }, label), path || url));
}
