"""A line item day by day: what was counted beside what its plan wants, and the two as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ads.counting.accounting import bounds_of, day_of
from ads.planning.progress import planned, site_profile
from ads.planning.reports import GroupBy, report
from ads.rules.goals import counted_type

MOST_DAYS, AHEAD = 42, 7
STEP, HEIGHT, GAP = 10, 100, 2


@dataclass(frozen=True, slots=True)
class Day:
    """One day in the installation's zone; `planned` is None without a goal or without an end."""

    day: date
    counted: int
    planned: float | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """Of the picture, in its units; whole numbers, for templates write others as people do."""

    x: int
    y: int
    width: int
    height: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    bars: tuple[Bar, ...]
    plan: str  # points of a line with steps; empty without a plan
    most: float


def by_day(line_item: Any, *, now: datetime) -> list[Day]:
    """The whole flight where it is short, else the weeks around now."""
    first, last = _period(line_item, day_of(now))
    lines = report(first=first, last=last, group_by=GroupBy.DAY, line_items=[line_item.pk])
    name = counted_type(line_item.goal_type, line_item.cost_type)
    counted = {str(line.key): int(getattr(line, name)) for line in lines}
    plan = _plan(line_item, now)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [Day(day, counted.get(day.isoformat(), 0), plan(day), day < day_of(now)) for day in days]


def picture(days: Sequence[Day]) -> Picture:
    """Bars for what was counted, a line for the plan."""
    most = max([1.0, *(day.counted for day in days), *(day.planned or 0 for day in days)])
    heights = [round(day.counted / most * HEIGHT) for day in days]
    bars = tuple(
        Bar(place * STEP + GAP // 2, HEIGHT - height, STEP - GAP, height, day.is_over)
        for place, (day, height) in enumerate(zip(days, heights, strict=True))
    )
    steps = [
        f"{x},{HEIGHT - round(day.planned / most * HEIGHT)}"
        for place, day in enumerate(days)
        if day.planned is not None
        for x in (place * STEP, (place + 1) * STEP)
    ]
    return Picture(len(days) * STEP, HEIGHT, bars, " ".join(steps), most)


def _period(line_item: Any, today: date) -> tuple[date, date]:
    first = day_of(line_item.starts_at)
    # What ends at midnight has no part of the day that begins there.
    last = (
        day_of(line_item.ends_at - timedelta(microseconds=1))
        if line_item.ends_at
        else today + timedelta(AHEAD)
    )
    if (last - first).days >= MOST_DAYS:
        last = max(first, min(last, today + timedelta(days=AHEAD)))
        first = max(first, last - timedelta(days=MOST_DAYS - 1))
    return first, max(first, last)


def _plan(line_item: Any, now: datetime) -> Any:
    if not line_item.goal_quantity or line_item.ends_at is None:
        return lambda day: None
    profile = site_profile(now)

    def of(day: date) -> float:
        start, end = bounds_of(day)
        begin = max(start, line_item.starts_at)
        return planned(line_item, profile, now=end) - planned(line_item, profile, now=begin)

    return of
