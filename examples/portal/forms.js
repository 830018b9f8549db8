/** Forms that readers fill in: drawn from what the API says of their fields, sent without leaving the page. */

import { ApiError, get, send } from "./api.js";
import { el } from "./dom.js";
import { words } from "./words.js";

const INPUTS = { singleline: "text", email: "email", number: "number", url: "url", date: "date", datetime: "datetime-local", hidden: "hidden" };
const SEVERAL = ["checkboxes", "multiselect"];

/** A form by its code; without one that is open its place goes away. */
export function readerForm(code, level = 2) {
  const place = el("section", { class: "reader-form", "data-form": code });
  get(`forms/${code}/`).then((facts) => place.replaceChildren(...drawn(facts, level, place)), () => place.remove());
  return place;
}

function drawn(facts, level, place) {
  const id = `form-${facts.code}`;
  const fields = facts.fields.map((field) => drawnField(field, id));
  const trap = el("div", { class: "trap", "aria-hidden": "true" }, el("input", { name: facts.honeypot, tabindex: -1, autocomplete: "off" }));
  const button = el("button", { type: "submit", class: "button" }, facts.submit_label || words.send);
  const problem = el("p", { class: "field-fault", role: "alert" });
  const form = el("form", { class: "fields", novalidate: true, "aria-labelledby": id }, fields, trap, problem, button);
  let key = crypto.randomUUID();
  form.addEventListener("input", () => (key = crypto.randomUUID()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    button.disabled = true;
    const refusal = await send(`forms/${facts.code}/`, answers(form, facts), key).then(() => null, (error) => error);
    button.disabled = false;
    if (refusal) tell(form, facts, problem, refusal);
    else thank(place, facts);
  });
  return [el(`h${level}`, { id }, facts.title), facts.intro && el("p", { class: "quiet" }, facts.intro), form].filter(Boolean);
}

function drawnField(field, id) {
  const fault = el("p", { class: "field-fault", id: `${id}-${field.name}-fault` });
  const common = { name: field.name, required: field.required, maxlength: field.max_length, "aria-describedby": fault.id };
  const help = field.help && el("p", { class: "quiet" }, field.help);
  if (field.type === "hidden") return el("input", { ...common, type: "hidden", value: field.default });
  if (field.type === "checkbox") return el("div", { class: "field" }, el("label", { class: "tick" }, el("input", { ...common, type: "checkbox", value: "on" }), field.label), help, fault);
  if (["checkboxes", "radio"].includes(field.type)) {
    const type = field.type === "radio" ? "radio" : "checkbox";
    const boxes = field.choices.map((choice) => el("label", { class: "tick" }, el("input", { ...common, required: false, type, value: choice, checked: choice === field.default }), choice));
    return el("fieldset", { class: "field" }, el("legend", {}, field.label), help, boxes, fault);
  }
  return el("div", { class: "field" }, el("label", { for: `${id}-${field.name}` }, field.label, !field.required && el("span", { class: "quiet" }, ` (${words.optional})`)), help, control(field, { ...common, id: `${id}-${field.name}` }), fault);
}

function control(field, attributes) {
  if (field.type === "multiline") return el("textarea", { ...attributes, rows: 6 }, field.default);
  if (!field.choices.length) return el("input", { ...attributes, type: INPUTS[field.type] ?? "text", step: "any", value: field.default, autocomplete: field.type === "email" ? "email" : null });
  const options = field.choices.map((choice) => el("option", { value: choice, selected: choice === field.default }, choice));
  const none = field.type === "dropdown" && el("option", { value: "" }, "–");
  return el("select", { ...attributes, multiple: field.type === "multiselect" }, none, options);
}

/** What is empty is left out. */
function answers(form, { fields, honeypot }) {
  const sent = new FormData(form);
  const values = {};
  for (const { name, type } of fields) {
    if (type === "checkbox") values[name] = sent.has(name);
    else if (SEVERAL.includes(type)) values[name] = sent.getAll(name);
    else if (sent.get(name)) values[name] = sent.get(name);
  }
  return { ...values, ...(sent.get(honeypot) ? { [honeypot]: sent.get(honeypot) } : {}) };
}

/** Every fault stands beside its field, and the first one is where the reader goes on. */
function tell(form, { fields, code }, problem, error) {
  const faults = new Map((error.errors ?? []).map((each) => [each.parameter.split("[")[0], each.message]));
  let first = null;
  for (const { name } of fields) {
    const place = document.getElementById(`form-${code}-${name}-fault`);
    if (place) place.textContent = faults.get(name) ?? "";
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      faults.has(name) ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
      if (faults.has(name)) first ??= input;
    }
  }
  problem.textContent = first ? words.checkFields : error instanceof ApiError ? words.tooManySent : words.offlineText;
  first?.focus();
}

function thank(place, facts) {
  const thanks = el("p", { class: "thanks", role: "status", tabindex: -1 }, facts.thanks || words.received);
  place.replaceChildren(thanks);
  thanks.focus();
}
