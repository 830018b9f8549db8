"""Public answers out of memory: which may be kept, under which question, and how one is served again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from api.http import caching, responses
from api.http.errors import ApiProblem
from api.http.parameters import Parameters, Query
from api.http.portals import Scope, scope
from api.published import hot
from api.published.hot import Entry, Question, Spelling
from api.published.portal import VERSION
from runtime import clock, versions

MINIMUM = "HTTP_WARTA_MIN_VERSION"
SERVED = "warta.served"
"""Where a request carries the entry that answered it, for the door."""
METHODS = ("GET", "HEAD")
_MAX_DIGITS = 18


def catch_up(request: HttpRequest) -> None:
    """`Warta-Min-Version: 812` of a client that was told of version 812: an older process polls at once."""
    asked = request.META.get(MINIMUM, "")
    if asked.isascii() and asked.isdigit() and len(asked) <= _MAX_DIGITS:
        versions.catch_up(VERSION, int(asked))


def find(path: str, query: str, now: datetime) -> Entry | None:
    """The entry of a question, by one of METHODS, that was asked in the same words before."""
    version = _trusted_version()
    if version is None:
        return None
    return hot.answers.spelled((path, query), version=version, now=now)


def known(request: HttpRequest) -> HttpResponse | None:
    """The answer to such a question: no routing, no parsing, no query."""
    if request.method not in METHODS:
        return None
    now = clock.now()
    entry = find(*_spelling(request), now)
    served = _served(entry, request, now) if entry is not None else None
    if served is not None and request.method == "HEAD":
        served.content = b""
    return served


def cache_control(entry: Entry, now: datetime) -> str:
    """What caches are told now."""
    if entry.status >= 400:
        return caching.MISS
    return caching.cache_control(now=now, boundary=entry.boundary, is_brief=entry.is_brief)


def question(query: Query, route: Hashable) -> tuple[Scope, Question]:
    """Raises the 400 of a site or language that there is not."""
    at = scope(query)
    return at, Question(at.portal.site_id, at.locale, route, query.canonical())


def answer(
    request: HttpRequest,
    query: Query,
    *,
    route: Hashable,
    declared: Parameters,
    read: Callable[[], HttpResponse],
) -> HttpResponse:
    """The kept answer of this question, else what `read` answers, kept for the next one where it may be."""
    version, now = versions.current(VERSION), clock.now()  # before the first query of the answer
    if not versions.is_fresh():
        return read()
    at, asked = question(query, route)
    spelling = _spelling(request)
    entry = hot.answers.get(asked, spelling=spelling, version=version, now=now)
    found = _served(entry, request, now) if entry is not None else None
    if found is not None:
        return found
    with hot.reading() as seen:
        response = _read(read)
    if seen.is_live or not _may_enter(asked, query, declared, version):
        return response
    entry = _entry(response, version=version, site_boundary=at.portal.next_boundary(now))
    if entry is not None:
        hot.answers.put(asked, entry, spelling=spelling, version=version)
    return response


def _read(read: Callable[[], HttpResponse]) -> HttpResponse:
    """With a 404 or 410 as the answer that it becomes."""
    try:
        return read()
    except ApiProblem as problem:
        if problem.status not in responses.MAY_CHANGE:
            raise
        return responses.miss(problem)


def _may_enter(asked: Question, query: Query, declared: Parameters, version: int) -> bool:
    """Positions, periods and searches have no end: one enters when it is asked for again."""
    is_endless = any(declared.by_name[name].is_endless for name in query.given)
    return not is_endless or hot.answers.is_second(asked, version=version)


def _entry(response: HttpResponse, *, version: int, site_boundary: datetime | None) -> Entry | None:
    """None for what is nobody else's: errors of ours, and an answer that another version overtook."""
    if response.headers.get("Cache-Control") == caching.PRIVATE:
        return None
    is_miss = response.status_code in responses.MAY_CHANGE
    if not is_miss and not isinstance(response, responses.Public):
        return None
    if response.headers.get("Warta-Version") != str(version):
        return None
    boundary = None if is_miss else response.boundary  # type: ignore[attr-defined]
    headers = dict(response.headers.items())
    del headers["Cache-Control"]
    has_body = response.status_code != 304
    if has_body:
        headers["Content-Length"] = str(len(response.content))
    return Entry(
        status=response.status_code if has_body else 200,
        body=response.content if has_body else None,
        etag=headers.get("ETag", "").strip('"'),
        headers=headers,
        boundary=boundary,
        ends_at=caching.earliest(boundary, site_boundary),
        is_brief=getattr(response, "is_brief", False),
    )


def _served(entry: Entry, request: HttpRequest, now: datetime) -> HttpResponse | None:
    """None where only a 304 is kept and the client does not hold it."""
    request.META[SERVED] = entry
    headers = {**entry.headers, "Cache-Control": cache_control(entry, now)}
    if entry.status >= 400:
        return responses.unlogged(HttpResponse(entry.body or b"", status=entry.status, headers=headers))
    held = caching.held(request.META)
    if held and caching.matches(held, entry.etag):
        headers.pop("Content-Length", None)
        return HttpResponse(status=304, headers=headers)
    if entry.body is None:
        del request.META[SERVED]
        return None
    return HttpResponse(entry.body, headers=headers)


def _spelling(request: HttpRequest) -> Spelling:
    return request.path_info, request.META.get("QUERY_STRING", "")


def _trusted_version() -> int | None:
    """The polled version; None where the poll is too old to rely on."""
    if not versions.is_fresh():
        return None
    try:
        return versions.current(VERSION)
    except DatabaseError:  # it grew old just now
        return None
