/** In which language an address speaks, and where the pages of that language begin. */

let known = [];
let spoken = null;

/** `site.locales` of the API: code, name, path, default. */
export function learn(locales) {
  known = locales;
}

export const languages = () => known;
export const language = () => spoken;
export const isFirst = () => spoken?.default ?? true;

/** `/en/a/` is in the language that begins at `/en/`, everything else in the one that begins at `/`. */
export function languageOf(path) {
  return known.find((each) => !each.default && `${path}/`.startsWith(each.path)) ?? known.find((each) => each.default);
}

export function choose(each) {
  spoken = each;
}

/** `home()` is `/en/` in English, `home("/arsip/")` is `/en/arsip/`. */
export const home = (path = "/") => (spoken?.path ?? "/") + path.slice(1);

/** This address in another language, where the same route is there in all of them. */
export const inAnother = (each, path) => each.path + path.slice(home().length);

/**
 * Where a view is told in every other language: `translations` or `seo.alternates` of the API, the same route, else
 * the front page. `[{code, name, path, isSame}]`, the spoken one with its own address.
 */
export function tellings({ path, translations = null, seo = null, isEverywhere = false }) {
  const alternates = new Map((seo?.alternates ?? []).map(({ hreflang, href }) => [hreflang, new URL(href).pathname]));
  const translated = new Map((translations ?? []).map((each) => [each.locale, each.path]));
  return known.map((each) => {
    if (each === spoken) return { ...each, path, isSame: true };
    const same = translated.get(each.code) ?? alternates.get(each.code) ?? (isEverywhere ? inAnother(each, path) : null);
    return { ...each, path: same ?? each.path, isSame: same !== null && same !== undefined };
  });
}
