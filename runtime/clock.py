"""The one clock: the only place that asks what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_frozen_at: datetime | None = None


def now() -> datetime:
    """This moment in UTC, or the moment that a test froze."""
    return _frozen_at or datetime.now(UTC)


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
