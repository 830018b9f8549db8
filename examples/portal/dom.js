/** Building elements, and the one gate through which HTML of the API enters the page. */

/** `el("a", {href: "/", class: "x"}, "text", node, [more], null)`: attributes, then children; nothing empty is kept. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const ALLOWED = new Set(["A", "B", "BR", "CODE", "EM", "I", "LI", "MARK", "OL", "P", "STRONG", "SUB", "SUP", "UL"]);
const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/**
 * The display HTML of the API as nodes. It is parsed in a template, where nothing runs or loads, and rebuilt from
 * this list of elements; of attributes only the href of a link survives. A second lock: the API has cleaned it before.
 */
export function displayHTML(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fragment = document.createDocumentFragment();
  fragment.append(...[...template.content.childNodes].flatMap(rebuilt));
  return fragment;
}

function rebuilt(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  if (["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG"].includes(node.tagName.toUpperCase())) return [];
  const children = [...node.childNodes].flatMap(rebuilt);
  if (!ALLOWED.has(node.tagName)) return children;
  const element = document.createElement(node.tagName);
  if (node.tagName === "A") linkTo(element, node.getAttribute("href"));
  element.append(...children);
  return [element];
}

/** Sets an href where its scheme is harmless; foreign hosts open without a handle on this page. */
export function linkTo(element, href) {
  if (!href || !URL.canParse(href, location.origin)) return element;
  const url = new URL(href, location.origin);
  if (!SCHEMES.has(url.protocol)) return element;
  element.setAttribute("href", href);
  if (url.origin !== location.origin && url.protocol.startsWith("http")) element.setAttribute("rel", "noopener external");
  return element;
}

/** Paragraphs and lists keep their own element: `<p>..</p>` of the API as one node, whatever it is wrapped in. */
export function inline(html) {
  const fragment = displayHTML(html);
  const only = fragment.children.length === 1 && fragment.childNodes.length === 1 ? fragment.firstElementChild : null;
  return only?.tagName === "P" ? [...only.childNodes] : [...fragment.childNodes];
}
