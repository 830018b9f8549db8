"""Reads the demo's articles from the files in `texts/`, a notation that an editor can write in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"

_HEADER = re.compile(r"^(\w+): (.+)$", re.MULTILINE)
_BOX = re.compile(r"^\[(?P<name>[a-z-]+)(?:: (?P<facts>[^\]]+))?\]$")
BOXES = {
    "galeri": "gallery",
    "terkait": "related_link",
    "gambar": "image",
    "tabel": "table",
    "kotak": "fact_box",
    "tanya-jawab": "faq",
    "linimasa": "timeline",
    "suara": "audio",
    "film": "video",
    "berkas": "document",
    "sematan": "embed",
    "ajakan": "call_to_action",
    "iklan": "slot",
    "formulir": "form",
}
"""What stands in brackets, and the block that it becomes: facts parted by bars, then lines."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block in the making: `kind` is a block type; what it holds depends on it."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    """Of a box: what stands in its brackets."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a live blog: minutes before the edition, who wrote it, and what."""

    minutes: int
    author: str
    title: str
    is_key_event: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One article as it stands in a file."""

    section: str
    title: str
    slug: str
    kicker: str
    standfirst: str
    picture: str
    caption: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    dateline: str = ""
    label: str = "news"
    state: str = "public"
    """public, draft, expired, or `scheduled N` for N days ahead."""
    breaking_hours: int = 0
    update: str = ""
    correction: str = ""
    parts: tuple[Part, ...] = field(default=())
    hours: float = 0
    """How long before the edition it was published; 0: by its place among the others."""
    entries: tuple[Entry, ...] = ()
    original: str = ""
    """Slug of the story that this one translates."""

    @property
    def is_public(self) -> bool:
        return self.state == "public"

    @property
    def days_ahead(self) -> int:
        """Of a scheduled story; 0 for every other."""
        return int(self.state.split()[1]) if self.state.startswith("scheduled") else 0


def stories(section: str) -> list[Story]:
    """The stories of a section, the newest first; of a language (`en`) those that translate others."""
    source = (FOLDER / f"{section}.txt").read_text(encoding="utf-8")
    return [_story(section, text) for text in re.split(r"^= ", source, flags=re.MULTILINE)[1:]]


def by_recency(sections: list[str]) -> list[Story]:
    """All stories, one of each section after the other, as on a front page that is fair to all of them."""
    columns = [stories(section) for section in sections]
    longest = max(map(len, columns))
    return [column[row] for row in range(longest) for column in columns if row < len(column)]


def _story(section: str, text: str) -> Story:
    head, body = text.split("\n---\n", 1)
    body, *entries = re.split(r"^@@ ", body, flags=re.MULTILINE)
    title, _, rest = head.partition("\n")
    header = dict(_HEADER.findall(rest))
    picture, _, caption = header["picture"].partition(" | ")
    return Story(
        section=section,
        title=title,
        slug=header["slug"],
        kicker=header["kicker"],
        standfirst=header["standfirst"],
        picture=picture,
        caption=caption,
        authors=tuple(header["authors"].split(", ")),
        tags=tuple(tag.replace("-", " ") for tag in header["tags"].split(", ")),
        dateline=header.get("dateline", ""),
        label=header.get("label", "news"),
        state=header.get("state", "public"),
        breaking_hours=int(header.get("breaking", 0)),
        update=header.get("update", ""),
        correction=header.get("correction", ""),
        parts=tuple(_parts(body)),
        hours=float(header.get("hours", 0)),
        entries=tuple(map(_entry, entries)),
        original=header.get("of", ""),
    )


def _entry(text: str) -> Entry:
    facts, _, body = text.partition("\n")
    minutes, author, *more = (fact.strip() for fact in facts.split("|"))
    title, is_key_event = (more[0] if more else ""), "penting" in more
    return Entry(int(minutes), author, title, is_key_event, tuple(_parts(body)))


def _parts(body: str) -> Iterator[Part]:
    for chunk in body.strip().split("\n\n"):
        yield _part(chunk.strip())


def _part(chunk: str) -> Part:
    if chunk == "***":
        return Part("divider")
    if chunk.startswith("## "):
        return Part("heading", chunk[3:])
    if chunk.startswith("- "):
        return Part("list", items=tuple(line[2:] for line in chunk.splitlines()))
    if chunk.startswith("> "):
        words, _, speaker = chunk[2:].rpartition(" — ")
        return Part("quote", words, items=tuple(speaker.split(", ", 1)))
    first, *lines = chunk.splitlines()
    if found := _BOX.match(first):
        facts = tuple(fact.strip() for fact in (found["facts"] or "").split("|"))
        return Part(BOXES[found["name"]], items=tuple(lines), facts=facts)
    return Part("paragraph", chunk)
