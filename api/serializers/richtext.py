"""Rich text in its public form: links resolved, allow-listed, split at its top level, or as nodes."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import nh3

from articles.text import plain

TAGS = {
    "a", "abbr", "b", "br", "code", "del", "em", "i", "ins", "li", "mark", "ol", "p", "s", "small", "strong",
    "sub", "sup", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "data-page", "data-document", "hreflang", "title"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_LINK = re.compile(r"<a(\b[^>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TOP = re.compile(r"<(/?)(p|ul|ol)\b[^>]*>")
_ITEM = re.compile(r"<(/?)(ul|ol|li)\b[^>]*>")

NODE_KINDS = ("Text", "Link", "Break", "Paragraph", "List")

Resolve = Callable[[str, int], dict[str, str]]
"""("page" | "document", id) -> the attributes of the link; without `href` where the target is hidden."""


@dataclass(frozen=True, slots=True)
class Part:
    """One top-level piece of rich text."""

    tag: str
    html: str


def display(source: str, resolve: Resolve) -> str:
    """Safe HTML that goes into a page as it is."""
    return clean(_LINK.sub(lambda match: _link(match.group(1), resolve), source))


def clean(source: str) -> str:
    """The allow-listed part of an HTML fragment."""
    return nh3.clean(source, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def linked_ids(source: str) -> Iterator[tuple[str, int]]:
    """("page" | "document", id) of every internal link."""
    for match in _LINK.finditer(source):
        attributes = dict(_ATTRIBUTE.findall(match.group(1)))
        if attributes.get("id", "").isdigit():
            yield attributes.get("linktype", ""), int(attributes["id"])


def _link(attribute_text: str, resolve: Resolve) -> str:
    attributes = {name: entities.unescape(value) for name, value in _ATTRIBUTE.findall(attribute_text)}
    kind, target = attributes.pop("linktype", ""), attributes.pop("id", "")
    if kind:
        attributes.pop("href", None)
        attributes |= resolve(kind, int(target)) if target.isdigit() else {}
    return "".join(
        ["<a", *(f' {name}="{entities.escape(value)}"' for name, value in attributes.items()), ">"]
    )


def split(clean_html: str) -> Iterator[Part]:
    """One part for each top-level `p`, `ul` and `ol` of cleaned HTML; loose text becomes a paragraph."""
    at = depth = start = 0
    for match in _TOP.finditer(clean_html):
        closes = bool(match.group(1))
        if not closes and depth == 0:
            yield from _loose(clean_html[at : match.start()])
            start = match.start()
        depth += -1 if closes else 1
        if closes and depth == 0:
            yield from _part(match.group(2), clean_html[start : match.end()])
            at = match.end()
    yield from _loose(clean_html[at:] if depth == 0 else "")


def _loose(html: str) -> Iterator[Part]:
    if plain(html):
        yield Part("p", f"<p>{html.strip()}</p>")


def _part(tag: str, html: str) -> Iterator[Part]:
    if plain(html):
        yield Part(tag, html)


def items(list_html: str) -> list[str]:
    """The inner HTML of the items of a cleaned list; lists inside them stay where they are."""
    found, depth, start = [], 0, 0
    for match in _ITEM.finditer(list_html):
        closes, tag = bool(match.group(1)), match.group(2)
        if tag == "li" and not closes and depth == 1:
            start = match.end()
        if tag == "li" and closes and depth == 1:
            found.append(list_html[start : match.start()].strip())
        depth += 0 if tag == "li" else (-1 if closes else 1)
    return [item for item in found if plain(item)]


MARKS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "s": "strikethrough",
    "del": "strikethrough", "ins": "underline", "sub": "subscript", "sup": "superscript", "code": "code",
    "mark": "highlight", "small": "small", "abbr": "abbreviation",
}  # fmt: skip


def _node(kind: str, **properties: dict[str, Any]) -> dict[str, Any]:
    properties = {"type": {"type": "string", "enum": [kind]}, **properties}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(component: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{component}"}}


NODE_SCHEMAS: dict[str, dict[str, Any]] = {
    "TextNode": _node(
        "text",
        text={"type": "string"},
        marks={"type": "array", "items": {"type": "string", "enum": list(dict.fromkeys(MARKS.values()))}},
    ),
    "LinkNode": _node(
        "link",
        href={"type": ["string", "null"]},
        page={"type": ["integer", "null"]},
        nodes=_list_of("Node"),
    ),
    "BreakNode": _node("break"),
    "ParagraphNode": _node("paragraph", nodes=_list_of("Node")),
    "ListNode": _node("list", ordered={"type": "boolean"}, items=_list_of("ItemNode")),
    "ItemNode": {"type": "object", "properties": {"nodes": _list_of("Node")}, "required": ["nodes"]},
    "Node": {
        "oneOf": [{"$ref": f"#/components/schemas/{kind}Node"} for kind in NODE_KINDS],
        "discriminator": {
            "propertyName": "type",
            "mapping": {kind.lower(): f"#/components/schemas/{kind}Node" for kind in NODE_KINDS},
        },
    },
}
"""The OpenAPI of what `nodes` returns; it refers to itself, which no serializer can say."""


def nodes(clean_html: str) -> list[dict[str, Any]]:
    """Display HTML as a tree of nodes, for frontends that render no HTML.

    `text` with its `marks`, `link` with `href`, `page` and `nodes`, `break`, `list` with `items`; a single
    outer paragraph is left away, several are `paragraph` nodes.
    """
    parser = _NodeParser()
    parser.feed(clean_html)
    parser.close()
    found = parser.root
    return found[0]["nodes"] if len(found) == 1 and found[0]["type"] == "paragraph" else found


class _NodeParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[dict[str, Any]] = []
        self.open: list[tuple[str, list[dict[str, Any]]]] = []

    @property
    def _here(self) -> list[dict[str, Any]]:
        return self.open[-1][1] if self.open else self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._here.append({"type": "break"})
            return
        self.open.append((tag, self._open(tag, dict(attrs))))

    def _open(self, tag: str, attributes: dict[str, str | None]) -> list[dict[str, Any]]:
        inside: list[dict[str, Any]] = []
        if tag == "a":
            page = attributes.get("data-page")
            href = attributes.get("href")
            self._here.append(
                {"type": "link", "href": href, "page": int(page) if page else None, "nodes": inside}
            )
        elif tag == "p":
            self._here.append({"type": "paragraph", "nodes": inside})
        elif tag in ("ul", "ol"):
            self._here.append({"type": "list", "ordered": tag == "ol", "items": inside})
        elif tag == "li":
            self._here.append({"nodes": inside})
        else:
            return self._here
        return inside

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _ in self.open]:
            while self.open and self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] in ("ul", "ol"):
            return
        marks = [MARKS[name] for name, _ in self.open if name in MARKS]
        self._here.append({"type": "text", "text": data, "marks": list(dict.fromkeys(marks))})
