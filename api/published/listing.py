"""Which documents a list is about: the filters of `articles/` as one value, and the rows they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.published import live, search
from api.published.models import Document, DocumentQuerySet
from api.published.portal import Portal
from api.published.search import Words
from api.published.store import Card


@dataclass(frozen=True)
class Whole(Card):
    """One item of a list whose detail was asked for; its `etag` is the detail's."""

    detail: bytes


def whole(documents: Sequence[Document], *, portal: Portal, now: datetime) -> list[Whole]:
    """As `store.cards`, for rows that were read with their detail's bytes."""
    return [
        Whole(
            body=bytes(row.card),
            etag=row.etag,
            page_id=row.page_id,
            next_boundary=live.next_boundary([row], now),
            detail=bytes(row.detail),
        )
        for row in live.refreshed(documents, site_id=portal.site_id, now=now)
    ]


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """What is asked of a list of articles; an empty tuple asks nothing."""

    sections: tuple[tuple[str, ...], ...] = ()
    """Each group is any-of, all groups must hold."""
    tags: tuple[tuple[str, ...], ...] = ()
    authors: tuple[tuple[str, ...], ...] = ()
    label: str | None = None
    ids: tuple[int, ...] | None = None
    published: tuple[tuple[str, datetime], ...] = ()
    """Pairs of gte, gt, lte or lt and a moment."""
    search: str | None = None
    """As somebody typed it."""


def articles(filters: ArticleFilters, *, portal: Portal, locale: str, now: datetime) -> DocumentQuerySet:
    """The visible articles of a site in one language that pass every filter, in no order yet."""
    rows = Document.objects.of_site(portal.site_id).in_locale(locale).articles().visible(now)
    for keys in filters.sections:
        rows = rows.in_section(*keys)
    for slugs in filters.tags:
        rows = rows.tagged(*slugs)
    for slugs in filters.authors:
        rows = rows.by_author(*slugs)
    if filters.label is not None:
        rows = rows.filter(label=filters.label)
    if filters.ids is not None:
        rows = rows.filter(page_id__in=filters.ids)
    for lookup, moment in filters.published:
        rows = rows.filter(**{f"published_at__{lookup}": moment})
    if filters.search is not None:
        rows = search.matching(rows, Words.of(filters.search, locale))
    return rows
