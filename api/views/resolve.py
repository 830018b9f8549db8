"""One call for one route of a frontend: what stands at this path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import orjson
from django.http import HttpRequest, HttpResponse

from api.http import caching, responses
from api.http.base import PublicView
from api.http.errors import ApiProblem, not_found
from api.http.parameters import Query
from api.http.portals import Scope, scope
from api.http.shapes import shape
from api.published import locked, named, redirects, store
from api.published.redirects import Redirect
from api.serializers.envelope import RESOLVED
from api.views import names, questions, unlock
from api.views.content import LAST_MODIFIED, first, object_response
from runtime import clock

PAGE = (b'{"kind":"page","page":', b"}")


class Resolve(PublicView):
    """What stands at a path: a page, else an author or a tag, a locked page, a redirect, else 410 or 404."""

    is_kept = True
    parameters = questions.RESOLVE
    answer = RESOLVED
    statuses = (404, 410)
    extra_headers = LAST_MODIFIED
    request_headers = unlock.IN_HEADER

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        at, path = scope(query), query["path"]
        return (
            _shown(request, query, at, path, at.asked_locales)
            or _locked(request, query, at, path)
            or _redirected(request, at, path)
            or _in_fallback(request, query, at, path)
            or _absent(at, path)
        )


def _shown(
    request: HttpRequest, query: Query, at: Scope, path: str, locales: Sequence[str | None]
) -> HttpResponse | None:
    """The page, author or tag that stands at a path."""
    page = object_response(
        request,
        query,
        known=names.RESOLVED,
        find=first(
            locales,
            lambda locale, etags: store.detail(
                portal=at.portal, now=clock.now(), path=path, locale=locale, etags=etags
            ),
        ),
        around=PAGE,
    )
    return page or _named(request, query, at, path, locales)


def _named(
    request: HttpRequest, query: Query, at: Scope, path: str, locales: Sequence[str | None]
) -> HttpResponse | None:
    """The author or the tag whose route this path is."""
    for kind in (named.AUTHOR, named.TAG):
        for locale, slug in at.portal.on_route(kind, path):
            if locales == (None,) or locale.code in locales:
                found = _one(request, query, at, kind=kind, locale=locale.code, slug=slug)
                if found is not None:
                    return found
    return None


def _in_fallback(request: HttpRequest, query: Query, at: Scope, path: str) -> HttpResponse | None:
    """What stands at the same path in the language that stands in: `/en/a/` is `/a/`."""
    there = at.portal.path_in(at.fallback, path) if at.fallback else path
    return _shown(request, query, at, there, (at.fallback,)) if there != path else None


def _one(
    request: HttpRequest, query: Query, at: Scope, *, kind: str, locale: str, slug: str
) -> HttpResponse | None:
    return object_response(
        request,
        query,
        known=names.RESOLVED,
        find=lambda _: named.detail(kind=kind, portal=at.portal, locale=locale, slug=slug, now=clock.now()),
        around=(b'{"kind":"%b","%b":' % (kind.encode(), kind.encode()), b"}"),
    )


def _locked(request: HttpRequest, query: Query, at: Scope, path: str) -> HttpResponse | None:
    """The page behind a password: that there is one, or all of it for the holder of a token."""
    locale = {} if at.asked_locale is None else {"locale": at.asked_locale}
    found = locked.at(portal=at.portal, now=clock.now(), path=path, **locale)
    if found is None:
        return None
    page = unlock.opened(request, found, at, shape(query, names.RESOLVED))
    return unlock.told(found, query) if page is None else responses.private(PAGE[0] + page + PAGE[1])


def _redirected(request: HttpRequest, at: Scope, path: str) -> HttpResponse | None:
    redirect = redirects.resolve(portal=at.portal, path=path, now=clock.now())
    return _redirect(request, at, redirect) if redirect is not None else None


def _absent(at: Scope, path: str) -> NoReturn:
    if store.is_gone(portal=at.portal, path=path, now=clock.now()):
        raise ApiProblem(410, "gone", "What stood here has been taken down.")
    raise not_found()


def _redirect(request: HttpRequest, at: Scope, redirect: Redirect) -> HttpResponse:
    now = clock.now()
    body = orjson.dumps(
        {
            "kind": "redirect",
            "status": redirect.status,
            "location": redirect.location,
            "external": redirect.is_external,
        }
    )
    return responses.public(
        request,
        body,
        now=now,
        boundary=at.portal.next_boundary(now),
        tags=(caching.MISS_TAG,),
    )
