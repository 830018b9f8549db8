/** The content API: no credentials, and a short memory of what is public, so that going back is instant. */

const REMEMBER_MS = 30_000;
const LARGEST_MEMORY = 60;
const memory = new Map();
let base = "";
let locale = "";
let token = "";

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `HTTP ${status}`);
    this.status = status;
    this.errors = problem?.errors ?? [];
  }
}

export async function connect() {
  const { api } = await (await fetch("/config.json")).json();
  base = new URL("/api/v1/", api).href;
  return new URL(api).origin;
}

/** From here on what is asked for is asked in this language; without one in the site's own. */
export function askIn(code) {
  locale = code;
}

/** Whether the API answers again. */
export async function answers() {
  try {
    await connect();
    await read(new URL("site/", base));
    return true;
  } catch {
    return false;
  }
}

/** `get("articles/", {section: "pelatihan", limit: 12})`; empty values are left out. */
export function get(path, parameters = {}) {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries({ locale, ...parameters })) if (value) url.searchParams.set(name, value);
  const known = memory.get(url.href);
  if (known && Date.now() - known.at < REMEMBER_MS) return known.answer;
  const answer = read(url);
  memory.set(url.href, { at: Date.now(), answer });
  if (memory.size > LARGEST_MEMORY) memory.delete(memory.keys().next().value);
  answer.catch(() => memory.delete(url.href));
  return answer;
}

/** An address of the API with parameters. */
export function address(url, parameters) {
  const found = new URL(url, base);
  for (const [name, value] of Object.entries(parameters)) found.searchParams.set(name, value);
  return found.href;
}

/** What changes while it is read: asked anew each time, of the API alone. */
export async function follow(url) {
  const wanted = new URL(url, base);
  return read(new URL(wanted.pathname.replace(/^\/api\/v1\//, "") + wanted.search, base));
}

/** What an editor has before them. The token travels in a header, so that no log and no referrer learns it. */
export async function preview(token) {
  return read(new URL("preview/", base), { "Warta-Preview": token });
}

/** Wagtail's user bar for the page of a preview, as text; empty where there is none. */
export async function previewBar(token, inPanel) {
  const url = new URL("preview/userbar/", base);
  if (inPanel) url.searchParams.set("in_preview_panel", "true");
  const response = await fetch(url, { credentials: "omit", headers: { "Warta-Preview": token } });
  return response.ok ? response.text() : "";
}

/** A path with what the reader has unlocked in the last minutes; remembered nowhere, as it is for this reader alone. */
export async function opened(path) {
  const url = new URL("resolve/", base);
  url.searchParams.set("path", path);
  return read(url, token ? { "Warta-Unlock": token } : {});
}

/** Trades a password for the token of the pages that it opens, beside those that are open already. */
export async function unlock(address, password) {
  const headers = { "Content-Type": "application/json", ...(token ? { "Warta-Unlock": token } : {}) };
  ({ token } = await read(new URL(address), headers, { method: "POST", body: JSON.stringify({ password }) }));
}

/** Sends a reader's answers; with the same key they are kept once, however often they are sent. */
export async function send(path, values, key) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  const url = new URL(path, base);
  if (locale) url.searchParams.set("locale", locale);
  return read(url, headers, { method: "POST", body: JSON.stringify(values) });
}

async function read(url, headers = {}, more = {}) {
  const response = await fetch(url, { credentials: "omit", headers: { Accept: "application/json", ...headers }, ...more });
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, body);
  return body;
}
