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
    """Primary keys of what blocks refer to: pictures by name, articles by slug."""

    pictures: Mapping[str, int]
    articles: Mapping[str, int]


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


def _gallery(part: Part, shelf: Shelf) -> Raw:
    pictures = [
        {"image": shelf.pictures[name], "alt": "", "caption": "", "credit": ""} for name in part.items
    ]
    return {"title": part.text, "images": pictures}


def _related(part: Part, shelf: Shelf) -> Raw | None:
    """Left out while the article that it names is not there."""
    page = shelf.articles.get(part.text)
    return {"title": "", "page": page, "url": ""} if page else None


def _divider(part: Part, shelf: Shelf) -> str | None:
    return ""


_BLOCKS: dict[str, Callable[[Part, Shelf], Any]] = {
    "paragraph": _paragraph,
    "list": _list,
    "heading": _heading,
    "quote": _quote,
    "gallery": _gallery,
    "related_link": _related,
    "divider": _divider,
}
_TYPES = {"list": "paragraph"}
"""A list is written as rich text; the API tells it from a paragraph."""
