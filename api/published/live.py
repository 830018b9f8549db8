"""What is answered where a document may not be as it is stored: the same code gives the same bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, overload

from django.db.models import Q

from api.published import hot
from api.published.builder import build, schema_version
from api.published.models import Document
from api.published.rows import Readable
from api.published.visibility import visible_q


def is_stale(document: Readable, now: datetime) -> bool:
    """Whether a document is known to differ, or may, from what should be answered now.

    Reading writes nothing: the timer finds the same documents by the same columns.
    """
    is_over = document.valid_until is not None and document.valid_until <= now
    return document.dirty or is_over or document.schema_version != schema_version()


def visible_or_stale_q(now: datetime) -> Q:
    """Rows that may be seen, or that may turn out so when they are serialised."""
    return visible_q(now) | Q(dirty=True)


def documents(page_ids: Collection[int], *, site_id: int, now: datetime) -> dict[int, Document]:
    """The documents of these pages as they should stand, those that may be seen, by page id."""
    if not page_ids:
        return {}
    hot.note_live()
    found = (built.document for built in build(page_ids, now=now) if built.document.site_id == site_id)
    return {document.page_id: document for document in found if document.is_visible(now)}


@overload
def refreshed(rows: Iterable[Document], *, site_id: int, now: datetime) -> list[Document]: ...


@overload
def refreshed(rows: Iterable[Readable], *, site_id: int, now: datetime) -> list[Readable]: ...


def refreshed(rows: Iterable[Any], *, site_id: int, now: datetime) -> list[Any]:
    """These rows in their order, the stale ones serialised in one batch; hidden ones are left out."""
    rows = list(rows)
    stale = [row.page_id for row in rows if is_stale(row, now)]
    if stale:
        anew = documents(stale, site_id=site_id, now=now)
        rows = [anew.get(row.page_id) if row.page_id in stale else row for row in rows]
    return [row for row in rows if row is not None and row.is_visible(now)]


def next_boundary(rows: Iterable[Readable], now: datetime) -> datetime | None:
    """When the first of these ends: it disappears, or something in it does."""
    moments = [moment for row in rows for moment in (row.visible_until, row.valid_until) if moment]
    return min([moment for moment in moments if moment > now], default=None)
