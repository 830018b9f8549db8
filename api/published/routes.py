"""Every path of a site that is answered: its visible pages, then the authors and tags of its articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from api.published import named
from api.published.models import Document, DocumentTerm
from api.published.portal import Portal

A_PAGE = 1_000
PAGE = "page"
KINDS = (PAGE, named.AUTHOR, named.TAG)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of paths ends: pages go by `row`, the others by language and slug."""

    kind: str
    row: int = 0
    locale: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One path, as the contract names its keys."""

    path: str
    kind: str
    id: int
    updated_at: datetime
    position: Position


def routes(
    *, portal: Portal, locale: str | None, after: Position | None, now: datetime
) -> tuple[list[Route], Position | None]:
    """The paths behind a position, in one language or all, and where to go on from; at most five queries."""
    after = after or Position(KINDS[0])
    locales = [each.code for each in portal.locales if locale in (None, each.code)]
    found: list[Route] = []
    for kind in KINDS[KINDS.index(after.kind) :]:
        start = after if kind == after.kind else Position(kind)
        wanted = A_PAGE + 1 - len(found)
        if wanted > 0:
            read = _pages if kind == PAGE else _named
            found += read(portal=portal, locales=locales, after=start, now=now, limit=wanted)
    goes_on, found = len(found) > A_PAGE, found[:A_PAGE]
    return found, found[-1].position if goes_on else None


def _pages(*, portal: Portal, locales: list[str], after: Position, now: datetime, limit: int) -> list[Route]:
    rows = Document.objects.of_site(portal.site_id).visible(now).filter(locale__in=locales, pk__gt=after.row)
    columns = rows.order_by("pk").values_list("pk", "path", "page_id", "updated_at")[:limit]
    return [
        Route(path, PAGE, page_id, updated_at, Position(PAGE, row=pk))
        for pk, path, page_id, updated_at in columns
    ]


def _named(*, portal: Portal, locales: list[str], after: Position, now: datetime, limit: int) -> list[Route]:
    terms = DocumentTerm.objects.of_visible_articles(after.kind, site_id=portal.site_id, now=now)
    behind = Q(document__locale__gt=after.locale) | Q(document__locale=after.locale, value__gt=after.slug)
    rows = (
        terms.filter(behind, document__locale__in=locales, value__in=named.slugs(after.kind))
        .values("document__locale", "value")
        .annotate(updated_at=Max("document__updated_at"))
        .order_by("document__locale", "value")[:limit]
    )
    found: list[Any] = list(rows)
    ids = named.ids_of(after.kind, {row["value"] for row in found})
    return [
        Route(
            path=portal.route(after.kind, row["value"], portal.locale(row["document__locale"])),
            kind=after.kind,
            id=ids[row["value"]],
            updated_at=row["updated_at"],
            position=Position(after.kind, locale=row["document__locale"], slug=row["value"]),
        )
        for row in found
        if row["value"] in ids
    ]
