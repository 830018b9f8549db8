/** A live blog: its entries, and what comes while somebody reads them. */

import { address, follow } from "../api.js";
import { block } from "../blocks.js";
import { el, linkTo } from "../dom.js";
import { stamp, moment, words } from "../words.js";

const EVERY_MS = 10_000;
const LONGEST_MS = 80_000;
const HEAD_PX = 70;

/** The section with every entry that one answer holds; null where they cannot be read, as before the first publication. */
export async function liveBlog(page) {
  const first = await follow(page.live.url).catch(() => null);
  return first && new Blog(page.live.url, first).section;
}

class Blog {
  constructor(url, first) {
    this.url = url;
    this.list = el("ol", { class: "live-entries" });
    this.status = el("p", { class: "live-status" });
    this.keys = el("ul", {});
    this.keyEvents = el("nav", { class: "live-keys", "aria-label": words.keyEvents }, el("h3", {}, words.keyEvents), this.keys);
    this.arrived = el("button", { type: "button", class: "live-arrived", hidden: true, onclick: () => this.toTheTop() });
    this.older = el("button", { type: "button", class: "button", hidden: true, onclick: () => this.more() }, words.olderEntries);
    this.heading = el("h2", { class: "live-title", tabindex: "-1" }, words.liveTitle);
    this.section = el("section", { class: "live", "aria-label": words.liveTitle },
      this.heading, this.status, this.keyEvents, this.arrived, this.list, el("p", { class: "more" }, this.older));
    this.unread = 0;
    this.wait = EVERY_MS;
    this.take(first);
    this.goOn(first.meta.next);
    this.watch();
  }

  /** What an answer says; returns how many entries are new here. */
  take({ items, meta }) {
    const isNew = items.filter((item) => this.put(item)).length;
    this.cursor = meta.cursor;
    this.isRunning = meta.is_running;
    this.status.replaceChildren(...(meta.is_running ? [el("span", { class: "live-dot" }), words.liveRuns] : [words.liveEnded]));
    const events = [...this.list.querySelectorAll("[data-key]")].map((entry) => el("li", {}, el("a", { href: `#${entry.id}` }, entry.dataset.key)));
    this.keys.replaceChildren(...events);
    this.keyEvents.hidden = !events.length;
    return isNew;
  }

  /** One entry at its place, in the stead of what stood for it; true where nothing did. */
  put(item) {
    const old = this.list.querySelector(`#live-${item.id}`);
    old?.remove();
    if (item.action === "delete") return false;
    const after = [...this.list.children].find((each) => comesBefore(item, each.dataset));
    this.list.insertBefore(entry(item), after ?? null);
    return !old;
  }

  async more() {
    const answer = await follow(this.next).catch(() => null);
    if (!answer) return;
    // What it says of changes is as old as the first answer: the cursor of this page stays.
    const { cursor } = this;
    this.take(answer);
    this.cursor = cursor;
    this.goOn(answer.meta.next);
  }

  goOn(next) {
    this.next = next;
    this.older.hidden = !next;
  }

  /** Asks again and again, until the blog is over or the reader has left the page. */
  watch() {
    let wasThere = false;
    const isOver = () => !this.isRunning || (wasThere && !this.section.isConnected);
    const turn = async () => {
      wasThere ||= this.section.isConnected;
      if (isOver()) return document.removeEventListener("visibilitychange", look);
      if (!document.hidden) await this.ask();
      clearTimeout(timer);
      timer = setTimeout(turn, this.wait);
    };
    const look = () => document.hidden || turn();
    let timer = setTimeout(turn, this.wait);
    document.addEventListener("visibilitychange", look);
  }

  async ask() {
    try {
      let url = address(this.url, { since: this.cursor });
      while (url) {
        const answer = await follow(url);
        this.keepPlace((isReading) => this.announce(this.take(answer), isReading));
        url = answer.meta.next;
      }
      this.wait = EVERY_MS;
    } catch {
      this.wait = Math.min(LONGEST_MS, this.wait * 2);
    }
  }

  /** What is read stays where it is, whatever comes above it. */
  keepPlace(change) {
    const isReading = this.list.getBoundingClientRect().top < 0;
    const anchors = [...this.list.children].filter((each) => each.getBoundingClientRect().bottom > HEAD_PX);
    const before = anchors.map((each) => each.getBoundingClientRect().top);
    change(isReading);
    const place = anchors.findIndex((each) => each.isConnected);
    if (isReading && place >= 0) scrollBy({ top: anchors[place].getBoundingClientRect().top - before[place], behavior: "instant" });
  }

  announce(count, isReading) {
    if (!count) return;
    document.getElementById("announcer").textContent = words.newEntries(count);
    if (!isReading) return;
    this.unread += count;
    this.arrived.textContent = words.newEntries(this.unread);
    this.arrived.hidden = false;
  }

  toTheTop() {
    this.unread = 0;
    this.arrived.hidden = true;
    this.section.scrollIntoView();
    this.heading.focus({ preventScroll: true });
  }
}

/** The newest first; of one moment the one that was written last. */
function comesBefore(item, { at, number }) {
  return item.at === at ? item.id > Number(number) : item.at > at;
}

function entry(item) {
  const id = `live-${item.id}`;
  const key = item.is_key_event ? item.title || item.body.map((each) => each.value.text).find(Boolean) : null;
  return el(
    "li",
    { id, class: item.is_key_event ? "live-entry live-key" : "live-entry", "data-at": item.at, "data-number": item.id, "data-key": key },
    el("p", { class: "live-time" }, el("a", { href: `#${id}` }, el("time", { datetime: item.at, title: moment(item.at) }, stamp(item.at)))),
    item.title && el("h3", {}, item.title),
    el("div", { class: "text" }, item.body.map(block)),
    el("p", { class: "live-by" },
      item.author && linkTo(el("a", {}, item.author.name), item.author.path),
      item.updated_at && el("span", { class: "updated" }, words.updated(stamp(item.updated_at)))),
  );
}
