/** What search engines, social networks and browser tabs read. */

import { el } from "./dom.js";
import { feedLinks } from "./feeds.js";

/** `seo` of the API; pages that are none of its own have a title, and search engines see those that say so. */
export function head(siteName, { title, seo = null, feed = "/feeds/", isIndexed = false, isNotice = false }) {
  document.title = !title || title === siteName ? siteName : `${title} – ${siteName}`;
  document.head.querySelectorAll("[data-page]").forEach((node) => node.remove());
  document.head.append(...(seo ? described(seo) : plain(isIndexed)), ...(isNotice ? [] : feedLinks(feed, document.title)));
}

const plain = (isIndexed) => [isIndexed ? el("link", { rel: "canonical", href: location.origin + location.pathname, "data-page": true }) : meta({ name: "robots", content: "noindex" })];

function described(seo) {
  const graph = Object.entries(seo.open_graph).flatMap(([key, value]) => properties(key, value));
  return [
    meta({ name: "description", content: seo.description }),
    meta({ name: "robots", content: seo.robots }),
    el("link", { rel: "canonical", href: seo.canonical, "data-page": true }),
    ...seo.alternates.map((each) => el("link", { rel: "alternate", hreflang: each.hreflang, href: each.href, "data-page": true })),
    ...graph,
    el("script", { type: "application/ld+json", "data-page": true }, seo.json_ld),
  ];
}

/** `image_width` is `og:image:width`; what an article alone has is `article:..`. */
function properties(key, value) {
  const ofArticle = ["published_time", "modified_time", "section", "tags"];
  const name = ofArticle.includes(key) ? `article:${key.replace("tags", "tag")}` : `og:${key.replace("image_", "image:")}`;
  return [value].flat().filter((each) => each !== null && each !== "").map((content) => meta({ property: name, content }));
}

const meta = (attributes) => el("meta", { ...attributes, "data-page": true });
