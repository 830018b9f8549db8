/** Everything that was published, by month: `/arsip/`, and `/arsip/2026/08/` with its articles. */

import { get } from "../api.js";
import { el, linkTo } from "../dom.js";
import { home } from "../languages.js";
import { monthName, words } from "../words.js";
import { articles, chosen } from "./listing.js";

export const archive = () => home("/arsip/");

/** Null where no such month is. */
export async function archived(path, asked, sections) {
  const key = asked.get("section") ?? "";
  const [found] = path.slice(archive().length).match(/^(\d{4}\/(0[1-9]|1[0-2])\/)?$/) ?? [null];
  if (found === null || (key && !sections.some((each) => each.key === key))) return null;
  const months = await get("archive/", { section: key });
  const filters = chosen(sections, key, (each) => addressed(path, each));
  return found ? month(found, months, key, filters) : overview(months, key, filters);
}

const addressed = (path, key) => (key ? `${path}?${new URLSearchParams({ section: key })}` : path);
const address = ({ year, month: number }) => `${archive()}${year}/${String(number).padStart(2, "0")}/`;

function overview(months, key, filters) {
  const most = Math.max(...months.map((each) => each.article_count));
  const years = [...new Set(months.map((each) => each.year))];
  const node = el(
    "div",
    { class: "wrap listing" },
    el("header", { class: "listing-head" }, el("h1", {}, words.archive), el("p", { class: "listing-intro" }, words.archiveText), filters),
    months.length ? null : el("p", { class: "quiet" }, words.empty),
    years.map((year) => yearOf(year, months.filter((each) => each.year === year), key, most)),
  );
  return { node, title: words.archive, path: archive(), isIndexed: !key, isEverywhere: true };
}

function yearOf(year, months, key, most) {
  const tiles = months.map((each) => {
    const share = el("span", { class: "share-bar", "aria-hidden": "true" });
    share.style.setProperty("--share", each.article_count / most);
    const link = linkTo(el("a", {}, el("span", { class: "month-name" }, monthName(each)), el("span", { class: "quiet" }, words.articles(each.article_count)), share), addressed(address(each), key));
    return el("li", {}, link);
  });
  return el("section", { class: "year" }, el("h2", {}, String(year)), el("ul", { class: "months" }, tiles));
}

async function month(found, months, key, filters) {
  const place = months.findIndex((each) => address(each) === archive() + found);
  if (place < 0 && !key) return null;
  const [year, number] = found.split("/").map(Number);
  const title = `${monthName({ month: number })} ${year}`;
  const { list, total } = await articles({ published_on: found.slice(0, -1).replace("/", "-"), section: key }, { withSection: true });
  const node = el(
    "div",
    { class: "wrap listing" },
    el("nav", { class: "crumbs", "aria-label": words.path }, el("ol", {}, el("li", {}, linkTo(el("a", {}, words.archive), addressed(archive(), key))))),
    el("header", { class: "listing-head" }, el("h1", {}, title), el("p", { class: "listing-facts" }, words.articles(total)), filters),
    list,
    el("nav", { class: "turn", "aria-label": words.archive }, turn(months[place + 1], key, "prev"), turn(place > 0 ? months[place - 1] : null, key, "next")),
  );
  return { node, title, path: archive() + found, isIndexed: !key };
}

function turn(to, key, rel) {
  return to ? linkTo(el("a", { rel, class: "button" }, `${monthName(to)} ${to.year}`), addressed(address(to), key)) : null;
}
