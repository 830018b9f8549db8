"""What answers where nothing else does: the missing slash, the unknown path, and the robots."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path

from api.http import cors, responses
from api.http.base import finished
from api.http.errors import not_found

UNKNOWN = "There is no such address; /api/v1/schema/ lists all."


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every address of the API that is none: 301 where only the slash is missing, else problem+json."""
    if request.method == "OPTIONS":
        return cors.preflight()
    if request.method in ("GET", "HEAD") and _is_known(f"{request.path_info}/"):
        return finished(request, responses.moved(_with_slash(request)))
    return finished(request, responses.miss(not_found(UNKNOWN)))


def _is_known(path: str) -> bool:
    if path.endswith("//"):
        return False
    try:
        return resolve(path, "api.urls").func is not unknown
    except Resolver404:
        return False


def _with_slash(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{escape_uri_path(request.path)}/" + (f"?{query}" if query else "")


def robots(request: HttpRequest) -> HttpResponse:
    """This host is for machines: the frontends are what search engines may read."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
