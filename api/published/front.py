"""Front pages: zones of cards, filled by recency, no card twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from api.published import live
from api.published.models import HOME, Document, DocumentQuerySet, DocumentTerm
from api.published.portal import Portal
from api.published.store import Answer, composed, section_rows

NEWEST = 80
"""Articles read for all zones at once; a section that finds too few among them is asked for its own."""
HERO, LATEST, IN_SECTION = 5, 8, 4
BREAKING = 5

_LATEST_TITLE = {"id": "Terbaru", "en": "Latest"}


@dataclass
class Layout:
    """Gives each card away once."""

    articles: list[Document]
    sections: dict[int, frozenset[str]]
    used: list[Document] = field(default_factory=list)

    def take(self, count: int, section_key: str | None = None) -> list[Document]:
        taken_ids = {row.page_id for row in self.used}
        free = (
            row
            for row in self.articles
            if row.page_id not in taken_ids
            and (section_key is None or section_key in self.sections.get(row.page_id, ()))
        )
        taken = [row for row, _ in zip(free, range(count), strict=False)]
        self.used += taken
        return taken


def front_of(*, portal: Portal, locale: str, now: datetime, section_key: str | None) -> Answer | None:
    """The front page of the site, or of a section; None where that is hidden or unknown."""
    page = _page(portal=portal, locale=locale, now=now, section_key=section_key)
    if page is None:
        return None
    sections = [
        row for row in section_rows(portal=portal, locale=locale, now=now) if row.parent_id == page.page_id
    ]
    articles = Document.objects.of_site(portal.site_id).in_locale(locale).articles().visible(now)
    if section_key is not None:
        articles = articles.in_section(section_key)
    layout = _layout(articles, [row.section_key for row in sections], portal=portal, now=now)
    zones = list(_zones(layout, sections, locale=locale))
    breaking = live.refreshed(_breaking(articles, now), site_id=portal.site_id, now=now)
    shaped = {
        "meta": {"locale": locale, "section": section_key},
        "page": _page_shape(page),
        "zones": zones,
        "breaking": [orjson.loads(row.card) for row in breaking],
    }
    shown = [page, *layout.used, *breaking]
    return _ending_with_breaking(
        composed(shaped, rows=shown, tags=_tags(page, shown), portal=portal, now=now), breaking, now
    )


def _page(*, portal: Portal, locale: str, now: datetime, section_key: str | None) -> Document | None:
    rows = Document.objects.of_site(portal.site_id).in_locale(locale).filter(live.visible_or_stale_q(now))
    if section_key is None:
        rows = rows.filter(page_id=portal.locale(locale).root_id, page_type=HOME)
    else:
        rows = rows.sections().filter(section_key=section_key)
    return next(iter(live.refreshed(rows, site_id=portal.site_id, now=now)), None)


def _page_shape(page: Document) -> dict[str, Any]:
    detail = orjson.loads(page.detail)
    return {key: detail[key] for key in ("id", "title", "path", "seo", "slots")}


def _layout(articles: DocumentQuerySet, keys: Sequence[str], *, portal: Portal, now: datetime) -> Layout:
    rows = list(articles.cards().order_by("-published_at", "-page_id")[:NEWEST])
    terms = _section_terms([row.pk for row in rows])
    seen = [key for row in rows for key in terms.get(row.pk, ())]
    lacking = (
        [key for key in keys if seen.count(key) < HERO + LATEST + IN_SECTION] if len(rows) == NEWEST else []
    )
    if lacking:
        rows += _newest_of(articles, lacking, exclude=[row.pk for row in rows])
        terms = _section_terms([row.pk for row in rows])
    by_page = {row.page_id: frozenset(terms.get(row.pk, ())) for row in rows}
    current = live.refreshed(rows, site_id=portal.site_id, now=now)
    current.sort(key=lambda row: (row.published_at, row.page_id), reverse=True)
    return Layout(articles=current, sections=by_page)


def _section_terms(document_ids: Collection[int]) -> dict[int, list[str]]:
    terms: dict[int, list[str]] = {}
    rows = DocumentTerm.objects.filter(document_id__in=document_ids, kind=DocumentTerm.SECTION)
    for document_id, value in rows.values_list("document_id", "value"):
        terms.setdefault(document_id, []).append(value)
    return terms


def _newest_of(articles: DocumentQuerySet, keys: list[str], *, exclude: Collection[int]) -> list[Document]:
    """The newest of each of these sections, in two queries."""
    terms = DocumentTerm.objects.filter(kind=DocumentTerm.SECTION, value__in=keys, document__in=articles)
    order = [F("document__published_at").desc(), F("document__page_id").desc()]
    ranked = terms.annotate(rank=Window(RowNumber(), partition_by=[F("value")], order_by=order))
    wanted = HERO + LATEST + IN_SECTION
    ids = set(ranked.filter(rank__lte=wanted).values_list("document_id", flat=True)) - set(exclude)
    return list(Document.objects.filter(pk__in=ids).cards())


def _zones(layout: Layout, sections: Iterable[Document], *, locale: str) -> Iterator[dict[str, Any]]:
    yield from _zone("hero", "", "lead", None, layout.take(HERO))
    yield from _zone(
        "latest", _LATEST_TITLE.get(locale, _LATEST_TITLE["en"]), "list", None, layout.take(LATEST)
    )
    for section in sections:
        more = {"title": section.title, "path": section.path}
        items = layout.take(IN_SECTION, section.section_key)
        yield from _zone(section.section_key, section.title, "grid", more, items)


def _zone(
    code: str, title: str, layout: str, more: dict[str, str] | None, rows: list[Document]
) -> Iterator[dict[str, Any]]:
    """Nothing where there is nothing to show."""
    if rows:
        items = [orjson.loads(row.card) for row in rows]
        yield {"code": code, "title": title, "layout": layout, "more": more, "items": items}


def _breaking(articles: DocumentQuerySet, now: datetime) -> list[Document]:
    rows = articles.filter(breaking_until__gt=now).cards()
    return list(rows.order_by("-published_at", "-page_id")[:BREAKING])


def _ending_with_breaking(answer: Answer, breaking: Sequence[Document], now: datetime) -> Answer:
    from dataclasses import replace

    ends = [
        row.breaking_until for row in breaking if row.breaking_until is not None and row.breaking_until > now
    ]
    if answer.next_boundary is not None:
        ends.append(answer.next_boundary)
    return replace(answer, next_boundary=min(ends, default=None))


def _tags(page: Document, rows: Iterable[Document]) -> tuple[str, ...]:
    cards = (f"article-{row.page_id}" for row in rows if row.page_id != page.page_id)
    return tuple(dict.fromkeys(["list", *page.tags.split(), *cards]))
