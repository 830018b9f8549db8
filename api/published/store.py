"""The reading side of the published documents: what the views answer with.

Each function takes the `Portal` and the moment; an answer is compact JSON bytes. A document that is dirty, past
its `valid_until` or of another schema version is answered by the live serializers (the same code, the same bytes)
and queued for one rebuild.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.published.models import Document
from api.published.portal import Portal


@dataclass(frozen=True)
class Answer:
    """One object of the API with what its HTTP headers need."""

    body: bytes | None
    """None where one of the caller's etags matches: nothing was loaded (a 304)."""
    etag: str
    """Without quotes."""
    last_modified: datetime | None
    tags: tuple[str, ...]
    next_boundary: datetime | None
    """When this answer ends: something of it appears or disappears."""


@dataclass(frozen=True)
class Card:
    """One item of a list."""

    body: bytes
    etag: str
    page_id: int
    next_boundary: datetime | None


def detail(
    *,
    portal: Portal,
    now: datetime,
    page_id: int | None = None,
    path: str | None = None,
    slug: str | None = None,
    locale: str | None = None,
    page_types: Collection[str] = (),
    etags: Collection[str] = (),
) -> Answer | None:
    """The visible page of this id, path (with slashes at both ends) or slug: ONE query when it is clean.

    Exactly one of `page_id`, `path`, `slug` is given. `locale` and `page_types` (as `articles.ArticlePage`)
    narrow the search. None: there is no such page, or it may not be seen now.
    """
    raise NotImplementedError


def cards(documents: Sequence[Document], *, portal: Portal, now: datetime) -> list[Card]:
    """The cards of rows read by `Document.objects.visible(now)...cards()`, in their order.

    No query when all are clean; the stale ones are serialised in one batch of a constant number of queries.
    One that turns out to be hidden is left out.
    """
    raise NotImplementedError


def is_gone(*, portal: Portal, path: str, now: datetime) -> bool:
    """Whether something public stood at this path and stands no more (410)."""
    raise NotImplementedError


def sections(*, portal: Portal, locale: str, now: datetime) -> Answer:
    """`{"items":[tree]}` of the visible sections: one query when they are clean."""
    raise NotImplementedError


def section(
    *, portal: Portal, locale: str, key: str, now: datetime, etags: Collection[str] = ()
) -> Answer | None:
    """The section with this key: one query when it is clean."""
    raise NotImplementedError


def front(*, portal: Portal, locale: str, now: datetime, section_key: str | None = None) -> Answer | None:
    """The front page of the site, or of a section: a constant number of queries."""
    raise NotImplementedError


def site(*, portal: Portal) -> Answer:
    """`site/`: no query."""
    raise NotImplementedError
