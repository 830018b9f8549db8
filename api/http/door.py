"""The outermost door: an answer that left this process before leaves it again without entering Django.

What the middlewares put around an answer depends on the way a request came (scheme, proxy, host), so the door
learns it from the first hit that went through all of them and repeats it for those that come the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from api.http import caching, kept
from api.http.gate import PREFIXES
from api.published.hot import Entry, Way
from runtime import clock

MAX_WAYS = 8
_WAY = ("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "REMOTE_ADDR", "HTTP_HOST")
_OF_THE_MOMENT = ("Cache-Control", "Content-Length")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def hot_door(application: Application) -> Application:
    """Around the whole of Django."""

    def door(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] not in kept.METHODS
            or not path.startswith(PREFIXES)
            or not path.isascii()
            or kept.MINIMUM in environ
        ):
            return application(environ, start_response)
        # Before Django, which may believe a proxy and change what this is read from.
        way = tuple(environ.get(name, "") for name in _WAY)
        answer = _repeated(environ, start_response, way)
        if answer is not None:
            return answer
        return application(environ, _learning(environ, start_response, way))

    return door


def _repeated(environ: Environ, start_response: StartResponse, way: Way) -> Iterable[bytes] | None:
    now = clock.now()
    entry = kept.find(environ["PATH_INFO"], environ.get("QUERY_STRING", ""), now)
    around = entry.ways.get(way) if entry is not None else None
    if entry is None or around is None:
        return None
    held = caching.held(environ)
    status, body = entry.status, entry.body
    if status == 200 and held and caching.matches(held, entry.etag):
        status, body = 304, None
    elif body is None:
        return None
    headers = [*around, ("Cache-Control", kept.cache_control(entry, now))]
    if body is not None:
        headers.append(("Content-Length", str(len(body))))
    start_response(f"{status} {HTTPStatus(status).phrase}", headers)
    return [body] if body and environ["REQUEST_METHOD"] == "GET" else []


def _learning(environ: Environ, start_response: StartResponse, way: Way) -> StartResponse:
    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        entry: Entry | None = environ.get(kept.SERVED)
        if entry is not None and len(entry.ways) < MAX_WAYS:
            entry.ways[way] = tuple(each for each in headers if each[0] not in _OF_THE_MOMENT)
        return start_response(status, headers, *rest)

    return start
