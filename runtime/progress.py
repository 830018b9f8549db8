"""Tells how far a long command is: one line that is written over, at a terminal alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

WIDTH = 30

Tell = Callable[..., None]
"""`tell("articles", 40, 100)`, or `tell("pictures")` without a count; `tell("")` leaves an empty line."""


def silent(what: str, done: int = 0, total: int = 0) -> None:
    """Tells nobody."""


def at_terminal(stream: Any) -> Tell:
    """A `Tell` that draws on a stream of a management command, if somebody looks at it."""
    return _Line(stream) if stream.isatty() else silent


def bar(what: str, done: int, total: int, *, seconds: float) -> str:
    """`documents [#####.....] 50/100, 12 s left`, from the seconds that this has taken so far."""
    filled = WIDTH * done // total
    left = seconds * (total - done) / done if done else 0
    return f"{what} [{'#' * filled}{'.' * (WIDTH - filled)}] {done:,}/{total:,}, {left:.0f} s left"


class _Line:
    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._what, self._since = "", 0.0

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        if what != self._what:
            self._what, self._since = what, time.monotonic()
        shown = bar(what, done, total, seconds=time.monotonic() - self._since) if total else what
        self._stream.write(f"\r\x1b[K{shown}", ending="")
        self._stream.flush()
