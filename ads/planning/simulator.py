"""Plays a week of readers against the decision and the pacing that serve them, and says how it went.

Everything is what delivery does with the same functions: each process has credits of its own and sees the
counters late; an impression comes some seconds after its decision or never; the gate bills what fits.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from ads.decision.compile import compile_snapshot
from ads.decision.engine import decide
from ads.decision.pacing import HOUR, HOURS, Counters, Level, Profile, rate
from ads.decision.rotation import Credits
from ads.decision.types import Limit, PageFacts, Reason, Request, SlotRequest, Snapshot
from ads.planning import market
from ads.planning.market import Goal, Week

STEP_SECONDS = 10  # how often rates are worked out anew
STEPS = int(HOURS * HOUR) // STEP_SECONDS
MOST_DELAY_STEPS = 12  # an ad may be drawn for two minutes
HOUSE = 0

Event = tuple[int, int, bool]
"""Line item, hour of the decision, whether the ad was drawn."""


@dataclass
class Course:
    """What happened to one goal."""

    goal: Goal
    billed: int = 0
    overage: int = 0
    by_hour: list[int] = field(default_factory=lambda: [0] * HOURS)  # of the decision
    plan: list[float] = field(default_factory=list)
    supply_to_demand: float = 0.0


@dataclass
class Play:
    """The state between two steps."""

    week: Week
    snapshot: Snapshot
    profile: Profile
    courses: dict[int, Course]
    processes: list[Credits]
    levels: dict[int, Level]
    chance: random.Random
    arriving: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))
    inflight: Counter[int] = field(default_factory=Counter)
    reached: Counter[tuple[int, ...]] = field(default_factory=Counter)
    call_id: int = 0


def simulate(week: Week) -> list[Course]:
    """The courses of all goals, in the order of their ids."""
    play = _begin(week)
    views = Views(week)
    for step in range(STEPS):
        _arrive(play, play.arriving.pop(step, ()))
        asked = views.at(step)
        _note_requests(play, step)
        if asked:
            _publish_rates(play, step)
            for request in asked:
                _view(play, request, step)
    for late in play.arriving.values():
        _arrive(play, late)
    return list(play.courses.values())


def _begin(week: Week) -> Play:
    booked = market.goals(week)
    profile = Profile(_seeded(week), utc_offset=market.MONDAY.utcoffset().total_seconds())  # type: ignore[union-attr]
    supply = market.supply_to_demand(week, booked)
    courses = {
        goal.line_item: Course(goal, plan=_plan(goal, profile, week), supply_to_demand=supply[goal.line_item])
        for goal in booked
    }
    chance = random.Random(week.seed + 1)
    return Play(
        week=week,
        snapshot=compile_snapshot(*market.rows(booked), version=week.seed, zone=market.ZONE),
        profile=profile,
        courses=courses,
        processes=[Credits(warm_picks=chance.randint(0, 400)) for _ in range(week.processes)],
        levels={goal.line_item: Level(_weekly(goal, week)) for goal in booked},
        chance=chance,
    )


def _seeded(week: Week) -> list[float]:
    """Page views by hour of the week as the weeks before had them: the habit, each hour a little off."""
    chance = random.Random(week.seed + 2)
    scale = week.opportunities / market.ASKED / sum(market.habit())
    return [each * scale * chance.uniform(0.95, 1.05) for each in market.habit()]


def _plan(goal: Goal, profile: Profile, week: Week) -> list[float]:
    """What is to be delivered in each hour of the week."""
    flight = goal.flight
    first, last = profile.until(flight.starts_at), profile.until(flight.ends_at)
    edges = [
        min(max(week.starts_at + hour * HOUR, flight.starts_at), flight.ends_at) for hour in range(HOURS + 1)
    ]
    done = [flight.goal * (profile.until(edge) - first) / (last - first) for edge in edges]
    return [after - before for before, after in pairwise(done)]


def _weekly(goal: Goal, week: Week) -> float:
    part = market.SECTIONS[goal.section] if goal.section else 1.0
    return week.opportunities * len(goal.slots) / market.SLOTS * part


class Views:
    """The page views of each step, by chance around the curve of the week."""

    def __init__(self, week: Week) -> None:
        self._chance = random.Random(week.seed + 3)
        self._per_step = [each * STEP_SECONDS / HOUR for each in market.curve(week)]
        self._requests = _possible_requests()

    def at(self, step: int) -> list[Request]:
        expected = self._per_step[step * STEP_SECONDS // int(HOUR)]
        return self._chance.choices(*self._requests, k=_poisson(expected, self._chance)) if expected else []


def _possible_requests() -> tuple[list[Request], list[float]]:
    """Pages of two neighbouring slots in a section, and how often each is asked."""
    requests, weights = [], []
    for section, part in market.SECTIONS.items():
        for number in range(1, market.SLOTS, market.ASKED):
            asked = tuple(SlotRequest(f"s{n}", f"slot-{n}") for n in range(number, number + market.ASKED))
            requests.append(Request(slots=asked, page=PageFacts(sections=(section,))))
            weights.append(part)
    return requests, weights


def _poisson(mean: float, chance: random.Random) -> int:
    """Arrivals of a time in which `mean` are expected."""
    count, at = 0, chance.expovariate(1.0)
    while at < mean:
        count, at = count + 1, at + chance.expovariate(1.0)
    return count


def _arrive(play: Play, events: Iterable[Event]) -> None:
    for line_item, hour, is_drawn in events:
        play.inflight[line_item] -= 1
        if is_drawn:
            _count(play.courses[line_item], hour)


def _count(course: Course, hour: int) -> None:
    """The gate: what fits is billed, the rest is overage."""
    if course.billed < course.goal.flight.goal:
        course.billed += 1
        course.by_hour[hour] += 1
    else:
        course.overage += 1


def _note_requests(play: Play, step: int) -> None:
    now = play.week.starts_at + step * STEP_SECONDS
    mass = play.profile.until(now) - play.profile.until(now - STEP_SECONDS)
    seen: Counter[int] = Counter()
    for ids, number in play.reached.items():
        for line_item in ids:
            seen[line_item] += number
    play.reached.clear()
    for line_item, level in play.levels.items():
        flight = play.courses[line_item].goal.flight
        if flight.starts_at < now <= flight.ends_at:
            level.note(seen[line_item], mass=mass, seconds=STEP_SECONDS)


def _publish_rates(play: Play, step: int) -> None:
    now = play.week.starts_at + step * STEP_SECONDS
    limits = {line_item: _limit(play, course, now) for line_item, course in play.courses.items()}
    for process in play.processes:
        process.limits = limits


def _limit(play: Play, course: Course, now: float) -> Limit:
    flight = course.goal.flight
    if course.billed >= flight.goal:
        return Limit(blocked=Reason.GOAL_REACHED)
    counters = Counters(
        counted=course.billed,
        inflight=play.inflight[course.goal.line_item],
        weekly_requests=play.levels[course.goal.line_item].requests,
        render_rate=play.week.render_rate,
    )
    return Limit(rate=rate(flight, counters, play.profile, now=now))


def _view(play: Play, request: Request, step: int) -> None:
    play.call_id += 1
    seconds = play.week.starts_at + step * STEP_SECONDS
    process = play.processes[play.chance.randrange(len(play.processes))]
    now = datetime.fromtimestamp(seconds, UTC)
    decision = decide(play.snapshot, request, now=now, call_id=play.call_id, credits=process)
    process.apply(decision.credit_moves)
    play.reached.update(decision.reached)
    for choice in decision.choices.values():
        if choice is not None and choice.line_item is not None and choice.line_item.id != HOUSE:
            _send_off(play, choice.line_item.id, step)


def _send_off(play: Play, line_item: int, step: int) -> None:
    """Most ads are drawn, most of those within seconds; of one that is not, nobody ever hears."""
    delay = 1 + int(play.chance.expovariate(0.7))
    hour = step * STEP_SECONDS // int(HOUR)
    play.inflight[line_item] += 1
    is_drawn = play.chance.random() < play.week.render_rate
    arrives = step + (min(delay, MOST_DELAY_STEPS) if is_drawn else MOST_DELAY_STEPS)
    play.arriving[arrives].append((line_item, hour, is_drawn))
