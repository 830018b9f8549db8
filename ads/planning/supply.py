"""What is left of a slot for a booking, and whether it fits; pure arithmetic on requests by hour.

An estimate, not a decision: who is asked first takes first, and two bookings for different readers are
taken to meet at random.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

ENOUGH = 1.2
"""Of what a goal needs: with so much supply it is kept whatever a week brings."""

Cell = tuple[int, int]
"""Slot id, number of the day."""


class Fit(StrEnum):
    FITS = "fits"
    TIGHT = "tight"  # it is kept if the weeks to come are like those that were
    SHORT = "short"
    UNKNOWN = "unknown"  # too little was counted for an estimate


class Why(StrEnum):
    NO_HISTORY = "no_history"
    NO_TIME = "no_time"
    TARGETING = "targeting"
    NOT_ESTIMATED = "not_estimated"
    HIGHER_TIERS = "higher_tiers"
    SAME_TIER = "same_tier"
    CAPPED = "capped"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a booking takes, or would."""

    line_item: int  # 0: the one that is asked about
    rank: int  # of its tier, 0 is the highest
    share: float | None  # of the requests that it matches; None: it has a goal
    goal: float  # decisions that it still needs
    weight: int  # of what nobody above takes, where it has neither share nor goal
    matched: Mapping[Cell, float]  # requests by slot and day that pass its targeting and hours

    @property
    def supply(self) -> float:
        return sum(self.matched.values())

    def demand(self) -> dict[Cell, float]:
        """Requests that it takes of each slot and day, if it gets all that it may have."""
        if self.share is not None:
            return {cell: number * self.share for cell, number in self.matched.items()}
        part = min(1.0, self.goal / self.supply) if self.supply else 0.0
        return {cell: number * part for cell, number in self.matched.items()}


@dataclass(slots=True)
class Outlook:
    """How much of what a claim matches is left for it, and who takes the rest."""

    supply: float
    available: float
    delivers: float  # decisions
    taken: dict[int, float] = field(default_factory=dict)  # requests, by line item


def outlook(asked: Claim, others: Iterable[Claim], requests: Mapping[Cell, float]) -> Outlook:
    """`requests`: of each slot and day, whoever they match."""
    rivals = [other for other in others if _is_before(other, asked)]
    left = dict(asked.matched)
    taken: dict[int, float] = {}
    for rival in sorted(rivals, key=lambda each: (each.rank, each.line_item)):
        for cell, wanted in rival.demand().items():
            if left.get(cell) and requests.get(cell):
                takes = min(left[cell], wanted * asked.matched[cell] / requests[cell])
                left[cell] -= takes
                taken[rival.line_item] = taken.get(rival.line_item, 0.0) + takes
    available = sum(left.values())
    return Outlook(asked.supply, available, _delivers(asked, others, left, available), taken)


def _is_before(other: Claim, asked: Claim) -> bool:
    """Goals of one tier share what there is: what the others need is not there for this one."""
    if other.rank != asked.rank:
        return other.rank < asked.rank
    return asked.share is None and not asked.weight and other.share is None and not other.weight


def _delivers(asked: Claim, others: Iterable[Claim], left: Mapping[Cell, float], available: float) -> float:
    if asked.share is not None:
        return available * asked.share
    if not asked.weight:
        return min(asked.goal, available)
    peers = [each for each in others if each.rank == asked.rank and each.weight]
    return sum(
        number * asked.weight / (asked.weight + sum(each.weight for each in peers if cell in each.matched))
        for cell, number in left.items()
    )


def fit_of(asked: Claim, found: Outlook, *, known: bool) -> Fit:
    if not known:
        return Fit.UNKNOWN
    if asked.share is not None or asked.weight:
        return Fit.FITS if found.delivers else Fit.SHORT
    if found.available < asked.goal:
        return Fit.SHORT
    return Fit.FITS if found.available >= ENOUGH * asked.goal else Fit.TIGHT


@dataclass(frozen=True, slots=True)
class Taken:
    """A slot on a day: what comes, and what is promised of it."""

    requests: float
    sponsored: float
    goals: float

    @property
    def booked(self) -> float:
        return min(self.requests, self.sponsored + self.goals)

    @property
    def available(self) -> float:
        return self.requests - self.booked

    @property
    def sell_through(self) -> float | None:
        return self.booked / self.requests if self.requests else None


def taken(cell: Cell, requests: float, demands: Sequence[tuple[Claim, Mapping[Cell, float]]]) -> Taken:
    def of(claims: Collection[tuple[Claim, Mapping[Cell, float]]]) -> float:
        return sum(demand.get(cell, 0.0) for _, demand in claims)

    sponsored = of([pair for pair in demands if pair[0].share is not None])
    goals = of([pair for pair in demands if pair[0].share is None])
    return Taken(requests, min(requests, sponsored), goals)
