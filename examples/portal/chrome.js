/** What stands around every page: masthead, sections, colophon. */

import { consentLink } from "./consent.js";
import { el, linkTo, svg } from "./dom.js";
import { feedLink } from "./feeds.js";
import { readerForm } from "./forms.js";
import { home, isFirst, languages, language, tellings } from "./languages.js";
import { archive } from "./views/archive.js";
import { day, words } from "./words.js";

export function chrome(site, sections) {
  masthead(site);
  navigation(menu(site, "main") ?? sections.map((section) => ({ title: section.title, path: section.path, url: null })));
  colophon(site, sections);
  searchField(site);
  document.querySelector(".skip").textContent = words.skip;
}

/** A head for a page that has nothing of the API's to show. */
export function bare() {
  masthead({ name: document.title.split(" – ").at(-1), tagline: "" });
}

/** The section of the page that is shown. */
export function mark(path) {
  for (const link of document.querySelectorAll("#sections a")) {
    const here = link.getAttribute("href");
    const isCurrent = here === home() ? path === here : path.startsWith(here);
    isCurrent ? link.setAttribute("aria-current", path === here ? "page" : "true") : link.removeAttribute("aria-current");
    if (isCurrent) intoView(link);
  }
}

/** Scrolls the row of sections alone, never the page. */
function intoView(link) {
  const row = link.closest("ul");
  row.scrollTo({ left: link.offsetLeft - row.clientWidth / 2 + link.offsetWidth / 2, behavior: "instant" });
}

/** The languages of the site, and this page in each of them; nothing where there is one. */
export function switcher(view) {
  const place = document.getElementById("languages");
  const items = languages().length > 1 ? tellings(view) : [];
  place.setAttribute("aria-label", words.languages);
  place.hidden = !items.length;
  place.replaceChildren(
    el("ul", {}, items.map(({ code, name, path }) => {
      const link = el("a", { hreflang: code, lang: code, "aria-label": `${name} (${code.toUpperCase()})`, title: name, "aria-current": code === language().code ? "true" : null }, code.toUpperCase());
      return el("li", {}, linkTo(link, path + (view.isEverywhere ? location.search : "")));
    })),
  );
}

/** Null where nobody made one. */
function menu(site, code) {
  return site.menus[code]?.length ? site.menus[code] : null;
}

function masthead(site) {
  document.getElementById("today").replaceChildren(el("time", { datetime: new Date().toISOString().slice(0, 10) }, day(Date.now())));
  document.getElementById("tagline").textContent = site.tagline;
  const name = document.getElementById("wordmark");
  name.replaceChildren(horizon(), ...lettering(site.name));
  name.setAttribute("aria-label", site.name);
  name.setAttribute("href", home());
}

/** The last word in the colour of the house. */
function lettering(name) {
  const words = name.split(" ");
  const last = words.length > 1 ? words.pop() : null;
  return [el("span", {}, words.join(" ")), last && el("span", { class: "wordmark-second" }, last)].filter(Boolean);
}

function searchField(site) {
  const form = document.getElementById("search");
  form.setAttribute("action", site.routes.search);
  form.querySelector("label").textContent = words.searchFor;
  form.querySelector("input").setAttribute("placeholder", words.searchFor);
  form.querySelector("button").textContent = words.search;
}

function horizon() {
  return svg(
    "svg",
    { viewBox: "0 0 64 56", width: 44, height: 38, "aria-hidden": "true", class: "horizon" },
    svg("circle", { cx: 32, cy: 17, r: 12, class: "horizon-sun" }),
    svg("path", { d: "M4 36c9.300-8 18.700-8 28 0s18.700 8 28 0", class: "horizon-wave" }),
    svg("path", { d: "M13 49c6.300-5 12.700-5 19 0s12.700 5 19 0", class: "horizon-wave" }),
  );
}

function navigation(items) {
  const list = document.querySelector("#sections ul");
  const front = { title: words.home, path: home(), url: null };
  list.replaceChildren(...[front, ...items].map((item) => el("li", {}, linkTo(el("a", {}, item.title), item.path ?? item.url))));
  document.getElementById("sections").setAttribute("aria-label", words.sections);
}

function colophon(site, sections) {
  const column = (title, items) => el("div", {}, el("h2", {}, title), el("ul", {}, items.map(({ title: text, path, url }) => el("li", {}, linkTo(el("a", {}, text), path ?? url)))));
  const standing = menu(site, "footer");
  const contact = [site.contact.address, site.contact.email, site.contact.phone].filter(Boolean);
  document.getElementById("colophon").replaceChildren(
    el(
      "div",
      { class: "wrap colophon-columns" },
      el("div", { class: "colophon-name" }, el("p", { class: "colophon-title" }, site.name), el("p", {}, site.tagline), contact.map((line) => el("p", { class: "quiet" }, line)), el("p", { class: "colophon-feed" }, feedLink("/feeds/", site.name))),
      column(words.sections, [...sections, { title: words.archive, path: archive(), url: null }, { title: words.authors, path: site.routes.author.split("{slug}")[0], url: null }, { title: words.topics, path: site.routes.tag.split("{slug}")[0], url: null }]),
      standing && column(site.name, standing),
      // Forms are asked in the first language of the site.
      site.newsletter.form && isFirst() ? readerForm(site.newsletter.form) : null,
      site.social.length ? column(words.social, site.social.map((each) => ({ title: each.name, path: null, url: each.url }))) : null,
    ),
    el("p", { class: "wrap fine-print" }, `© ${new Date().getFullYear()} ${site.name}. ${words.allRights} `, consentLink()),
  );
}

export const unveil = () => document.getElementById("colophon").removeAttribute("hidden");
