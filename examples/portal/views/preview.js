/** A page as it is in the editor: in its side panel while somebody types, or in a tab of its own. */

import { preview, previewBar } from "../api.js";
import { el } from "../dom.js";
import { clock, words } from "../words.js";

export const PREVIEW = "/preview/";

let shown = [];
let turn = 0;

/** `views` by page type. The token stays in the address, so that the tab can be loaded again. */
export async function previewed(views) {
  const asked = new URLSearchParams(location.search);
  const token = asked.get("token") ?? "";
  const { page, preview: facts } = await preview(token);
  const view = await views[page.meta.type](page);
  const node = document.createDocumentFragment();
  if (!isInPanel()) node.append(notice(facts));
  node.append(view.node);
  return { node, title: facts.title, seo: { ...page.seo, robots: "noindex" }, path: PREVIEW, token, lang: page.meta.locale };
}

const isInPanel = () => new URLSearchParams(location.search).get("in_preview_panel") === "true";

function notice({ is_live: isLive, expires_at: until, edit_url: href }) {
  const state = isLive ? words.previewLive : words.previewDraft;
  const lasts = words.previewUntil(clock(until));
  return el(
    "p",
    { class: "preview-notice", role: "status" },
    el("span", { class: "wrap" }, el("b", {}, words.preview), `${state} · ${lasts}`, el("a", { href, rel: "noreferrer" }, words.edit)),
  );
}

/**
 * Wagtail's user bar with its content checker stands at the end of a preview; it speaks to the editor around it
 * (where the page was scrolled to, what the checker found), so it comes when the page is there.
 */
export async function userBar(token) {
  const mine = (turn += 1);
  shown.forEach((node) => node.remove());
  shown = [];
  const html = token ? await previewBar(token, isInPanel()) : "";
  if (mine !== turn || !html) return;
  const template = document.createElement("template");
  template.innerHTML = html;
  const scripts = [...template.content.querySelectorAll("script[src]")];
  scripts.forEach((script) => script.remove());
  shown = [...template.content.children];
  document.body.append(template.content);
  if (!customElements.get("wagtail-userbar")) document.body.append(...scripts.map(({ src }) => ordered(src)));
}

/** Scripts that are made by a script run in their order only when they are told to. */
function ordered(src) {
  const script = el("script", { src });
  script.async = false;
  return script;
}
