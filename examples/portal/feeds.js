/** Feeds of what is shown; the host of the frontend passes `/feeds/` on to the API. */

import { el, svg } from "./dom.js";
import { isFirst, language } from "./languages.js";
import { words } from "./words.js";

export const RSS = "application/rss+xml";

/** `base` is `/feeds/`, `/feeds/<section>/`, `/feeds/author/<slug>/` or `/feeds/tag/<slug>/`. */
export function feedLink(base, name) {
  return el("a", { class: "feed", href: address(base, "rss.xml"), type: RSS, "aria-label": words.feedOf(name) }, icon(), words.feed);
}

/** What a feed reader finds in the head of the page. */
export function feedLinks(base, name) {
  const kinds = { [RSS]: "rss.xml", "application/atom+xml": "atom.xml", "application/feed+json": "feed.json" };
  return Object.entries(kinds).map(([type, file]) => el("link", { rel: "alternate", type, title: name, href: address(base, file), "data-page": true }));
}

const address = (base, file) => base + file + (isFirst() ? "" : `?locale=${language().code}`);

function icon() {
  return svg(
    "svg",
    { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" },
    svg("circle", { cx: 3, cy: 13, r: 2 }),
    svg("path", { d: "M1 7.500a7.500 7.500 0 0 1 7.500 7.500M1 2a13 13 0 0 1 13 13", class: "feed-wave" }),
  );
}
