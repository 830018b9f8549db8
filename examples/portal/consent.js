/** What a reader lets ads do: asked once, kept on the device, changed from the foot of every page. */

import { el } from "./dom.js";
import { grant } from "./spots.js";
import { words } from "./words.js";

const KEPT = "portal.consent";
const NOTHING = { storage: false, third_party: false };
const EVERYTHING = { storage: true, third_party: true };

/** Before the first page: what was said on an earlier visit holds, else the reader is asked. */
export function askConsent() {
  const said = recalled();
  if (said) grant(said);
  // Unsaid, nothing is granted. Whoever's browser says no already (Global Privacy Control) is not asked again.
  else if (navigator.globalPrivacyControl !== true) open(false);
}

/** The link in the footer that opens the question again. */
export const consentLink = () => el("button", { type: "button", class: "as-link", onclick: () => open(true) }, words.privacySettings);

function open(isAsked) {
  document.getElementById("consent")?.remove();
  const back = document.activeElement;
  const close = () => {
    box.remove();
    if (isAsked) back?.focus?.();
    else if (box.contains(back)) document.getElementById("content").focus();
  };
  const answer = (consent) => () => {
    keep(consent);
    grant(consent);
    close();
    document.getElementById("announcer").textContent = words.consentKept;
  };
  const box = el(
    "div",
    { id: "consent", class: "consent", role: "dialog", "aria-modal": "false", "aria-labelledby": "consent-title", "aria-describedby": "consent-text", onkeydown: (event) => event.key === "Escape" && close() },
    el(
      "div",
      { class: "wrap consent-row" },
      el("div", {}, el("h2", { id: "consent-title", tabindex: "-1" }, words.consentTitle), el("p", { id: "consent-text" }, words.consentText)),
      el(
        "div",
        { class: "consent-answers" },
        el("button", { type: "button", onclick: answer(NOTHING) }, words.consentDeny),
        el("button", { type: "button", onclick: answer(EVERYTHING) }, words.consentAccept),
      ),
    ),
  );
  // First in the order of Tab, after the way to the content; it covers nothing that is focused.
  document.querySelector(".skip").after(box);
  if (isAsked) document.getElementById("consent-title").focus();
  else document.getElementById("announcer").textContent = words.consentTitle;
}

function recalled() {
  try {
    const { storage, third_party } = JSON.parse(localStorage.getItem(KEPT));
    return typeof storage === "boolean" && typeof third_party === "boolean" ? { storage, third_party } : null;
  } catch {
    return null; // nothing said, not ours, or forbidden
  }
}

function keep(consent) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(consent));
  } catch {} // forbidden: it holds until the page is left
}
