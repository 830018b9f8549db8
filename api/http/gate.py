"""The door of the API: public content is answered here, ahead of sessions, languages and redirects."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from api.http import kept, responses
from api.http.base import PublicView
from api.http.errors import ApiProblem
from api.http.listed import ListedView
from api.http.openapi import URLCONF
from api.http.querystring import MAX_BYTES
from api.views.missing import unknown

PREFIXES = ("/api/", "/feeds/", "/sitemap.xml", "/news-sitemap.xml", "/ads.txt")


def public_gate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware: what stands behind it can neither change nor delay a public answer."""

    def gate(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return get_response(request)
        problem = _refusal(request)
        if problem is not None:
            return responses.miss(problem)
        kept.catch_up(request)
        known = kept.known(request)
        if known is not None:
            return known
        match = _view_at_the_gate(request)
        if match is not None:
            return _measured(match.func(request, *match.args, **match.kwargs))
        return _as_problem(get_response(request))

    return gate


def _measured(response: HttpResponse) -> HttpResponse:
    """CommonMiddleware stands behind the door, and without a length the server would send chunks."""
    if response.status_code != 304 and not response.streaming:
        response.headers.setdefault("Content-Length", str(len(response.content)))
    return response


def _refusal(request: HttpRequest) -> ApiProblem | None:
    """What no route of the API may be asked to read."""
    if len(request.META.get("QUERY_STRING", "")) > MAX_BYTES:
        return ApiProblem(414, "query_too_long", f"The query may have at most {MAX_BYTES:,} bytes.")
    return None


def _as_problem(response: HttpResponse) -> HttpResponse:
    """An error page of Django's (a bad host, a missing CSRF token, a crash) in the API's own form."""
    if response.status_code < 400 or "json" in response.headers.get("Content-Type", ""):
        return response
    headers = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
    return responses.miss(ApiProblem(response.status_code, headers=headers))


def is_answered_at_the_gate(path: str) -> bool:
    """Whether it is the path of decisions, events or clicks, as far as the host is ours."""
    match = _match(path) if path.startswith(PREFIXES) else None
    return match is not None and _is_hot(match)


def _view_at_the_gate(request: HttpRequest) -> ResolverMatch | None:
    """A view that needs nothing of what stands behind: public content, and decisions and events."""
    match = _match(request.path_info)
    if match is None:
        return None
    view = getattr(match.func, "cls", object)
    if issubclass(view, PublicView) or match.func is unknown:
        return match
    return match if _is_hot(match) and _is_our_host(request) else None


def _is_hot(match: ResolverMatch) -> bool:
    view = getattr(match.func, "cls", object)
    return issubclass(view, ListedView) and bool(getattr(view, "is_at_the_gate", False))


@lru_cache(maxsize=1024)
def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path, URLCONF)
    except Resolver404:
        return None


def _is_our_host(request: HttpRequest) -> bool:
    """CommonMiddleware, which stands behind, refuses the others."""
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True
