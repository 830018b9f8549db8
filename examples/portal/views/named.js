/** Pages of authors and topics: who or what it is, then its articles. */

import { get } from "../api.js";
import { feedLink } from "../feeds.js";
import { el, linkTo } from "../dom.js";
import { picture } from "../pictures.js";
import { spot } from "../spots.js";
import { words } from "../words.js";
import { articles } from "./listing.js";

const MOST_TOPICS = 8;

export async function author(person, path) {
  const { list, items, total } = await articles({ author: person.slug }, { withSection: true });
  const feed = `/feeds/author/${person.slug}/`;
  const head = el(
    "header",
    { class: "person" },
    portrait(person),
    el(
      "div",
      { class: "person-text" },
      person.role && el("p", { class: "overline" }, person.role),
      el("h1", {}, person.name),
      person.bio && el("p", { class: "listing-intro" }, person.bio),
      person.links.length ? el("ul", { class: "links" }, person.links.map((each) => el("li", {}, linkTo(el("a", { rel: "me" }, each.name), each.url)))) : null,
      el("p", { class: "listing-facts" }, el("span", {}, words.articles(total ?? person.article_count)), feedLink(feed, person.name)),
    ),
  );
  return page([head, topics(words.writesAbout, items)], list, { title: person.name, seo: person.seo, path: person.path ?? path, feed });
}

/** Who writes here, by name. */
export async function everyone(path) {
  const people = await all("authors/");
  const rows = people.map((person) =>
    el(
      "li",
      { class: "person" },
      portrait(person),
      el(
        "div",
        { class: "person-text" },
        person.role && el("p", { class: "overline" }, person.role),
        el("h2", {}, linkTo(el("a", {}, person.name), person.path)),
        el("p", { class: "listing-facts" }, words.articles(person.article_count)),
      ),
    ),
  );
  const head = el("header", { class: "listing-head" }, el("h1", {}, words.authors));
  const list = rows.length ? el("ul", { class: "people" }, rows) : el("p", { class: "quiet" }, words.empty);
  return { node: el("div", { class: "wrap listing" }, head, list), title: words.authors, path, isIndexed: true, isEverywhere: true };
}

/** What is written about here, by name and letter. */
export async function subjects(path) {
  const letters = Map.groupBy(await all("tags/"), ({ name }) => [...name][0].toLocaleUpperCase(document.documentElement.lang));
  const groups = [...letters].map(([letter, tags]) =>
    el(
      "section",
      { class: "letter" },
      el("h2", {}, letter),
      el("ul", {}, tags.map((each) => el("li", {}, linkTo(el("a", {}, each.name), each.path), " ", el("span", { class: "quiet" }, words.articles(each.article_count))))),
    ),
  );
  const head = el("header", { class: "listing-head" }, el("h1", {}, words.topics));
  const list = groups.length ? el("div", { class: "letters" }, groups) : el("p", { class: "quiet" }, words.empty);
  return { node: el("div", { class: "wrap listing" }, head, list), title: words.topics, path, isIndexed: true, isEverywhere: true };
}

/** Every page of a list, by name as the language sorts them. */
async function all(route) {
  const found = [];
  for (let cursor = ""; cursor !== null; ) {
    const { meta, items } = await get(route, { limit: 100, cursor });
    found.push(...items);
    cursor = meta.next ? meta.cursor : null;
  }
  return found.sort((one, other) => one.name.localeCompare(other.name, document.documentElement.lang));
}

export async function tag(topic, path) {
  const { list, items, total } = await articles({ tag: topic.slug }, { withSection: true });
  const feed = `/feeds/tag/${topic.slug}/`;
  const head = el(
    "header",
    { class: "listing-head" },
    el("p", { class: "overline" }, words.topic),
    el("h1", {}, topic.name),
    el("p", { class: "listing-facts" }, el("span", {}, words.articles(total ?? topic.article_count)), feedLink(feed, topic.name)),
  );
  return page([head, topics(words.besides, items, topic.slug)], list, { title: topic.name, seo: topic.seo, path: topic.path ?? path, feed });
}

function page(head, list, view) {
  return { node: el("div", { class: "wrap listing" }, head, spot("section-top"), list), ...view };
}

/** The face, or the letters that a name begins with. */
function portrait({ name, photo }) {
  if (photo) return el("div", { class: "portrait" }, picture(photo, { crop: "square", sizes: "128px", isFirst: true, alt: "" }));
  const letters = name.split(/\s+/).filter(Boolean).map((word) => [...word][0]);
  return el("div", { class: "portrait portrait-bare", "aria-hidden": "true" }, [letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toUpperCase());
}

/** What the newest of these articles are about, the most frequent first. */
function topics(title, items, but) {
  const found = new Map();
  for (const each of items.flatMap((item) => item.tags)) {
    if (each.slug !== but) found.set(each.slug, { ...each, times: (found.get(each.slug)?.times ?? 0) + 1 });
  }
  if (!found.size) return null;
  const most = [...found.values()].sort((one, other) => other.times - one.times || one.name.localeCompare(other.name)).slice(0, MOST_TOPICS);
  return el(
    "nav",
    { class: "beside", "aria-label": title },
    el("p", { class: "beside-title", "aria-hidden": "true" }, title),
    el("ul", { class: "chips" }, most.map((each) => el("li", {}, linkTo(el("a", {}, each.name), each.path)))),
  );
}
