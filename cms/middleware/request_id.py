"""Gives every request an id that its log lines carry and its answer names."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_SENT = "HTTP_X_REQUEST_ID"
_USABLE = re.compile(r"[A-Za-z0-9-]{8,64}")

current: ContextVar[str] = ContextVar("request_id", default="")


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware; it stands behind `trusted_proxies`, which drops the header of strangers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.META.get(_SENT, "")
        identifier = given if given and _USABLE.fullmatch(given) else _made_up()
        # It stays until the next request of this thread: Django logs a 404 after every middleware.
        current.set(identifier)
        response = get_response(request)
        # A shared cache would repeat the first reader's id to everybody.
        if "public" not in response.headers.get("Cache-Control", ""):
            response.headers[HEADER] = identifier
        return response

    return middleware


def _made_up() -> str:
    """It keeps no secret, and to ask the system for it would let other threads in each time."""
    return f"{random.getrandbits(128):032x}"
