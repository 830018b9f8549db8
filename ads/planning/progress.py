"""How far goals are beside their plan: what should be counted by now, and what is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ads.completion import counted
from ads.counting import demand
from ads.counting.accounting import offset_of
from ads.counting.reading import totals
from ads.decision.pacing import Profile

TOLERANCE = 0.9
LEAST_SHORT = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one line item with a goal and an end."""

    planned: float
    counted: int

    @property
    def is_behind(self) -> bool:
        """By more than a tenth of the plan, and by more than chance."""
        return self.counted < TOLERANCE * self.planned and self.planned - self.counted >= LEAST_SHORT


def progress(line_items: Collection[Any], *, now: datetime) -> dict[int, Progress]:
    """Those of these that have a goal and an end and have begun; as many queries for one as for all."""
    running = [each for each in line_items if each.goal_quantity and each.ends_at and each.starts_at <= now]
    if not running:
        return {}
    profile = site_profile(now)
    found = totals([each.pk for each in running])
    return {
        each.pk: Progress(planned(each, profile, now=now), counted(each, found[each.pk])) for each in running
    }


def planned(line_item: Any, profile: Profile, *, now: datetime) -> float:
    """Counted events that the goal's plan wants by now: its part of the flight's requests."""
    first, last = (profile.until(each.timestamp()) for each in (line_item.starts_at, line_item.ends_at))
    here = profile.until(min(now, line_item.ends_at).timestamp())
    return float(line_item.goal_quantity * (here - first) / (last - first))


def site_profile(now: datetime) -> Profile:
    """Of the whole site: what a day is like, so that nobody is behind at night."""
    requests = demand.hours_of_week(now=now).get(demand.SITE, [])
    return Profile(requests, utc_offset=offset_of(now))
