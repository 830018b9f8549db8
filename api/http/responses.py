"""Bytes, JSON unless said otherwise, as HTTP responses, with the headers that every public answer has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from api.http import caching, cors, errors
from api.http.errors import ApiProblem
from runtime import versions

JSON = "application/json"
MAY_CHANGE = (404, 410)
"""Errors that the next publish may turn into an answer."""


class Public(HttpResponse):
    """A cacheable answer, with the moment at which it ends."""

    boundary: datetime | None = None
    is_brief = False


def empty() -> HttpResponse:
    """A 204: done, and nothing to say. A body that is not there has no type."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    return response


def common_headers() -> dict[str, str]:
    return {"Vary": "Accept-Encoding", "Warta-Version": _version(), **cors.PUBLIC_HEADERS}


def _version() -> str:
    """The content version; a process that never reached the database still has errors to answer."""
    try:
        return str(versions.current("content"))
    except DatabaseError:
        return "0"


def public(
    request: HttpRequest,
    body: bytes | None,
    *,
    etag: str | None = None,
    now: datetime,
    boundary: datetime | None,
    tags: Sequence[str] = (),
    last_modified: datetime | None = None,
    extra: Mapping[str, str] | None = None,
    content_type: str = JSON,
    is_brief: bool = False,
) -> Public:
    """A cacheable 200, or the 304 that replaces it; `body` may be None when the client holds this ETag.

    Without an ETag it has that of its bytes. A brief one may be kept for two seconds only.
    """
    etag = etag or caching.etag_of(body or b"")
    headers = common_headers() | caching.tag_headers(tags) | dict(extra or {})
    headers["ETag"] = f'"{etag}"'
    headers["Cache-Control"] = caching.cache_control(now=now, boundary=boundary, is_brief=is_brief)
    if last_modified is not None:
        headers["Last-Modified"] = http_date(last_modified.timestamp())
    if body is None or caching.matches(caching.held(request.META), etag):
        # A cache takes the headers of a 304 for its own copy, so the type must be the copy's.
        response = Public(status=304, content_type=content_type, headers=headers)
    else:
        response = Public(body, content_type=content_type, headers=headers)
    response.boundary, response.is_brief = boundary, is_brief
    return response


def miss(problem: ApiProblem) -> HttpResponse:
    """An error of a public route: short-lived where a publish may change it, else not kept at all."""
    response = errors.respond(problem)
    may_change = problem.status in MAY_CHANGE
    headers = common_headers() | (caching.tag_headers((caching.MISS_TAG,)) if may_change else {})
    headers["Cache-Control"] = caching.MISS if may_change else "no-store"
    for name, value in headers.items():
        response.headers[name] = value
    return unlogged(response) if problem.status < 500 else response


def unlogged(response: HttpResponse) -> HttpResponse:
    """Django would log each as a warning: what strangers ask for in vain is no event of ours."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def moved(location: str) -> HttpResponse:
    """301 to the canonical spelling of a path of ours; the location is relative, so no Host is trusted."""
    headers = common_headers() | caching.tag_headers((caching.MISS_TAG,))
    headers |= {"Location": location, "Cache-Control": caching.MISS}
    return HttpResponse(status=301, content_type=JSON, headers=headers)


def found(location: str) -> HttpResponse:
    """302 to another address of ours, as short-lived as a miss."""
    headers = common_headers() | caching.tag_headers((caching.MISS_TAG,))
    headers |= {"Location": location, "Cache-Control": caching.MISS}
    return HttpResponse(status=302, content_type=JSON, headers=headers)


def tagged(body: bytes, *, status: int = 200) -> HttpResponse:
    """A row as it stands, with the ETag to change it by."""
    headers = {"ETag": f'"{caching.etag_of(body)}"'}
    return HttpResponse(body, status=status, content_type=JSON, headers=headers)


def private(body: bytes, *, status: int = 200) -> HttpResponse:
    """An answer for one client only."""
    return for_one(HttpResponse(body, status=status, content_type=JSON))


def for_one(response: HttpResponse) -> HttpResponse:
    """The same with the headers of an answer that nobody keeps."""
    for name, value in (common_headers() | {"Cache-Control": caching.PRIVATE}).items():
        response.headers[name] = value
    return unlogged(response)
