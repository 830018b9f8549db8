"""Sitemaps for search engines, written for the frontend's host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from drf_spectacular.types import OpenApiTypes

from api.http import caching, responses
from api.http.base import PublicView
from api.http.errors import not_found
from api.http.parameters import Parameter, Parameters, Query, integer
from api.http.portals import scope
from api.published import listing, live
from api.published.portal import Portal
from api.syndication import sitemaps
from api.views import questions
from runtime import clock

XML = "application/xml"
PAGE = 10_000
NEWS_FOR = timedelta(hours=48)
MOST_NEWS = 1_000
SITEMAP = Parameters(
    Parameter(
        "page",
        integer(1, PAGE),
        "Which page; without it the index of all pages.",
        {"type": "integer", "minimum": 1, "maximum": PAGE},
    ),
    questions.SITE,
)


class Sitemap(PublicView):
    """The index of all sitemaps, or one of them: at most 10,000 addresses in every language."""

    parameters = SITEMAP
    answer = OpenApiTypes.STR
    media_types = (XML,)

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        portal, now = scope(query).portal, clock.now()
        body = _index(portal, now) if query["page"] is None else _page(portal, query["page"], now)
        return _xml(request, body, portal, portal.next_boundary(now), now)


def _index(portal: Portal, now: datetime) -> bytes:
    pages = list(_latest_by_page(listing.changes(portal=portal, now=now)))
    if not pages:
        raise not_found()
    where = f"{portal.root_url}/sitemap.xml?page="
    return sitemaps.index((f"{where}{number}", at) for number, at in enumerate(pages, start=1))


def _latest_by_page(changes: Iterable[datetime]) -> Iterator[datetime]:
    latest: datetime | None = None
    for number, changed_at in enumerate(changes):
        if latest is not None and number % PAGE == 0:
            yield latest
            latest = None
        latest = changed_at if latest is None else max(latest, changed_at)
    if latest is not None:
        yield latest


def _page(portal: Portal, number: int, now: datetime) -> bytes:
    rows = listing.addresses(portal=portal, now=now, offset=(number - 1) * PAGE, limit=PAGE)
    if not rows:
        raise not_found()
    alternates = listing.alternates(rows, portal=portal, now=now)
    return sitemaps.urlset(
        (_whole(portal, row.path), row.updated_at, _languages(portal, alternates.get(row.page_id, ())))
        for row in rows
    )


def _languages(portal: Portal, named: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """As in the head of the page: each language, the default one for strangers to all of them as well."""
    order = [locale.code for locale in portal.locales]
    found = [
        (code, _whole(portal, path)) for code, path in sorted(named, key=lambda each: order.index(each[0]))
    ]
    return found + [("x-default", url) for code, url in found if code == portal.default_locale]


def _whole(portal: Portal, path: str) -> str:
    return iri_to_uri(f"{portal.root_url}{path}")


class NewsSitemap(PublicView):
    """At most 1,000 articles of the last 48 hours, for news search; where there is none, the newest alone."""

    parameters = questions.ON_SITE
    answer = OpenApiTypes.STR
    media_types = (XML,)

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        portal, now = scope(query).portal, clock.now()
        rows = listing.news(portal=portal, now=now, since=now - NEWS_FOR, most=MOST_NEWS)
        if not rows:
            raise not_found()
        body = sitemaps.news(
            ((_whole(portal, row.path), orjson.loads(row.card)) for row in rows), publication=portal.name
        )
        ends = (row.published_at + NEWS_FOR for row in rows)
        boundary = caching.earliest(
            portal.next_boundary(now), live.next_boundary(rows, now), *(end for end in ends if end > now)
        )
        return _xml(request, body, portal, boundary, now)


def _xml(
    request: HttpRequest, body: bytes, portal: Portal, boundary: datetime | None, now: datetime
) -> HttpResponse:
    return responses.public(
        request,
        body,
        now=now,
        boundary=boundary,
        tags=["list", "sitemap", f"site-{portal.site_id}"],
        content_type=f"{XML}; charset=utf-8",
    )
