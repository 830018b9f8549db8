"""What lists read of a document: a tuple, for a model of thirty columns costs more than its query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from api.published.models import Document
from api.published.visibility import is_visible


class Row(NamedTuple):
    """What lists need of a document; of a stale one, a whole document stands in its place."""

    page_id: int
    page_type: str
    is_public: bool
    visible_from: datetime
    visible_until: datetime | None
    valid_until: datetime | None
    dirty: bool
    schema_version: int
    published_at: datetime
    updated_at: datetime
    card_etag: str
    card: bytes
    etag: str = ""
    detail: bytes = b""

    def is_visible(self, now: datetime) -> bool:
        return is_visible(self.is_public, self.visible_from, self.visible_until, now)


IN_CARDS = Row._fields[:-2]

Readable = Document | Row
