"""Keeps the origin of the advertisers' markup empty: there only creatives answer, and no cookie is set."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect

CREATIVE_PATH = "/visuals/"


def creative_host(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware; it stands before whatever reads a session, so nothing else runs on that host."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_creative = request.path_info.startswith(CREATIVE_PATH)
        if not is_creative_host(request.META.get("HTTP_HOST", "")):
            return HttpResponseNotFound() if is_creative else get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotFound()
        if is_creative:
            return _shut_in(get_response(request))
        return HttpResponseRedirect(settings.PUBLIC_URL + request.get_full_path())

    return middleware


def _shut_in(response: HttpResponse) -> HttpResponse:
    """Whatever answers there, an error page too."""
    response.headers.setdefault("Content-Security-Policy", "sandbox; default-src 'none'")
    response.cookies.clear()
    return response


def is_creative_host(host: str) -> bool:
    """Whether a Host header names CREATIVE_ORIGIN; the port counts only where the name tells nothing."""
    return _is_that_of(host.lower(), settings.CREATIVE_ORIGIN, settings.PUBLIC_URL)


@lru_cache(maxsize=256)
def _is_that_of(host: str, creative_origin: str, public_url: str) -> bool:
    creative, public = urlsplit(creative_origin), urlsplit(public_url)
    if creative.hostname == public.hostname:
        return host == creative.netloc.lower() != public.netloc.lower()
    return urlsplit(f"//{host}").hostname == creative.hostname if _is_plain(host) else False


def _is_plain(host: str) -> bool:
    return not any(character in host for character in "/?#@\\ ") and host.count("[") == host.count("]")
