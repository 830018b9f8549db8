"""What to read next where no editor has chosen: candidates by shared tags, section and recency.

They are found at publish and kept with the document, a few more than are shown, so that one which is hidden
leaves no gap; whether a candidate may be seen is asked when its card is made, as for everything embedded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from wagtail.models import Page

from api.published.models import Document, DocumentTerm
from api.published.transactions import changed, content_changes

SHOWN = 6
"""At most, of the editor's choice and the portal's together."""

KEPT = 2 * SHOWN
"""Candidates of an article."""

RENEWED = 200
"""Articles whose candidates one run of the timer looks for anew."""

FRESH = 600
"""The newest articles are what is read: the candidates of older ones stay as they are."""

EVERY = timedelta(minutes=5)
"""How old candidates may become."""

Place = tuple[int, str]
"""(site, locale)"""


@dataclass(frozen=True, slots=True)
class Wish:
    """One article that wants candidates, and what it is about."""

    page_id: int
    place: Place
    tags: tuple[str, ...]
    section: str
    left_out: frozenset[int] = frozenset()
    """Itself, and other pages with the same text."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """The newest visible articles of tags, sections and portals as (published_at, page id), newest first."""

    by_term: Mapping[tuple[Place, str, str], Sequence[tuple[datetime, int]]]
    newest: Mapping[Place, Sequence[int]]


def ranked(wish: Wish, shelves: Shelves) -> tuple[int, ...]:
    """The candidates: the most shared tags first, then the section, then the portal; the newest first."""
    shared: dict[int, int] = {}
    moments: dict[int, datetime] = {}
    for tag in wish.tags:
        for at, page_id in shelves.by_term.get((wish.place, DocumentTerm.TAG, tag), ()):
            shared[page_id] = shared.get(page_id, 0) + 1
            moments[page_id] = at
    by_tag = sorted(shared, key=lambda each: (shared[each], moments[each], each), reverse=True)
    in_section = shelves.by_term.get((wish.place, DocumentTerm.SECTION, wish.section), ())
    found = chain(by_tag, (page_id for _, page_id in in_section), shelves.newest.get(wish.place, ()))
    return tuple([each for each in dict.fromkeys(found) if each not in wish.left_out][:KEPT])


def found(wishes: Collection[Wish], *, now: datetime) -> dict[tuple[int, int], tuple[int, ...]]:
    """The candidates of each article by (page, site): one query for all terms, one for each language."""
    shelves = _shelves(wishes, now)
    return {(wish.page_id, wish.place[0]): ranked(wish, shelves) for wish in wishes}


def _shelves(wishes: Iterable[Wish], now: datetime) -> Shelves:
    wanted = list(wishes)
    places = {wish.place for wish in wanted}
    tags = {tag for wish in wanted for tag in wish.tags}
    sections = {wish.section for wish in wanted if wish.section}
    by_term: dict[tuple[Place, str, str], list[tuple[datetime, int]]] = {}
    for site_id, locale, kind, value, at, page_id in _newest_by_term(tags, sections, places, now):
        by_term.setdefault(((site_id, locale), kind, value), []).append((at, page_id))
    return Shelves(by_term, {place: _newest(place, now) for place in places})


def _newest_by_term(
    tags: Collection[str], sections: Collection[str], places: Iterable[Place], now: datetime
) -> Iterable[tuple[int, str, str, str, datetime, int]]:
    rows = DocumentTerm.objects.suggested(tags, sections, now=now).filter(
        document__site_id__in={site_id for site_id, _ in places}
    )
    place = Window(
        RowNumber(),
        partition_by=["document__site_id", "document__locale", "kind", "value"],
        order_by=[F("document__published_at").desc(), F("document__page_id").desc()],
    )
    columns = ("document__site_id", "document__locale", "kind", "value")
    numbered = rows.annotate(place=place).filter(place__lte=2 * KEPT)
    return numbered.order_by("place").values_list(*columns, "document__published_at", "document__page_id")


def _newest(place: Place, now: datetime) -> list[int]:
    site_id, locale = place
    rows = Document.objects.of_site(site_id).in_locale(locale).articles().visible(now).suggested()
    newest = rows.order_by("-published_at", "-page_id")
    return list(newest.values_list("page_id", flat=True)[: KEPT + 3])


def renew(*, now: datetime) -> int:
    """Looks for candidates anew for those articles whose were found longest ago; how many have others now.

    So a new article comes into the older ones, and a change of tags or section shows in all of them.
    """
    newest = Document.objects.articles().visible(now).order_by("-published_at", "-page_id")
    fresh = list(newest.values_list("pk", flat=True)[:FRESH])
    due = Document.objects.filter(pk__in=fresh, dirty=False, related_at__lt=now - EVERY)
    rows = list(due.order_by("related_at", "pk").addresses()[:RENEWED])
    if not rows:
        return 0
    wanted = found(_wishes_of(rows), now=now)
    different = [row for row in rows if tuple(row.related_ids or ()) != wanted[(row.page_id, row.site_id)]]
    Document.objects.filter(pk__in=[row.pk for row in rows]).update(related_at=now)
    if different:
        with content_changes():
            for row in different:
                ids = list(wanted[(row.page_id, row.site_id)])
                Document.objects.filter(pk=row.pk).update(related_ids=ids, dirty=True)
            changed()
    return len(different)


def _wishes_of(rows: Sequence[Document]) -> list[Wish]:
    """What stored articles are about, as it is stored."""
    tags: dict[int, list[str]] = {}
    terms = DocumentTerm.objects.filter(document_id__in=[row.pk for row in rows], kind=DocumentTerm.TAG)
    for document_id, value in terms.order_by("value").values_list("document_id", "value"):
        tags.setdefault(document_id, []).append(value)
    originals = dict(
        Page.objects.filter(pk__in=[row.page_id for row in rows]).values_list("pk", "alias_of_id")
    )
    return [
        Wish(
            page_id=row.page_id,
            place=(row.site_id, row.locale),
            tags=tuple(tags.get(row.pk, ())),
            section=row.section_key,
            left_out=frozenset(each for each in (row.page_id, originals.get(row.page_id)) if each),
        )
        for row in rows
    ]
