"""Tells in a header how many queries an answer took, where the bench asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

ASKED = "HTTP_BENCH_COUNT"
TOLD = "Bench-Queries"


def counted(application: Application) -> Application:
    def counting(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if ASKED not in environ:
            return application(environ, start_response)
        seen: list[str] = []

        def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
            seen.append(sql)
            return run(sql, *rest)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, (TOLD, str(len(seen)))], *rest)

        with connection.execute_wrapper(execute):
            return application(environ, start)

    return counting
