"""Work that runs on a period: a registry, a lock that survives a second runner, a record of each run."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.db.models import Q

from runtime.models import TimerRun

log = logging.getLogger("warta.timers")

LEASE = timedelta(minutes=2)
LATE_ALLOWANCE = timedelta(seconds=30)


class Work(Protocol):
    def __call__(self, *, now: datetime) -> int | None: ...


class Outcome(StrEnum):
    DONE = "done"
    LOCKED = "locked"
    FAILED = "failed"


@dataclass(frozen=True)
class Timer:
    name: str
    every: timedelta
    work: Work
    is_apart: bool = False
    """It asks other servers: it waits for them on a thread of its own and keeps nobody else waiting."""


class TimerUnknown(Exception):
    """No timer of this name is registered."""

    code = "timer_unknown"


REGISTRY: dict[str, Timer] = {}


def timer(*, name: str, every: timedelta, is_apart: bool = False) -> Callable[[Work], Work]:
    """Register a function `f(*, now) -> how many things it did`; it must be safe to run twice at once."""

    def register(work: Work) -> Work:
        REGISTRY[name] = Timer(name=name, every=every, work=work, is_apart=is_apart)
        return work

    return register


def run(name: str, *, now: datetime) -> Outcome:
    """Run one timer unless another process is at it; an error is recorded, never raised."""
    if name not in REGISTRY:
        raise TimerUnknown(f"no timer {name!r}; there are {', '.join(sorted(REGISTRY)) or 'none'}")
    holder = secrets.token_hex(16)
    if not _take_lock(name, holder=holder, now=now):
        return Outcome.LOCKED
    return _run_locked(REGISTRY[name], holder=holder, now=now)


def run_due(now: datetime, *, apart: str | None = None) -> dict[str, Outcome]:
    """Run every timer whose period has passed, one after the other; or the one that runs apart, if named."""
    started = dict(TimerRun.objects.values_list("name", "last_started_at"))
    asked = [each for each in REGISTRY.values() if (each.name if each.is_apart else None) == apart]
    due = [timer for timer in asked if _is_due(started.get(timer.name), every=timer.every, now=now)]
    return {timer.name: run(timer.name, now=now) for timer in due}


def late(now: datetime) -> list[str]:
    """Names of the timers without a recent success, in order."""
    succeeded = dict(TimerRun.objects.values_list("name", "last_success_at"))
    return sorted(
        timer.name
        for timer in REGISTRY.values()
        if _is_late(succeeded.get(timer.name), every=timer.every, now=now)
    )


def _is_due(started_at: datetime | None, *, every: timedelta, now: datetime) -> bool:
    # A start in the future was written by a clock that has since been set back.
    return started_at is None or now - started_at >= every or started_at > now


def _is_late(succeeded_at: datetime | None, *, every: timedelta, now: datetime) -> bool:
    return succeeded_at is None or now - succeeded_at > 3 * every + LATE_ALLOWANCE


def _take_lock(name: str, *, holder: str, now: datetime) -> bool:
    TimerRun.objects.get_or_create(name=name)
    # A lock further ahead than any lease came from a clock that was wrong.
    free = Q(locked_until=None) | Q(locked_until__lte=now) | Q(locked_until__gt=now + LEASE)
    return bool(
        TimerRun.objects.filter(free, name=name).update(
            locked_by=holder, locked_until=now + LEASE, last_started_at=now
        )
    )


def _run_locked(timer: Timer, *, holder: str, now: datetime) -> Outcome:
    try:
        count = timer.work(now=now)
    except Exception as error:
        log.exception("timer failed", extra={"timer": timer.name})
        _release(timer.name, holder=holder, last_error=f"{type(error).__name__}: {error}"[:2000])
        return Outcome.FAILED
    log.debug("timer done", extra={"timer": timer.name, "count": count or 0})
    _release(timer.name, holder=holder, last_error="", last_success_at=now)
    return Outcome.DONE


def _release(name: str, *, holder: str, **facts: object) -> None:
    TimerRun.objects.filter(name=name, locked_by=holder).update(locked_by="", locked_until=None, **facts)
