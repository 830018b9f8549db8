"""How fast a goal is delivered: the part of the requests that a line item may have, to end on time.

Times are seconds since the epoch. Nobody here counts or waits: counters come in, a rate comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from math import exp
from typing import NamedTuple

MINUTE, HOUR, DAY_SECONDS, WEEK = 60.0, 3_600.0, 86_400.0, 604_800.0
HOURS = 168
MONDAY = 4 * DAY_SECONDS  # 5 January 1970
LEAST_AHEAD, MOST_AHEAD = 15 * MINUTE, HOUR
AHEAD_PARTS = 20
# Of the plan; below the three times that are promised, for what is rendered of a decision varies.
FASTEST = 2.5
LAST_PART = 0.05
# A profile of so many requests an hour of the week is believed, a thinner one is drawn to the mean.
FULL_HOUR = 50.0
MOST_KNOWN = 4_096
SHORT_RUN, LONG_RUN = 5 * MINUTE, 24 * HOUR


class Profile:
    """What part of a week's requests comes in each of its hours; even where nothing is known."""

    __slots__ = ("_known", "_sums", "_zone_offset")

    def __init__(self, requests: Sequence[float] = (), *, utc_offset: float = 0.0) -> None:
        """`requests` by hour of the week, 0 = Monday 00:00 in the zone that is `utc_offset` seconds ahead."""
        known = list(requests) or [0.0] * HOURS
        mean = sum(known) / HOURS
        trust = min(1.0, mean / FULL_HOUR)
        drawn = [trust * each + (1 - trust) * mean for each in known] if mean else [1.0] * HOURS
        total = sum(drawn)
        self._sums = [0.0, *accumulate(each / total for each in drawn)]
        self._zone_offset = utc_offset
        self._known: dict[float, float] = {}  # many flights ask for the same few moments

    def until(self, at: float) -> float:
        """Weeks of requests since some moment long ago; only differences mean something."""
        known = self._known.get(at)
        if known is not None:
            return known
        weeks, rest = divmod(at + self._zone_offset - MONDAY, WEEK)
        hour, part = divmod(rest, HOUR)
        before, after = self._sums[int(hour) : int(hour) + 2]
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[at] = weeks + before + (after - before) * part / HOUR
        return self._known[at]


class Flight(NamedTuple):
    """A goal and the time it has."""

    goal: float  # counted events
    starts_at: float
    ends_at: float
    is_asap: bool = False


class Counters(NamedTuple):
    """What is known of a line item at one moment."""

    counted: float  # towards the goal
    inflight: float  # decisions whose event may still come
    weekly_requests: float  # that reach its tier in a week like the present minutes
    render_rate: float = 1.0  # counted events that a decision brings about; of click goals the click rate


def horizon(flight: Flight, now: float) -> float:
    """Up to when a rate looks ahead."""
    ahead = min(max((flight.ends_at - now) / AHEAD_PARTS, LEAST_AHEAD), MOST_AHEAD)
    return min(now + ahead, flight.ends_at)


def rate(flight: Flight, counters: Counters, profile: Profile, *, now: float) -> float:
    """Of the requests that reach the line item until the horizon, the part that brings it to its plan."""
    if not flight.starts_at <= now < flight.ends_at:
        return 0.0
    coming = counters.counted + counters.inflight * counters.render_rate
    if flight.is_asap:
        return 1.0 if coming < flight.goal else 0.0
    here, then = profile.until(now), profile.until(horizon(flight, now))
    first, last = profile.until(flight.starts_at), profile.until(flight.ends_at)
    whole = last - first
    planned = flight.goal * (then - first) / whole
    if planned <= coming:
        return 0.0
    expected = counters.render_rate * counters.weekly_requests * (then - here)
    needed = 1.0 if planned - coming >= expected else (planned - coming) / expected
    if flight.ends_at - now <= LAST_PART * (flight.ends_at - flight.starts_at):
        return needed
    plan = flight.goal * (then - here) / whole
    return min(needed, FASTEST * plan / expected) if expected else needed


@lru_cache(maxsize=64)
def _fading(seconds: float) -> tuple[float, float]:
    """How much of the short and of the long run is left after so long."""
    return exp(-seconds / SHORT_RUN), exp(-seconds / LONG_RUN)


@dataclass(slots=True)
class Level:
    """Requests a week, as the last minutes and the long run say it.

    The short run notices a rush within minutes. After a standstill it would say that nobody comes any more,
    so it is not believed below half of the long run.
    """

    weekly: float  # what is expected before anything was seen
    _short: float = field(default=0.0, init=False)
    _short_mass: float = field(default=0.0, init=False)
    _long: float = field(default=0.0, init=False)
    _long_mass: float = field(default=0.0, init=False)

    PRIOR = 10 * MINUTE / WEEK
    FEW = 10.0  # requests: fewer say little
    LEAST = 0.5

    def note(self, requests: float, *, mass: float, seconds: float) -> None:
        """`requests` came in the last `seconds`, in which the profile expects `mass` weeks of them."""
        short, long = _fading(seconds)
        self._short = self._short * short + requests
        self._short_mass = self._short_mass * short + mass
        self._long = self._long * long + requests
        self._long_mass = self._long_mass * long + mass

    @property
    def requests(self) -> float:
        long = (self._long + self.PRIOR * self.weekly) / (self._long_mass + self.PRIOR)
        short = (self._short + self.FEW) / (self._short_mass + self.FEW / long) if long else 0.0
        return max(short, self.LEAST * long)
