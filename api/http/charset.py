"""A guard around Django: a request whose charset is no encoding of text cannot even be built by it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from typing import Any

from api.http.errors import ApiProblem, respond

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\";\s]*)", re.IGNORECASE)
REFUSAL = ApiProblem(400, "bad_charset", "The charset of Content-Type must be one of text, as utf-8.")


def text_only(application: Wsgi) -> Wsgi:
    """The WSGI application behind a check of Content-Type: `charset=bz2_codec` is a 400, not a crash."""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_text(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        response = respond(REFUSAL)
        start_response("400 Bad Request", list(response.headers.items()))
        return [response.content]

    return guarded


def is_text(content_type: str) -> bool:
    """Whether the charset is one of text, unknown or absent; the latter two are read as UTF-8."""
    found = _CHARSET.search(content_type)
    if found is None:
        return True
    try:
        return codecs.lookup(found[1])._is_text_encoding
    except (LookupError, ValueError):
        return True
