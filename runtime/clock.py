"""The one clock: the only place that asks what time it is.

Processes that share a database go by its clock: one whose own was set to another hour or day would serve
what has ended and count for a day that has not begun. Between two comparisons time passes as the monotonic
clock says, so that a step of the machine's clock does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic, time

TOLERANCE_SECONDS = 1.0
"""Clocks that differ by less are taken to be right."""

_frozen_at: datetime | None = None
_began_at: float | None = None  # when the monotonic clock was at 0, in seconds since 1970


def now() -> datetime:
    """This moment in UTC, or the moment that a test froze."""
    if _frozen_at is not None:
        return _frozen_at
    return datetime.fromtimestamp(_seconds(), UTC)


def compare(others: datetime, *, asked_at: float) -> float:
    """Go by another clock, which said `others` when it was asked at `asked_at` on the monotonic clock.

    Returns how many seconds the clock of this machine is ahead; an answer that took too long tells nothing.
    """
    global _began_at
    answered_at, own = monotonic(), time() - monotonic()
    is_of_use = answered_at - asked_at <= TOLERANCE_SECONDS
    theirs = others.timestamp() - (asked_at + answered_at) / 2 if is_of_use else own
    if _began_at is None or (is_of_use and abs(_began_at - theirs) > TOLERANCE_SECONDS):
        # It is not moved for milliseconds, or two readings of it might come in the wrong order.
        _began_at = own if abs(own - theirs) <= TOLERANCE_SECONDS else theirs
    return own - theirs


def believe_the_machine() -> None:
    """As a process that has compared its clock with no other."""
    global _began_at
    _began_at = None


def _seconds() -> float:
    return time() if _began_at is None else _began_at + monotonic()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock of the whole process at an aware moment; nests."""
    before = _frozen_at
    freeze(at)
    try:
        yield
    finally:
        freeze(before)


def freeze(at: datetime | None) -> None:
    """Hold the clock at a moment, or with None let it run; tests only."""
    global _frozen_at
    if at is not None and at.tzinfo is None:
        raise ValueError("the clock takes aware datetimes only")
    _frozen_at = at.astimezone(UTC) if at is not None else None
