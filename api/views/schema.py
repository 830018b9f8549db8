"""The API's description for machines: OpenAPI 3.1."""

from __future__ import annotations

from functools import lru_cache

import orjson
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes

from api.http import caching, openapi, responses
from api.http.base import PublicView
from api.http.parameters import Query
from runtime import clock


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
