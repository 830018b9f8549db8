"""Which documents a list is about: its filters as one value, the rows they leave, and how many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncMonth
from wagtail.models import Page

from api.published import live, prepared, search, totals
from api.published.models import SPONSORED, Document, DocumentQuerySet
from api.published.portal import Portal
from api.published.rows import Readable, Row, columns
from api.published.search import Words
from api.published.store import Card
from api.published.windows import Window

MOST_MADE_ANEW = 100


def whole(documents: Iterable[Readable], *, portal: Portal, now: datetime) -> list[Card]:
    """As `store.cards`, for rows that were read with their detail's bytes; the `etag` is the detail's."""
    return [
        Card(
            body=bytes(row.card),
            etag=row.etag,
            page_id=row.page_id,
            page_type=row.page_type,
            next_boundary=live.next_boundary([row], now),
            detail=bytes(row.detail),
        )
        for row in live.refreshed(documents, site_id=portal.site_id, now=now)
    ]


class Lookup(StrEnum):
    """On which side of a moment."""

    GTE, GT, LTE, LT = "gte", "gt", "lte", "lt"


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """What is asked of a list; an empty tuple asks nothing."""

    sections: tuple[tuple[str, ...], ...] = ()
    """Each group is any-of, all groups must hold."""
    tags: tuple[tuple[str, ...], ...] = ()
    authors: tuple[tuple[str, ...], ...] = ()
    label: str | None = None
    ids: tuple[int, ...] | None = None
    published: tuple[tuple[Lookup, datetime], ...] = ()
    search: str | None = None
    """As somebody typed it."""


@dataclass(frozen=True, slots=True)
class PageFilters(ArticleFilters):
    """What is asked of a list of pages of any type; the four relations name a page each."""

    page_types: tuple[str, ...] = ()
    slug: str | None = None
    show_in_menus: bool | None = None
    child_of: int | None = None
    descendant_of: int | None = None
    ancestor_of: int | None = None
    translation_of: int | None = None

    @property
    def related_to(self) -> dict[str, int]:
        """The page of each relation that is asked for."""
        asked = {relation: getattr(self, relation) for relation in RELATIONS}
        return {relation: page_id for relation, page_id in asked.items() if page_id is not None}


RELATIONS = ("child_of", "descendant_of", "ancestor_of", "translation_of")


@dataclass(frozen=True, slots=True)
class Listing:
    """The visible pages of a site that pass every filter; the filters say of which types they are."""

    site_id: int
    locale: str | None
    """None: of every language; words are searched in one."""
    filters: ArticleFilters

    def documents(self, now: datetime) -> DocumentQuerySet:
        """In no order yet."""
        rows = Document.objects.of_site(self.site_id).visible(now)
        rows = rows.in_locale(self.locale) if self.locale else rows
        rows = _of_pages(rows, self.filters) if isinstance(self.filters, PageFilters) else rows.articles()
        return _filtered(rows, self.filters, self.locale)


def articles(filters: ArticleFilters, *, portal: Portal, locale: str, now: datetime) -> DocumentQuerySet:
    """The visible articles of a site in one language that pass every filter, in no order yet."""
    return Listing(portal.site_id, locale, filters).documents(now)


def rows(listing: Listing, window: Window, *, with_detail: bool, now: datetime) -> list[Row]:
    """What a window shows of a listing, as its `cut` leaves it: one query, whose SQL is made once a form."""
    values: dict[str, prepared.Value] = {"now": now}
    form = prepared.taken_out(listing, values)
    if window.cursor is not None:
        values |= {"at": window.cursor.at, "page_id": window.cursor.page_id}

    def build(at: Mapping[str, Any]) -> QuerySet[Any, Any]:
        here = window.at(at["at"], at["page_id"]) if window.cursor else window
        documents = here.cut(prepared.filled(form, at).documents(at["now"]))
        return documents.values_list(*columns(window.order.column, with_detail=with_detail))

    if listing.filters.search is not None:  # its words are cleaned before they are bound
        return [Row(*each) for each in build(values)]
    found = prepared.rows((form, window.anywhere(), with_detail), build, values)
    return [Row(*each) for each in found]


def total(listing: Listing, *, portal: Portal, now: datetime) -> int:
    """How many there are: counted once while the content and its boundaries stay what they are."""
    return totals.of(listing, lambda: listing.documents(now).count(), portal=portal, now=now)


def _of_pages(rows: DocumentQuerySet, filters: PageFilters) -> DocumentQuerySet:
    rows = rows.of_type(*filters.page_types) if filters.page_types else rows
    rows = rows.filter(slug=filters.slug) if filters.slug is not None else rows
    if filters.show_in_menus is not None:
        rows = rows.filter(show_in_menus=filters.show_in_menus)
    for relation, page_id in filters.related_to.items():
        rows = getattr(rows, relation)(page_id)
    return rows


def _filtered(rows: DocumentQuerySet, filters: ArticleFilters, locale: str | None) -> DocumentQuerySet:
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
        rows = search.matching(rows, Words.of(filters.search, locale or ""))
    return rows


def count_beside(
    rows: DocumentQuerySet, page_ids: Collection[int], *, portal: Portal, now: datetime
) -> dict[int, int]:
    """How many rows there are, beside each of these pages that may be seen: one query for both."""
    one = rows.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")
    beside = Document.objects.of_site(portal.site_id).visible(now).filter(page_id__in=page_ids)
    return dict(beside.annotate(rows=Coalesce(Subquery(one), 0)).values_list("page_id", "rows"))


def newest(rows: DocumentQuerySet, count: int) -> DocumentQuerySet:
    return rows.order_by("-published_at", "-page_id")[:count]


def indexed(*, portal: Portal, now: datetime) -> DocumentQuerySet:
    """The visible pages of a site, in every language, that search engines are told of."""
    return Document.objects.of_site(portal.site_id).visible(now).indexed()


def news(*, portal: Portal, now: datetime, since: datetime, most: int) -> list[Document]:
    """The articles published after a moment, newest first; where there is none, the newest one alone.

    What is paid for is no news, and the only article of a portal is better than none.
    """
    every = indexed(portal=portal, now=now).articles().cards()
    rows = every.exclude(label=SPONSORED)
    for found in (newest(rows.published_since(since), most), newest(rows, 1), newest(every, 1)):
        if listed := _still_indexed(found, portal=portal, now=now):
            return listed
    return []


def _still_indexed(rows: DocumentQuerySet, *, portal: Portal, now: datetime) -> list[Document]:
    return [row for row in live.refreshed(rows, site_id=portal.site_id, now=now) if row.is_indexed]


def changes(*, portal: Portal, now: datetime) -> Iterator[datetime]:
    """When each page that a sitemap may list last changed for readers, in the order of its pages."""
    rows = indexed(portal=portal, now=now).order_by("page_id")
    return rows.values_list("updated_at", flat=True).iterator(chunk_size=10_000)


def addresses(*, portal: Portal, now: datetime, offset: int, limit: int) -> list[Document]:
    """One page of a sitemap: rows without their bytes, in an order that new pages only add to.

    Of the dirty ones as many as a list has are made anew, the rest is left out until the queue is done.
    """
    rows = list(indexed(portal=portal, now=now).addresses().order_by("page_id")[offset : offset + limit])
    dirty = [row for row in rows if row.dirty][:MOST_MADE_ANEW]
    anew = live.documents([row.page_id for row in dirty], site_id=portal.site_id, now=now)
    current = (anew.get(row.page_id) if row.dirty else row for row in rows)
    return [row for row in current if row is not None and row.is_indexed]


Alternates = dict[int, list[tuple[str, str]]]
"""Language and path of each translation of a page, itself included, by the page's id."""


