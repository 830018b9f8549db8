"""Turns the parts of a story into the stored form of a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cms.demo.texts import Part, Story

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Primary keys of what blocks refer to: pictures and files by name, articles by slug."""

    pictures: Mapping[str, int]
    articles: Mapping[str, int]
    files: Mapping[str, int]


def body_of(story: Story, shelf: Shelf, *, series: str = "demo") -> list[Raw]:
    """Blocks with ids that come from the slug and the place, so that each loading makes the same ones."""
    blocks = []
    for place, part in enumerate(story.parts):
        value = _BLOCKS[part.kind](part, shelf)
        if value is not None:
            block_id = str(uuid5(NAMESPACE_URL, f"{series}/{story.section}/{story.slug}/{place}"))
            blocks.append({"type": _TYPES.get(part.kind, part.kind), "value": value, "id": block_id})
    return blocks


def _paragraph(part: Part, shelf: Shelf) -> str:
    return f"<p>{escape(part.text, quote=False)}</p>"


def _list(part: Part, shelf: Shelf) -> str:
    return "<ul>" + "".join(f"<li>{escape(item, quote=False)}</li>" for item in part.items) + "</ul>"


def _heading(part: Part, shelf: Shelf) -> Raw:
    return {"level": "2", "text": part.text}


def _quote(part: Part, shelf: Shelf) -> Raw:
    attribution, *role = part.items
    return {"text": _paragraph(part, shelf), "attribution": attribution, "role": "".join(role)}


def _picture(name: str, caption: str, shelf: Shelf) -> Raw:
    return {"image": shelf.pictures[name], "alt": "", "caption": caption, "credit": ""}


def _image(part: Part, shelf: Shelf) -> Raw:
    name, caption = part.facts
    return _picture(name, caption, shelf)


def _gallery(part: Part, shelf: Shelf) -> Raw:
    names, title = part.facts
    return {"title": title, "images": [_picture(name, "", shelf) for name in names.split(", ")]}


def _related(part: Part, shelf: Shelf) -> Raw | None:
    """Left out while the article that it names is not there."""
    page = shelf.articles.get(part.facts[0])
    return {"title": "", "page": page, "url": ""} if page else None


def _table(part: Part, shelf: Shelf) -> Raw:
    headings, *rows = ([cell.strip() for cell in line.split("|")] for line in part.items)
    cells = {
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": [f"<p>{escape(cell, quote=False)}</p>" for cell in row]} for row in rows],
        "caption": part.facts[0],
    }
    return {"cells": cells, "names_rows": True}


def _fact_box(part: Part, shelf: Shelf) -> Raw:
    first, *points = part.items
    items = Part("list", items=tuple(point.removeprefix("- ") for point in points))
    return {"title": part.facts[0], "text": f"<p>{escape(first, quote=False)}</p>{_list(items, shelf)}"}


def _faq(part: Part, shelf: Shelf) -> Raw:
    pairs = zip(part.items[::2], part.items[1::2], strict=True)
    return {"items": [{"question": asked[2:], "answer": answer[2:]} for asked, answer in pairs]}


def _timeline(part: Part, shelf: Shelf) -> Raw:
    rows = ([cell.strip() for cell in line.split("|")] for line in part.items)
    return {
        "items": [
            {"at": at, "title": title, "text": f"<p>{escape(text, quote=False)}</p>"}
            for at, title, text in rows
        ]
    }


def _player(part: Part, shelf: Shelf) -> Raw:
    title, file, seconds, *poster = part.facts
    return {
        "title": title,
        "sources": [{"document": shelf.files[file], "url": ""}],
        "poster": shelf.pictures[poster[0]] if poster else None,
        "transcript": "\n".join(part.items),
        "duration_seconds": int(seconds),
    }


def _document(part: Part, shelf: Shelf) -> Raw:
    title, file = part.facts
    return {"title": title, "document": shelf.files[file]}


def _embed(part: Part, shelf: Shelf) -> Raw:
    """What its provider would say; the demo asks nobody."""
    title, provider, url, embed_url = part.facts
    facts = {
        "url": url, "provider": provider.lower(), "provider_name": provider, "title": title, "type": "rich",
        "html": "", "embed_url": embed_url, "thumbnail": "", "width": 640, "height": 400,
    }  # fmt: skip
    return {"url": url, "title": "", "facts": facts}


def _call_to_action(part: Part, shelf: Shelf) -> Raw | None:
    label, slug = part.facts
    page = shelf.articles.get(slug)
    return {"text": " ".join(part.items), "label": label, "page": page, "url": ""} if page else None


def _by_code(part: Part, shelf: Shelf) -> Raw:
    return {"code": part.facts[0]}


def _divider(part: Part, shelf: Shelf) -> str | None:
    return ""


_BLOCKS: dict[str, Callable[[Part, Shelf], Any]] = {
    "paragraph": _paragraph,
    "list": _list,
    "heading": _heading,
    "quote": _quote,
    "image": _image,
    "gallery": _gallery,
    "related_link": _related,
    "table": _table,
    "fact_box": _fact_box,
    "faq": _faq,
    "timeline": _timeline,
    "audio": _player,
    "video": _player,
    "document": _document,
    "embed": _embed,
    "call_to_action": _call_to_action,
    "slot": _by_code,
    "form": _by_code,
    "divider": _divider,
}
_TYPES = {"list": "paragraph"}
"""A list is written as rich text; the API tells it from a paragraph."""
