/** A page behind a password: the question for it, and what is wrong with the answer. */

import { ApiError, unlock } from "../api.js";
import { el } from "../dom.js";
import { words } from "../words.js";

export function locked(path, address, show) {
  const field = el("input", { id: "password", name: "password", type: "password", required: true, maxlength: 255, autocomplete: "current-password", "aria-describedby": "password-fault" });
  const fault = el("p", { class: "field-fault", id: "password-fault", role: "alert" });
  const button = el("button", { type: "submit", class: "button" }, words.open);
  const form = el("form", { class: "fields" }, el("label", { for: "password" }, words.password), field, fault, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    button.disabled = true;
    const refusal = await unlock(address, field.value).then(() => "", reason);
    button.disabled = false;
    if (!refusal) return show();
    fault.textContent = refusal;
    field.setAttribute("aria-invalid", "true");
    field.select();
    field.focus();
  });
  const node = el("div", { class: "notice" }, el("h1", {}, words.lockedTitle), el("p", {}, words.lockedText), form);
  return { node: el("div", { class: "wrap" }, node), title: words.lockedTitle, path, isNotice: true };
}

function reason(error) {
  if (!(error instanceof ApiError)) return words.offlineText;
  return { 403: words.wrongPassword, 429: words.tooManyTries }[error.status] ?? words.tryAgain;
}
