"""What zones a front page has: those that editors made, else its own; kept for one content version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from api.published.models import Document
from api.serializers.blocks import list_values
from articles.models import Front

HERO, LATEST, IN_SECTION = 5, 8, 4

_LATEST_TITLE = {"id": "Terbaru", "en": "Latest"}


@dataclass(frozen=True, slots=True)
class Pin:
    """A story that an editor put somewhere, until a moment or until it is taken away."""

    page_id: int
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Zone:
    """What a zone shows: its pins, then the newest that its rule lets in."""

    code: str
    title: str
    layout: str
    limit: int
    pins: tuple[Pin, ...] = ()
    is_filled: bool = True
    section_id: int | None = None
    """Only articles below this section."""
    labels: frozenset[str] = frozenset()
    """Only articles with one of these; empty: any."""
    more_id: int | None = None


_loaded: tuple[int, dict[int, tuple[Zone, ...]]] | None = None


def forget() -> None:
    """As a process that has just started."""
    global _loaded
    _loaded = None


def placed(page_id: int, *, version: int) -> tuple[Zone, ...]:
    """The zones that editors made on this page: one query per content version for all pages."""
    global _loaded
    if _loaded is None or _loaded[0] != version:
        _loaded = version, {front.page_id: _zones(front.zones) for front in Front.objects.all()}
    return _loaded[1].get(page_id, ())


def unplaced(sections: Iterable[Document], *, locale: str) -> tuple[Zone, ...]:
    """The zones of a page on which nobody placed anything: the newest, then section by section."""
    latest = _LATEST_TITLE.get(locale, _LATEST_TITLE["en"])
    return (
        Zone(code="hero", title="", layout="lead", limit=HERO),
        Zone(code="latest", title=latest, layout="list", limit=LATEST),
        *(
            Zone(
                code=section.section_key,
                title=section.title,
                layout="grid",
                limit=IN_SECTION,
                section_id=section.page_id,
                more_id=section.page_id,
            )
            for section in sections
        ),
    )


def _zones(stored: Any) -> tuple[Zone, ...]:
    """From the stored form: no chooser block asks the database."""
    return tuple(_zone(row["value"]) for row in stored.raw_data)


def _zone(value: dict[str, Any]) -> Zone:
    section_id = value.get("section")
    return Zone(
        code=value.get("code") or "",
        title=value.get("title") or "",
        layout=value.get("layout") or "grid",
        limit=value.get("limit") or IN_SECTION,
        pins=tuple(_pin(story) for story in list_values(value.get("stories")) if story.get("article")),
        is_filled=value.get("is_filled", True),
        section_id=section_id,
        labels=frozenset(value.get("labels") or ()),
        more_id=value.get("more") or section_id,
    )


def _pin(story: dict[str, Any]) -> Pin:
    until = story.get("pinned_until")
    return Pin(story["article"], parse_datetime(until) if isinstance(until, str) else until)
