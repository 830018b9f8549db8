/** Images of the API as <picture>: every size known before a byte arrives, so nothing moves. */

import { el } from "./dom.js";

/** `crop` takes the named crop where the API gives it; `isFirst` loads it before everything else. */
export function picture(image, { sizes, crop = null, isFirst = false, alt = image.alt } = {}) {
  const shown = (crop && image.crops[crop]) || image;
  const sources = shown.sources ?? [];
  const img = el("img", {
    src: shown.src,
    srcset: shown.srcset || null,
    sizes,
    width: shown.width,
    height: shown.height,
    alt,
    loading: isFirst ? "eager" : "lazy",
    fetchpriority: isFirst ? "high" : null,
    decoding: isFirst ? null : "async",
  });
  if (!alt) img.alt = "";
  if (image.color) img.style.backgroundColor = image.color;
  const choices = sources.map((source) => el("source", { type: source.type, srcset: source.srcset, sizes }));
  return el("picture", {}, choices, img);
}

export function figure(image, options = {}) {
  const { caption, credit } = image;
  const text = el("figcaption", {}, caption && el("span", { class: "caption" }, caption), credit && el("span", { class: "credit" }, credit));
  return el("figure", { class: options.class }, picture(image, options), caption || credit ? text : null);
}
