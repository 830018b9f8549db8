"""What a frontend asks about its own routes: months of the archive, every path, every redirect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from api.http import pagination, responses
from api.http.base import PublicView
from api.http.parameters import Query
from api.http.portals import Scope, scope
from api.published import listing, redirects, routes
from api.published.listing import ArticleFilters
from api.serializers.routes import (
    MonthSerializer,
    RedirectListSerializer,
    RedirectSerializer,
    RouteListSerializer,
    RouteSerializer,
)
from api.serializers.shapes import shape_bytes
from api.views import questions
from runtime import clock

NEXT_LINK = {"Link": "The next page: rel next."}


class Archive(PublicView):
    """The months of the site's zone with visible articles, the newest first."""

    parameters = questions.ARCHIVE
    answer = MonthSerializer(many=True)
    statuses = ()
    is_kept = True

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        at, now, key = scope(query), clock.now(), query["section"]
        filters = ArticleFilters(
            sections=((key,),) if key else (), authors=((query["author"],),) if query["author"] else ()
        )
        rows = listing.articles(filters, portal=at.portal, locale=at.locale, now=now)
        body = shape_bytes(listing.months(rows, time_zone=at.portal.time_zone))
        section_id = at.portal.section_ids.get((at.locale, key)) if key else None
        tags = ("list", f"list-section-{section_id}") if section_id else ("list",)
        return _respond(request, at, body, tags)


class Paths(PublicView):
    """Every path that a frontend should answer, 1,000 a page: pages, then authors, then tags."""

    parameters = questions.PATHS
    answer = RouteListSerializer
    statuses = ()
    is_kept = True
    extra_headers = NEXT_LINK

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        at = scope(query)
        bound_to = pagination.binding(query, f"paths/{at.portal.site_id}/{at.asked_locale or '*'}")
        after = _position(query["cursor"], bound_to)
        found, last = routes.routes(portal=at.portal, locale=at.asked_locale, after=after, now=clock.now())
        cursor = (
            pagination.position_text(bound_to, last.kind, last.row, last.locale, last.slug) if last else None
        )
        shaper = RouteSerializer()
        items = [shape_bytes(shaper.to_representation(route)) for route in found]
        return _listed(request, query, at, "/api/v1/paths/", items, cursor)


def _position(cursor: str | None, bound_to: str) -> routes.Position | None:
    if cursor is None:
        return None
    kind, row, locale, slug = pagination.read_position(cursor, bound_to, str, int, str, str)
    if kind not in routes.KINDS:
        raise pagination.no_cursor()
    return routes.Position(kind, row, locale, slug)


class Redirects(PublicView):
    """Every old path that leads somewhere, for hosts that serve files alone; 500 a page at most."""

    parameters = questions.REDIRECTS
    answer = RedirectListSerializer
    statuses = ()
    is_kept = True
    extra_headers = NEXT_LINK

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        at = scope(query)
        bound_to = pagination.binding(query, f"redirects/{at.portal.site_id}")
        cursor: str | None = query["cursor"]
        after = pagination.read_position(cursor, bound_to, str)[0] if cursor is not None else ""
        found, last = redirects.listed(portal=at.portal, after=after, now=clock.now())
        shaper = RedirectSerializer()
        items = [
            shape_bytes(shaper.to_representation(_redirect_shape(path, each))) for path, each in found.items()
        ]
        onward = pagination.position_text(bound_to, last) if last else None
        return _listed(request, query, at, "/api/v1/redirects/", items, onward)


def _redirect_shape(path: str, redirect: redirects.Redirect) -> dict[str, Any]:
    bare = path.rstrip("/")
    return {
        "path": bare if "." in bare.rpartition("/")[2] else path,
        "status": redirect.status,
        "location": redirect.location,
        "external": redirect.is_external,
    }


def _listed(
    request: HttpRequest, query: Query, at: Scope, path: str, items: Sequence[bytes], cursor: str | None
) -> HttpResponse:
    next_url = pagination.url(path, query, {"cursor": cursor} if cursor else None)
    body = pagination.envelope(items, total=None, next_url=next_url, previous_url=None, cursor=cursor)
    link = pagination.link_header(next_url, None)
    return _respond(request, at, body, ("list", "path-miss"), extra={"Link": link} if link else None)


def _respond(
    request: HttpRequest,
    at: Scope,
    body: bytes,
    tags: Sequence[str],
    *,
    extra: dict[str, str] | None = None,
) -> HttpResponse:
    now = clock.now()
    return responses.public(
        request,
        body,
        now=now,
        boundary=at.portal.next_boundary(now),
        tags=tags,
        extra=extra,
    )
