"""Who may read answers from a browser: everybody the public ones, listed origins the rest."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from api.published.portal import portals

EXPOSED = "ETag, Last-Modified, Link, Retry-After, Warta-Version"
PUBLIC_REQUEST_HEADERS = "Accept, Content-Type, If-None-Match, Warta-Min-Version, Warta-Unlock"
LISTED_REQUEST_HEADERS = (
    "Accept, Authorization, Content-Type, Idempotency-Key, "
    "If-Match, If-None-Match, Warta-Preview, Warta-Unlock"
)
KEEP_PREFLIGHT_SECONDS = "86400"

PUBLIC_HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}


def preflight() -> HttpResponse:
    """The answer to OPTIONS on a public route."""
    methods = "GET, HEAD, OPTIONS"
    return HttpResponse(
        status=204,
        content_type="text/plain",
        headers=PUBLIC_HEADERS
        | {
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": PUBLIC_REQUEST_HEADERS,
            "Access-Control-Max-Age": KEEP_PREFLIGHT_SECONDS,
        },
    )


def listed_origins() -> frozenset[str]:
    """The origins of the setting; without it those of the frontends, where they show previews too."""
    if settings.CORS_ORIGINS:
        return frozenset(settings.CORS_ORIGINS)
    known = portals()
    of_sites = (url for portal in known for url in (portal.root_url, portal.settings.preview_url))
    return frozenset(origin(url) for url in (settings.FRONTEND_URL, *of_sites) if url)


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def allow_listed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The headers of preview, forms, unlock, decide, events and manage: no cookie goes along."""
    if "Vary" in response.headers:
        patch_vary_headers(response, ("Origin",))
    else:
        response.headers["Vary"] = "Origin"
    asking = request.META.get("HTTP_ORIGIN")
    if asking is not None and asking in listed_origins():
        response.headers["Access-Control-Allow-Origin"] = asking
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
    return response


def preflight_listed(request: HttpRequest, methods: str) -> HttpResponse:
    """The answer to OPTIONS on those routes; `methods` as `GET, POST, OPTIONS`."""
    response = HttpResponse(status=204, headers={"Allow": methods})
    allow_listed(request, response)
    if "Access-Control-Allow-Origin" in response.headers:
        response.headers["Access-Control-Allow-Methods"] = methods
        response.headers["Access-Control-Allow-Headers"] = LISTED_REQUEST_HEADERS
        response.headers["Access-Control-Max-Age"] = KEEP_PREFLIGHT_SECONDS
    return response
