/** The places for ads: asked of the API's own script, which reserves their height before they enter the page. */

import { el } from "./dom.js";

const PATIENCE_MS = 1500;
let ready = Promise.resolve(null);
let view = null;

/** Load `/static/slots.js` of the API; a page without it is a page without ads. */
export function connectSpots(origin) {
  ready = new Promise((resolve) => {
    const script = el("script", { src: `${origin}/static/slots.js` });
    script.onload = () => resolve(window.Warta?.slots ?? null);
    script.onerror = () => resolve(null);
    document.head.append(script);
  });
}

export const spot = (code) => el("aside", { class: "spot", "data-slot": code });

/** The spots of a page that stand at one of its positions. */
export function spotsAt(page, position) {
  return page.slots.filter((slot) => slot.position === position).map((slot) => spot(slot.code));
}

/** Heights are held before the fragment is shown; whoever waits too long shows it without. */
export async function reserve(fragment) {
  const prepared = ready.then((slots) => slots?.prepare(fragment));
  await Promise.race([prepared, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/** One decision call for all spots of the page that is shown. */
export async function fill(root, path, { countPage = true } = {}) {
  view?.release();
  view = null;
  const slots = await ready;
  if (slots && location.pathname === path) view = slots.load(root, { path, countPage });
}

/** What the reader lets ads do, from the next decision on. */
export async function grant(consent) {
  (await ready)?.configure({ consent });
}

export function leave() {
  view?.release();
  view = null;
}
