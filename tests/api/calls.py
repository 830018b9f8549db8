"""Calling the API as a stranger does: by path, with the answer read as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse
from django.test import Client

BASE = "/api/v1/"


def call(
    path: str, method: str = "GET", *, headers: dict[str, str] | None = None, **query: Any
) -> HttpResponse:
    """`path` is relative to the API or begins with a slash; a crash is an answer, not an exception."""
    url = path if path.startswith("/") else BASE + path
    if query:
        url += "?" + urlencode(query)
    return Client(raise_request_exception=False).generic(method, url, headers=headers)


def read(path: str, **query: Any) -> Any:
    """The JSON of a 200."""
    response = call(path, **query)
    assert response.status_code == 200, response.content
    return orjson.loads(response.content)


def problem(path: str, method: str = "GET", **query: Any) -> dict[str, Any]:
    """The problem of an error answer, checked for its shape."""
    return problem_of(call(path, method, **query))


def problem_of(response: HttpResponse) -> dict[str, Any]:
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    found = orjson.loads(response.content)
    assert list(found) == ["type", "title", "status", "detail", "code", "errors", "message"]
    assert found["status"] == response.status_code
    return found


def headers_of(response: HttpResponse) -> dict[str, str]:
    """All headers but the name of the request."""
    return {name: value for name, value in response.headers.items() if name != "X-Request-ID"}


def ids(found: dict[str, Any]) -> list[int]:
    return [item["id"] for item in found["items"]]
