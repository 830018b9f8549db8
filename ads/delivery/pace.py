"""Keeps the rates of goals up to date: what was counted and who came in, a rate for each line item out."""

import logging
import threading
from collections import Counter, deque
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError

from ads.counting import demand, leases
from ads.counting.accounting import day_of, offset_of
from ads.counting.reading import totals
from ads.decision.pacing import HOURS, Counters, Level, Profile, rate
from ads.decision.types import PACED, PageDecision
from ads.delivery.leasing import Leasing
from ads.delivery.rows import Goal
from runtime import clock
from runtime.lookout import Lookout

log = logging.getLogger("warta.pace")

LOOK_SECONDS = 10.0
BETWEEN_LOOKS_SECONDS = 1.0
PROFILES_FOR = timedelta(hours=1)
# An impression mostly arrives within seconds of its decision.
UNDERWAY_FOR = timedelta(seconds=10)
BELIEVED = 100.0  # so many requests an hour make a profile of hours believed


class Pace:
    """Of one process; `lock` is the one that decisions hold."""

    def __init__(self, leasing: Leasing, lock: threading.Lock) -> None:
        self._leasing, self._lock = leasing, lock
        self._looking = threading.Lock()
        self._goals: Mapping[int, Goal] = {}
        self._version: int | None = None
        self._reached: Counter[tuple[int, ...]] = Counter()
        self._underway: deque[tuple[datetime, int]] = deque()
        self._levels: dict[int, Level] = {}
        self._looked_at: datetime | None = None
        self._hours: Mapping[int, list[float]] = {}
        self._hours_at: datetime | None = None
        self._profiles: dict[int, Profile] = {}
        self._lookout = Lookout(
            "pace", lambda: self.look(now=clock.now()), every=LOOK_SECONDS, rest=BETWEEN_LOOKS_SECONDS
        )

    def keep_up(self, version: int, goals: Mapping[int, Goal], *, now: datetime) -> None:
        """Before a decision: follows a new snapshot; looks itself where no thread does."""
        is_new = version != self._version
        if is_new:
            self._version, self._goals = version, goals
            self._profiles = {}
        if not settings.LEASES_POLLED:
            if is_new or self._is_due(now):
                self.look(now=now)
        elif goals and not self._lookout.start() and is_new:
            self._lookout.wake()

    def note(self, decision: PageDecision, *, now: datetime) -> None:
        """Remembers who was reached and who serves. Call it under the lock."""
        if decision.reached:
            self._reached.update(decision.reached)
            for choice in decision.choices.values():
                if choice is not None and choice.line_item is not None and choice.line_item.tier in PACED:
                    self._underway.append((now, choice.line_item.id))

    def look(self, *, now: datetime) -> None:
        """Works all rates out anew; without the database the last ones stay."""
        with self._looking:
            try:
                self._look(now)
            except DatabaseError as error:
                log.warning("rates not renewed: %s", type(error).__name__)

    def _is_due(self, now: datetime) -> bool:
        return self._looked_at is None or (now - self._looked_at).total_seconds() >= LOOK_SECONDS

    def _look(self, now: datetime) -> None:
        goals = self._goals
        if not goals:
            self._leasing.set_rates({})
            return
        self._learn_hours(now)
        processes, found = max(1, leases.processes()), totals(goals)
        drawn = demand.render_rates(goals, today=day_of(now))
        underway = self._note_requests(goals, processes, now)
        self._leasing.set_rates(
            {
                item: rate(
                    goal.flight,
                    Counters(
                        counted=float(getattr(found[item], goal.counted)),
                        inflight=float(underway[item] * processes),
                        weekly_requests=self._levels[item].requests,
                        render_rate=drawn[item] * found[item].per_impression(goal.counted),
                    ),
                    self._profile(item, goal, now),
                    now=now.timestamp(),
                )
                for item, goal in goals.items()
            }
        )

    def _note_requests(self, goals: Mapping[int, Goal], processes: int, now: datetime) -> Counter[int]:
        """Hands what came since the last look to the levels; gives what is still underway."""
        with self._lock:
            reached, self._reached = self._reached, Counter()
            while self._underway and self._underway[0][0] <= now - UNDERWAY_FOR:
                self._underway.popleft()
            underway = Counter(line_item for _, line_item in self._underway)
        seen = Counter[int]()
        for ids, number in reached.items():
            seen.update(dict.fromkeys(ids, number))
        since, self._looked_at = self._looked_at, now
        for item, goal in goals.items():
            level = self._levels.setdefault(item, Level(self._weekly(goal)))
            seconds = 0.0 if since is None else (now - since).total_seconds()
            if seconds > 0 and goal.flight.starts_at < now.timestamp():
                profile = self._profile(item, goal, now)
                mass = profile.until(now.timestamp()) - profile.until(now.timestamp() - seconds)
                level.note(seen[item] * processes, mass=mass, seconds=seconds)
        return underway

    def _learn_hours(self, now: datetime) -> None:
        if self._hours_at is None or now - self._hours_at >= PROFILES_FOR:
            self._hours, self._hours_at, self._profiles = demand.hours_of_week(now=now), now, {}

    def _requests(self, goal: Goal) -> list[float]:
        """By hour of the week, of its slots together; where they are new, of the pages of the site."""
        known = [self._hours[slot] for slot in goal.slots if slot in self._hours]
        known = known or [self._hours[demand.SITE]] if demand.SITE in self._hours else known
        return [sum(hour) for hour in zip(*known, strict=True)] or [0.0] * HOURS

    def _weekly(self, goal: Goal) -> float:
        return sum(self._requests(goal)) if any(slot in self._hours for slot in goal.slots) else 0.0

    def _profile(self, item: int, goal: Goal, now: datetime) -> Profile:
        if item not in self._profiles:
            self._profiles[item] = Profile(
                _within(self._requests(goal), goal.hours), utc_offset=offset_of(now)
            )
        return self._profiles[item]


def _within(requests: list[float], hours: Collection[int]) -> list[float]:
    """Only the hours in which it may run; those are certain, however little is known of the requests."""
    if not hours:
        return requests
    mean = sum(requests) / HOURS
    even = [each / mean for each in requests] if mean >= BELIEVED else [1.0] * HOURS
    return [each * BELIEVED * HOURS if hour in hours else 0.0 for hour, each in enumerate(even)]
