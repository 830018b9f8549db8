"""What lists read of a document: a tuple, for a model of thirty columns costs more than its query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from api.published.models import Document


class Row(NamedTuple):
    """What lists need of a document; of a stale one, a whole document stands in its place."""

    page_id: int
    page_type: str
    visible_until: datetime | None
    valid_until: datetime | None
    dirty: bool
    schema_version: int
    at: datetime
    """By which the list is ordered."""
    card_etag: str
    card: bytes
    etag: str = ""
    detail: bytes = b""

    def is_visible(self, now: datetime) -> bool:
        """It was read as one that may be seen: all that can have come since is its end."""
        return self.visible_until is None or now < self.visible_until


def columns(ordered_by: str, *, with_detail: bool) -> tuple[str, ...]:
    """Of a document, in the order of a row."""
    names = Row._fields if with_detail else Row._fields[:-2]
    return tuple(ordered_by if name == "at" else name for name in names)


Readable = Document | Row
