"""What part of the requests came from a place or said a key-value, of those that bookings name.

One decision in sixteen, summed by the week; no reader is told from another. Best effort, never billed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from ads.counting import statistics
from ads.counting.accounting import day_of
from ads.counting.models import CounterTotal

ONE_IN = 16
WEEKS = 4
LEAST = 100
"""Decisions that were looked at; below, nothing is said."""
PREFIX = "audience"


class Value(NamedTuple):
    dimension: str  # geo, key_value
    value: str


def note(watched: Collection[Value], present: Collection[Value], *, call_id: int, now: datetime) -> None:
    """Count a decision for every value that is watched, and for those that it had."""
    if not watched or call_id % ONE_IN:
        return
    week = _week(now)
    for each in watched:
        statistics.count(_name(week, "asked", each))
    for each in set(present).intersection(watched):
        statistics.count(_name(week, "had", each))


def shares(values: Iterable[Value], *, now: datetime) -> dict[Value, float]:
    """From 0 to 1, of the last weeks; values of which too little is known are left out. One query."""
    wanted = list(values)
    weeks = range(_week(now) - WEEKS, _week(now) + 1)
    names = {
        _name(week, part, each): (part, each)
        for week in weeks
        for part in ("asked", "had")
        for each in wanted
    }
    found = {part: dict.fromkeys(wanted, 0) for part in ("asked", "had")}
    for name, number in CounterTotal.objects.filter(name__in=names).values_list("name", "count"):
        part, each = names[name]
        found[part][each] += number
    return {
        each: min(1.0, found["had"][each] / asked) for each, asked in found["asked"].items() if asked >= LEAST
    }


def drop_old(*, now: datetime) -> int:
    """Forget weeks that no estimate looks at any more; returns how many counters."""
    old = CounterTotal.objects.filter(name__gte=f"{PREFIX}:", name__lt=f"{PREFIX}:{_week(now) - WEEKS:06d}")
    return int(old.delete()[0])


def _week(now: datetime) -> int:
    return day_of(now).toordinal() // 7


def _name(week: int, part: str, each: Value) -> str:
    digest = hashlib.blake2b(":".join(each).encode(), digest_size=8).hexdigest()
    return f"{PREFIX}:{week:06d}:{part[0]}:{digest}"
