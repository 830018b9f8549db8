"""Warta as it is, but it says which worker answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from bench.publishing import WORKER
from cms import wsgi


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, (WORKER, str(os.getpid()))], *rest)

    return wsgi.application(environ, start)
