"""Whether a simulated week kept what is promised of goals, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ads.planning.market import Week, disturbed
from ads.planning.simulator import Course

ENOUGH_SUPPLY = 1.2
BIG_HOUR = 20.0  # of the plan: smaller ones are measured by whole impressions, which is no percentage
MEDIAN_ERROR, MOST_ERROR, FEW = 0.10, 0.15, 5.0
BURST = 3.0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    goals: int
    judged: int  # those with enough supply
    missed: int  # further off than one impression and one percent
    billed_above: int
    overage: int
    worst: float  # impressions that a judged goal is off
    hours: int
    median_error: float
    hours_off: float  # the part of the hours that is off by more than is allowed to one in twenty
    bursts: int

    @property
    def is_kept(self) -> bool:
        exact = self.missed == self.billed_above == self.bursts == 0
        return exact and self.median_error <= MEDIAN_ERROR and self.hours_off <= 0.05


def judge(week: Week, courses: Sequence[Course]) -> Verdict:
    judged = [course for course in courses if course.supply_to_demand >= ENOUGH_SUPPLY]
    hours = sorted(_hours(week, judged))
    return Verdict(
        goals=len(courses),
        judged=len(judged),
        missed=sum(_off(course) > max(1.0, course.goal.flight.goal / 100) for course in judged),
        billed_above=sum(max(0, course.billed - int(course.goal.flight.goal)) for course in courses),
        overage=sum(course.overage for course in courses),
        worst=max(map(_off, judged), default=0.0),
        hours=len(hours),
        median_error=hours[len(hours) // 2][0] if hours else 0.0,
        hours_off=sum(part > MOST_ERROR and off > FEW for part, off in hours) / max(1, len(hours)),
        bursts=sum(_bursts(course) for course in courses),
    )


def _off(course: Course) -> float:
    return abs(course.goal.flight.goal - course.billed)


def _hours(week: Week, courses: Sequence[Course]) -> Iterator[tuple[float, float]]:
    """By how much each big hour is off: as a part of its plan, and in impressions."""
    left_out = disturbed(week)
    for course in courses:
        for hour, (planned, done) in enumerate(zip(course.plan, course.by_hour, strict=True)):
            if planned >= BIG_HOUR and hour not in left_out:
                yield abs(done - planned) / planned, abs(done - planned)


def _bursts(course: Course) -> int:
    return sum(
        planned >= BIG_HOUR and done > BURST * planned
        for planned, done in zip(course.plan, course.by_hour, strict=True)
    )
