"""Django's handler, with a shorter way for decisions and events: the same middlewares and views, less around.

What Django does around each request is for connections to databases: those that broke or grew old are closed.
Decisions and events hardly use one, so that a thread does it once a second is enough.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.utils.log import log_response

from api.http.gate import is_answered_at_the_gate

TIDY_EVERY = 1.0  # seconds


class Handler(WSGIHandler):
    """The WSGI application of Django."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = _Thread()
        self._answer = self._middleware_chain  # type: ignore[attr-defined]  # made by `load_middleware`

    def __call__(  # type: ignore[override]
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        thread = self._thread
        if thread.is_tidy_until < monotonic() or not is_answered_at_the_gate(environ.get("PATH_INFO", "")):
            thread.is_tidy_until = monotonic() + TIDY_EVERY
            return super().__call__(environ, start_response)
        request = self.request_class(environ)
        response: HttpResponse = self._answer(request)
        if response.status_code >= 400:
            log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
        if response.status_code >= 500:
            thread.is_tidy_until = 0.0  # whatever failed is looked at before the next request
        cookies = [("Set-Cookie", each.output(header="")) for each in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        return [response.content]


class _Thread(threading.local):
    is_tidy_until = 0.0
