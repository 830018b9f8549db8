/** What the portal itself says, in the language that is spoken, and how it writes dates. */

import en from "./words/en.js";
import id from "./words/id.js";

const WORDS = { id, en };

let locale = "id";
let timeZone;
export let words = id;

export function speak(code, zone = timeZone) {
  timeZone = zone;
  words = WORDS[code.split("-")[0]] ?? en;
  locale = words.dates ?? code;
  document.documentElement.lang = code;
}

const written = (at, options) => new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(new Date(at));

/** Selasa, 17 Agustus 2026 */
export const day = (at) => written(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** Selasa, 17 Agustus 2026, 19.00 WIB */
export const moment = (at) => `${day(at)}, ${written(at, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" })}`;

/** Agustus: a month of a year is the same everywhere. */
export const monthName = ({ month }) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "long" }).format(Date.UTC(2000, month - 1));

/** 19.00 */
export const clock = (at) => written(at, { hour: "2-digit", minute: "2-digit" });

/** 19.00 of today, 16 Agu 19.00 of another day */
export function stamp(at, now = Date.now()) {
  const dayOf = (when) => written(when, { day: "numeric", month: "short" });
  return dayOf(at) === dayOf(now) ? clock(at) : `${dayOf(at)}, ${clock(at)}`;
}

/** Whether it is midnight where the site is. */
export const isMidnight = (at) => /^\D*00\D+00\D*$/.test(written(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));

/** "3 jam lalu" within a day, a short date after it. */
export function ago(at, now = Date.now()) {
  const minutes = Math.round((now - new Date(at)) / 60_000);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "short" });
  if (minutes < 60) return relative.format(-Math.max(1, minutes), "minute");
  if (minutes < 24 * 60) return relative.format(-Math.round(minutes / 60), "hour");
  const isThisYear = written(at, { year: "numeric" }) === written(now, { year: "numeric" });
  return written(at, { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) });
}