def alternates(rows: Sequence[Document], *, portal: Portal, now: datetime) -> Alternates:
    """What search engines find in several languages, of the pages of one sitemap: these follow by id.

    A dirty translation is left out until it is made anew: nobody knows yet what has become of it.
    """
    if len(portal.locales) < 2 or not rows:
        return {}
    theirs = Page.objects.filter(pk__range=(rows[0].page_id, rows[-1].page_id)).values("translation_key")
    pages = Page.objects.filter(translation_key__in=theirs)
    key = Subquery(pages.filter(pk=OuterRef("page_id")).values("translation_key")[:1])
    found = indexed(portal=portal, now=now).filter(dirty=False, page_id__in=pages.values("pk"))
    groups: dict[Any, dict[int, tuple[str, str]]] = {}
    for group, page_id, *named in found.annotate(key=key).values_list("key", "page_id", "locale", "path"):
        groups.setdefault(group, {})[page_id] = (named[0], named[1])
    several = (group for group in groups.values() if len(group) > 1)
    return {page_id: list(group.values()) for group in several for page_id in group}


def months(rows: DocumentQuerySet, *, time_zone: ZoneInfo) -> list[dict[str, int]]:
    """How many of these were published in each month of the site's zone, the newest first: one query."""
    counted = (
        rows.annotate(month=TruncMonth("published_at", tzinfo=time_zone))
        .values("month")
        .annotate(article_count=Count("pk"))
        .order_by("-month")
    )
    return [
        {"year": row["month"].year, "month": row["month"].month, "article_count": row["article_count"]}
        for row in counted
    ]
