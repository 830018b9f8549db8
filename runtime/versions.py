"""Version numbers in the database, and a thread that lets every process notice a change within a second."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from runtime import clock
from runtime.lookout import Lookout
from runtime.models import Version

POLL_SECONDS = 0.5
CLOCK_OFF_SECONDS = 5.0
"""A clock that differs by more is somebody's business."""

log = logging.getLogger("warta.versions")


@dataclass(frozen=True)
class Poll:
    """All version numbers as one query saw them, on the monotonic clock."""

    values: dict[str, int] = field(default_factory=dict)
    at: float = float("-inf")


_last = Poll()
_ahead = 0.0


def seconds_ahead() -> float:
    """How far the clock of this machine is ahead of the database's, as the last poll saw it."""
    return _ahead


def bump(name: str) -> int:
    """Raise the number by one as the last statement of the writer's transaction; returns the new number."""
    if not Version.objects.filter(name=name).update(value=F("value") + 1):
        Version.objects.get_or_create(name=name)
        Version.objects.filter(name=name).update(value=F("value") + 1)
    forget()
    transaction.on_commit(forget)
    return read(name)


def read(name: str) -> int:
    """The number as the database has it now; 0 where nothing was ever bumped."""
    return Version.objects.filter(name=name).values_list("value", flat=True).first() or 0


def current(name: str) -> int:
    """The number of at most two seconds ago, without a query as long as the poll keeps up.

    With the database away it is the last number seen, so that what needs no database goes on.
    """
    if settings.VERSIONS_POLLED:
        _poller.start()
    if is_fresh():
        return _last.values.get(name, 0)
    try:
        return poll_now().get(name, 0)
    except DatabaseError:
        if not _last.values:
            raise
    return _last.values.get(name, 0)


def is_fresh() -> bool:
    """Whether the last poll is young enough to be trusted."""
    return time.monotonic() - _last.at <= settings.VERSIONS_STALE_AFTER_SECONDS


def poll_now() -> dict[str, int]:
    """All numbers as this thread's connection sees them now.

    A writer sees its own bump before anybody else may: what it read inside its transaction is not for the
    process, or another thread would keep what it read before the change as the answer after it.
    """
    global _last
    before, at = _last, time.monotonic()
    rows = list(Version.objects.values_list("name", "value", Now()))
    values = {name: value for name, value, _ in rows}
    is_shared = not (settings.VERSIONS_POLLED and connection.in_atomic_block)
    if rows and settings.VERSIONS_POLLED and connection.vendor == "postgresql":
        _compare_clocks(rows[0][2], at)
    if _last is before and is_shared:  # else something was bumped while we asked
        _last = Poll(values, at)
    return values


def catch_up(name: str, least: int) -> None:
    """Polls at once where the number known here is below one that somebody was told of."""
    if current(name) >= least:
        return
    with suppress(DatabaseError):
        poll_now()


def forget() -> None:
    """Trust nothing of the last poll, so that a process sees its own writes at once."""
    global _last
    _last = Poll(_last.values)


def forget_all() -> None:
    """As a process that has just started."""
    global _last
    _last = Poll()


def _poll() -> None:
    try:
        poll_now()
    except DatabaseError as error:
        log.warning("version poll failed: %s", type(error).__name__)
        connection.close()


def _compare_clocks(theirs: datetime, asked_at: float) -> None:
    global _ahead
    ahead = clock.compare(theirs, asked_at=asked_at)
    if abs(ahead) > CLOCK_OFF_SECONDS >= abs(_ahead):
        log.warning(
            "the clock of this machine is off, the database's is used", extra={"seconds": round(ahead)}
        )
    _ahead = ahead


_poller = Lookout("versions", _poll, every=POLL_SECONDS)
