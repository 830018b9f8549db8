"""Front pages: zones of cards, the editors' pins first, filled by recency, no card twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Q

from api.published import keys, live, zones
from api.published.models import ARTICLE, HOME, Document, DocumentQuerySet, DocumentTerm
from api.published.portal import Portal
from api.published.store import Answer, composed, section_rows
from api.published.zones import Zone

NEWEST = 80
"""Articles read for all zones at once; a rule that finds too few among them is asked for its own."""
BREAKING = 5

Rule = tuple[str | None, frozenset[str]]
"""The key of a section, and labels."""


@dataclass
class Layout:
    """Gives each card away once."""

    articles: list[Document]
    sections: dict[int, frozenset[str]]
    used: list[Document] = field(default_factory=list)
    taken_ids: set[int] = field(default_factory=set)

    def pin(self, rows: Iterable[Document], count: int) -> list[Document]:
        free = (row for row in rows if row.page_id not in self.taken_ids)
        return self._take(free, count)

    def fill(self, rule: Rule, count: int) -> list[Document]:
        free = (row for row in self.articles if row.page_id not in self.taken_ids and self._fits(row, rule))
        return self._take(free, count)

    def _take(self, free: Iterable[Document], count: int) -> list[Document]:
        taken = [row for _, row in zip(range(count), free, strict=False)]
        self.taken_ids.update(row.page_id for row in taken)
        self.used += taken
        return taken

    def _fits(self, row: Document, rule: Rule) -> bool:
        key, labels = rule
        in_section = key is None or key in self.sections.get(row.page_id, ())
        return in_section and (not labels or row.label in labels)


@dataclass(frozen=True)
class _Question:
    """Whose front is asked for, and when."""

    portal: Portal
    locale: str
    now: datetime

    def documents(self) -> DocumentQuerySet:
        return Document.objects.of_site(self.portal.site_id).in_locale(self.locale)

    def refreshed(self, rows: Iterable[Document]) -> list[Document]:
        return live.refreshed(rows, site_id=self.portal.site_id, now=self.now)

    def section_key(self, page_id: int | None) -> str | None:
        """The key of a section of this site and language; an empty one, which nothing has, of another."""
        if page_id is None:
            return None
        ids = self.portal.section_ids.items()
        return next((key for (locale, key), each in ids if each == page_id and locale == self.locale), "")


def front_of(*, portal: Portal, locale: str, now: datetime, section_key: str | None) -> Answer | None:
    """The front page of the site, or of a section; None where that is hidden or unknown."""
    asked = _Question(portal, locale, now)
    page = _page(asked, section_key)
    if page is None:
        return None
    layout_of, named = _zones_of(page, asked)
    articles = asked.documents().articles().visible(now)
    if section_key is not None:
        articles = articles.in_section(section_key)
    breaking = asked.refreshed(_breaking(articles, now))
    layout = _layout(articles, layout_of, asked)
    shaped = {
        "meta": {"locale": locale, "section": section_key},
        "page": _page_shape(page),
        "zones": list(_shapes(layout, layout_of, named, asked)),
        "breaking": [orjson.loads(row.card) for row in breaking],
    }
    shown = [page, *layout.used, *breaking]
    answer = composed(shaped, rows=shown, tags=_tags(page, shown), portal=portal, now=now)
    return _ending_with(answer, [*_pins_end(layout_of), *(row.breaking_until for row in breaking)], now)


def _page(asked: _Question, section_key: str | None) -> Document | None:
    rows = asked.documents().filter(live.visible_or_stale_q(asked.now))
    if section_key is None:
        rows = rows.filter(page_id=asked.portal.locale(asked.locale).root_id, page_type=HOME)
    else:
        rows = rows.sections().filter(section_key=section_key)
    return next(iter(asked.refreshed(rows)), None)


def _page_shape(page: Document) -> dict[str, Any]:
    detail = orjson.loads(page.detail)
    return {key: detail[key] for key in ("id", "title", "path", "seo", "slots")}


def _zones_of(page: Document, asked: _Question) -> tuple[Sequence[Zone], Mapping[int, Document]]:
    """The zones of a page, and the visible pages that they name."""
    placed = zones.placed(page.page_id, version=asked.portal.version)
    if not placed:
        every = section_rows(portal=asked.portal, locale=asked.locale, now=asked.now)
        below = {row.page_id: row for row in every if row.parent_id == page.page_id}
        return zones.unplaced(below.values(), locale=asked.locale), below
    ids = {zone.more_id for zone in placed if zone.more_id}
    ids |= {pin.page_id for zone in placed for pin in zone.pins if pin.holds(asked.now)}
    rows = asked.documents().filter(live.visible_or_stale_q(asked.now), page_id__in=ids).cards()
    return placed, {row.page_id: row for row in (asked.refreshed(rows) if ids else ())}


def _layout(articles: DocumentQuerySet, placed: Sequence[Zone], asked: _Question) -> Layout:
    """All that may fill a zone: the newest, and of each rule that found too few its own newest."""
    wanted = sum(zone.limit + len(zone.pins) for zone in placed)
    most = max(NEWEST, wanted)
    rows = list(_newest(articles.cards(), most))
    terms = _section_terms([row.pk for row in rows])
    if len(rows) == most:
        rules = {_rule(zone, asked) for zone in placed if zone.is_filled}
        lacking = [rule for rule in rules if _found(rule, rows, terms) < wanted]
        if lacking:
            rows += _newest_of(articles, lacking, wanted, exclude={row.pk for row in rows})
            terms = _section_terms([row.pk for row in rows])
    by_page = {row.page_id: frozenset(terms.get(row.pk, ())) for row in rows}
    current = asked.refreshed(rows)
    current.sort(key=lambda row: (row.published_at, row.page_id), reverse=True)
    return Layout(articles=current, sections=by_page)


def _rule(zone: Zone, asked: _Question) -> Rule:
    return asked.section_key(zone.section_id), zone.labels


def _newest(articles: DocumentQuerySet, count: int) -> DocumentQuerySet:
    return articles.order_by("-published_at", "-page_id")[:count]


def _section_terms(document_ids: Collection[int]) -> dict[int, list[str]]:
    terms: dict[int, list[str]] = {}
    rows = DocumentTerm.objects.filter(document_id__in=document_ids, kind=DocumentTerm.SECTION)
    for document_id, value in rows.values_list("document_id", "value"):
        terms.setdefault(document_id, []).append(value)
    return terms


def _found(rule: Rule, rows: Iterable[Document], terms: Mapping[int, Collection[str]]) -> int:
    key, labels = rule
    in_section = (row for row in rows if key is None or key in terms.get(row.pk, ()))
    return sum(1 for row in in_section if not labels or row.label in labels)


def _newest_of(
    articles: DocumentQuerySet, rules: Iterable[Rule], count: int, *, exclude: Collection[int]
) -> list[Document]:
    """The newest that each of these rules lets in, in two queries."""
    wanted = Q()
    for key, labels in rules:
        fitting = articles.in_section(key) if key is not None else articles
        fitting = fitting.filter(label__in=labels) if labels else fitting
        wanted |= Q(pk__in=_newest(fitting, count).values("pk"))
    ids = set(Document.objects.filter(wanted).values_list("pk", flat=True)) - set(exclude)
    return list(Document.objects.filter(pk__in=ids).cards())


def _shapes(
    layout: Layout, placed: Sequence[Zone], named: Mapping[int, Document], asked: _Question
) -> Iterator[dict[str, Any]]:
    """The zones that have something to show; every pin has its place before the first place is filled."""
    pinned = [layout.pin(_pinned(zone, named, asked.now), zone.limit) for zone in placed]
    for zone, rows in zip(placed, pinned, strict=True):
        if zone.is_filled:
            rows += layout.fill(_rule(zone, asked), zone.limit - len(rows))
        if rows:
            more = named.get(zone.more_id or 0)
            yield {
                "code": zone.code,
                "title": zone.title,
                "layout": zone.layout,
                "more": {"title": more.title, "path": more.path} if more else None,
                "items": [orjson.loads(row.card) for row in rows],
            }


def _pinned(zone: Zone, named: Mapping[int, Document], now: datetime) -> Iterator[Document]:
    rows = (named.get(pin.page_id) for pin in zone.pins if pin.holds(now))
    return (row for row in rows if row is not None and row.page_type == ARTICLE)


def _breaking(articles: DocumentQuerySet, now: datetime) -> list[Document]:
    rows = articles.filter(breaking_until__gt=now).cards()
    return list(rows.order_by("-published_at", "-page_id")[:BREAKING])


def _pins_end(placed: Iterable[Zone]) -> Iterator[datetime | None]:
    return (pin.until for zone in placed for pin in zone.pins)


def _ending_with(answer: Answer, moments: Iterable[datetime | None], now: datetime) -> Answer:
    """No longer than to the first of these moments that is still to come."""
    ends = [each for each in (answer.next_boundary, *moments) if each is not None and each > now]
    return replace(answer, next_boundary=min(ends, default=None))


def _tags(page: Document, rows: Iterable[Document]) -> tuple[str, ...]:
    cards = (f"article-{row.page_id}" for row in rows if row.page_id != page.page_id)
    return tuple(dict.fromkeys(["list", keys.of_front(page.page_id), *page.tags.split(), *cards]))
