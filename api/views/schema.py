"""The API's description: as OpenAPI 3.1 for machines, as one page for people."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes

from api.http import caching, openapi, responses
from api.http.base import PublicView
from api.http.parameters import Query
from runtime import clock

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@lru_cache(maxsize=1)
def _stored() -> tuple[bytes, str]:
    body = orjson.dumps(openapi.document())
    return body, caching.etag_of(body)


class Schema(PublicView):
    """This document: OpenAPI 3.1 as JSON."""

    answer = OpenApiTypes.OBJECT
    statuses = ()

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        body, etag = _stored()
        return responses.public(request, body, etag=etag, now=clock.now(), boundary=None, tags=("schema",))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page that needs no script and no foreign host."""
    response = render(request, "api/docs.html", {"operations": _operations(openapi.document())})
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60"
    return response


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"path": path, "method": method.upper(), **operation, "anchor": operation["operationId"]}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
