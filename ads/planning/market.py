"""A week of a made-up portal for the simulator: goals, readers by the hour, a rush and a standstill."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ads.decision.pacing import HOUR, HOURS, Flight
from ads.decision.types import (
    Breakpoint,
    CreativeRow,
    CreativeUse,
    Format,
    LineItemRow,
    SlotRow,
    Targeting,
    Tier,
)

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 8, 3, tzinfo=ZONE)
SIZE = (300, 250)
SLOTS = 4
ASKED = 2  # slots of a page view
SECTIONS = {"pelatihan": 0.4, "penempatan": 0.3, "keuangan": 0.2, "keluarga": 0.1}
SMALLEST, LARGEST = 20, 5_100
DAYS = 7
# By the hour of a day: readers sleep, read at lunch and most in the evening.
DAY = (2, 1, 1, 1, 2, 4, 7, 9, 10, 10, 10, 11, 13, 12, 10, 9, 9, 10, 12, 14, 15, 13, 9, 5)
WEEKEND = 0.8


@dataclass(frozen=True, kw_only=True)
class Week:
    """What is simulated; the same numbers and seed give the same week."""

    seed: int = 1
    opportunities: int = 1_000_000
    goals: int = 110
    processes: int = 4
    render_rate: float = 0.85
    rush_times: float = 10.0
    rush_at_hour: int = 60
    rush_hours: int = 1
    outage_at_hour: int = 105
    outage_hours: int = 3

    @property
    def starts_at(self) -> float:
        return MONDAY.timestamp()


@dataclass(frozen=True)
class Goal:
    line_item: int
    flight: Flight
    slots: frozenset[int]
    section: str | None


def habit() -> list[float]:
    """Page views by hour of the week, as the weeks before had them."""
    return [DAY[hour % 24] * (WEEKEND if hour >= 120 else 1.0) for hour in range(HOURS)]


def curve(week: Week) -> list[float]:
    """Expected page views by hour: the habit with rush and outage, in all the week's opportunities."""
    views = habit()
    for hour in range(week.rush_at_hour, week.rush_at_hour + week.rush_hours):
        views[hour] *= week.rush_times
    for hour in range(week.outage_at_hour, week.outage_at_hour + week.outage_hours):
        views[hour] = 0.0
    whole = sum(views)
    return [each / whole * week.opportunities / ASKED for each in views]


def disturbed(week: Week) -> set[int]:
    """Hours of the rush and the outage and the two after each."""
    rush = range(week.rush_at_hour, week.rush_at_hour + week.rush_hours + 2)
    outage = range(week.outage_at_hour, week.outage_at_hour + week.outage_hours + 2)
    return {*rush, *outage}


def goals(week: Week) -> list[Goal]:
    """From SMALLEST to LARGEST in even ratios; half of them name a section; flights of two days or more."""
    chance = random.Random(week.seed)
    sizes = [
        round(SMALLEST * (LARGEST / SMALLEST) ** (number / max(1, week.goals - 1)))
        for number in range(week.goals)
    ]
    chance.shuffle(sizes)
    return [_goal(number, size, week, chance) for number, size in enumerate(sizes, start=1)]


def _goal(number: int, size: int, week: Week, chance: random.Random) -> Goal:
    first = chance.choice((0, 0, 0, 1, 2, 3))
    last = chance.randint(first + 2, DAYS) if first + 2 < DAYS and size < 2_000 else DAYS
    section = chance.choices(list(SECTIONS), list(SECTIONS.values()))[0] if chance.random() < 0.5 else None
    starts_at = week.starts_at + first * 24 * HOUR
    return Goal(
        line_item=number,
        flight=Flight(goal=size, starts_at=starts_at, ends_at=week.starts_at + last * 24 * HOUR),
        slots=frozenset(chance.sample(range(1, SLOTS + 1), chance.randint(1, 2) if size < 2_000 else 3)),
        section=section,
    )


def supply_to_demand(week: Week, booked: Sequence[Goal]) -> dict[int, float]:
    """By line item: what it could be rendered, beside what is booked there, in the fullest of its days.

    Each goal asks its slots, sections and days for its part by their requests; of all that is asked of one
    of them, the requests there are the supply.
    """
    views = curve(week)
    by_day = [sum(views[day * 24 : day * 24 + 24]) for day in range(DAYS)]
    supply = {
        (day, slot, section): by_day[day] * ASKED / SLOTS * part * week.render_rate
        for day in range(DAYS)
        for slot in range(1, SLOTS + 1)
        for section, part in SECTIONS.items()
    }
    cells = {goal.line_item: [cell for cell in supply if _is_in(cell, goal, week)] for goal in booked}
    asked = dict.fromkeys(supply, 0.0)
    for goal in booked:
        own = sum(supply[cell] for cell in cells[goal.line_item])
        for cell in cells[goal.line_item]:
            asked[cell] += goal.flight.goal * supply[cell] / own
    return {
        item: min((supply[cell] / asked[cell] for cell in own), default=math.inf)
        for item, own in cells.items()
    }


def _is_in(cell: tuple[int, int, str], goal: Goal, week: Week) -> bool:
    day, slot, section = cell
    at = week.starts_at + day * 24 * HOUR
    return (
        slot in goal.slots
        and goal.section in (None, section)
        and goal.flight.starts_at <= at < goal.flight.ends_at
    )


def rows(booked: Sequence[Goal]) -> tuple[list[SlotRow], list[LineItemRow], list[CreativeRow]]:
    """The market as a snapshot is compiled from it: the goals in one tier, and the house below them."""
    slots = [SlotRow(number, f"slot-{number}", (Breakpoint(0, (SIZE,)),)) for number in range(1, SLOTS + 1)]
    house = LineItemRow(0, 0, 0, Tier.HOUSE, tuple(range(1, SLOTS + 1)), (CreativeUse(0),))
    items = [house, *map(_row, booked)]
    return slots, items, [CreativeRow(item.id, Format.IMAGE, SIZE) for item in items]


def _row(goal: Goal) -> LineItemRow:
    return LineItemRow(
        id=goal.line_item,
        advertiser=goal.line_item,
        campaign=goal.line_item,
        tier=Tier.STANDARD_2,
        slots=tuple(sorted(goal.slots)),
        creatives=(CreativeUse(goal.line_item),),
        starts_at=_at(goal.flight.starts_at),
        ends_at=_at(goal.flight.ends_at),
        targeting=Targeting({"section": (goal.section,)} if goal.section else {}),
    )


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
