// A frontend in types: it compiles only while the description names every shape that it uses.
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
type Json<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

// true where a type says nothing: `any`, `unknown`, or a record of those, however deep
type Vague<T> = 0 extends 1 & T
  ? true
  : unknown extends T
    ? true
    : string extends keyof T
      ? Vague<T[string & keyof T]>
      : false;
type VagueIn<T, Depth extends unknown[] = []> = Depth["length"] extends 7
  ? never
  : Vague<T> extends true
    ? "vague"
    : T extends string | number | boolean | null | undefined
      ? never
      : T extends readonly (infer Item)[]
        ? VagueIn<Item, [...Depth, 0]>
        : T extends object
          ? { [Key in keyof T]-?: VagueIn<T[Key], [...Depth, 0]> }[keyof T]
          : never;
type Exact<T> = [VagueIn<T>] extends [never] ? true : false;

export const isExact: [
  Exact<Schemas["ArticleDetail"]>,
  Exact<Schemas["Card"]>,
  Exact<Schemas["Block"]>,
  Exact<Schemas["Node"]>,
  Exact<Schemas["Decided"]>,
  Exact<Json<"/api/v1/resolve/">>,
  Exact<Json<"/api/v1/articles/">>,
  Exact<Json<"/api/v1/front/">>,
  Exact<Json<"/api/v1/site/">>,
] = [true, true, true, true, true, true, true, true, true];

// `isExact` has teeth: what is vague is found.
export const isFound: [
  Exact<{ a: { b: unknown }[] }>,
  Exact<{ a: Record<string, unknown> }>,
  Exact<{ a: any }>,
] = [false, false, false];

export function block(block: Schemas["Block"]): string {
  switch (block.type) {
    case "paragraph":
      return block.value.html ?? `<p>${block.value.text}</p>`;
    case "heading":
      return `<h${block.value.level} id="${block.value.anchor}">${block.value.text}</h${block.value.level}>`;
    case "list":
      return block.value.items.map((item) => `<li>${item.html ?? item.text}</li>`).join("");
    case "image":
      return picture(block.value);
    case "gallery":
      return block.value.images.map(picture).join("");
    case "quote":
      return `<blockquote>${block.value.text}<cite>${block.value.attribution}</cite></blockquote>`;
    case "embed":
      return block.value.consent === null ? (block.value.html ?? "") : block.value.embed_url;
    case "slot":
      return block.value.code;
    default:
      return ""; // a type that is newer than this frontend
  }
}

function picture(image: Schemas["Image"]): string {
  const sources = image.sources.map((source) => `<source type="${source.type}" srcset="${source.srcset}">`);
  return `<picture>${sources.join("")}<img src="${image.src}" alt="${image.alt}" width="${image.width}"></picture>`;
}

export function text(nodes: Schemas["Node"][]): string {
  return nodes
    .map((node) => {
      switch (node.type) {
        case "text":
          return node.marks.includes("bold") ? node.text.toUpperCase() : node.text;
        case "break":
          return "\n";
        case "list":
          return node.items.map((item) => text(item.nodes)).join("\n");
        case "link":
        case "paragraph":
          return text(node.nodes);
      }
    })
    .join("");
}

export function route(answer: Json<"/api/v1/resolve/">): string {
  switch (answer.kind) {
    case "page":
      return "body" in answer.page ? answer.page.body.map(block).join("") : answer.page.title;
    case "redirect":
      return answer.location;
    case "author":
      return answer.author.name;
    case "tag":
      return answer.tag.name;
    default:
      return "";
  }
}

export function ad(decided: Schemas["Decided"]): string {
  switch (decided.format) {
    case "image":
      return `<img src="${decided.content.image_url}" alt="${decided.content.alt}">`;
    case "native":
      return `${decided.content.title} ${decided.content.cta}`;
    case "text":
      return decided.content.title;
    case "html":
    case "tag":
      return decided.content.requires === null ? decided.content.frame_url : "";
  }
}

export function label(card: Schemas["Card"]): "Berita" | "Opini" | null {
  return card.label === "news" ? "Berita" : card.label === "opinion" ? "Opini" : null;
}
