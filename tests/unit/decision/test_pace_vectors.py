"""The vector of a standard goal, and shares of many constant sets."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from ads.decision.pacing import WEEK, Counters, Flight, Profile, rate
from ads.decision.rotation import UNIT, Balances, members, pick
from ads.decision.types import Reason, Tier
from tests.unit.decision.booking import at_rates, network, reasons, sequence, snapshot, standard

FLIGHT = Flight(goal=1000, starts_at=0.0, ends_at=14_062.5)
HALF = 7_031.25  # of the flight; it looks 15 minutes ahead, to 56.4% of the plan
EXPECTED = 200 * WEEK / 900  # requests a week, of which 200 come in those 15 minutes


def counted(number: int, *, inflight: int = 0) -> float:
    return rate(FLIGHT, Counters(number, inflight, EXPECTED, 0.85), Profile(), now=HALF)


def test_vector_14_ahead_of_its_plan_a_goal_waits_and_network_serves():
    assert counted(600) == 0.0
    shot = snapshot(standard(1), network(2))
    assert reasons(shot, credits=at_rates({1: counted(600)})) == {1: Reason.PACING, 2: None}


def test_vector_14_behind_its_plan_it_has_what_it_needs_of_the_requests():
    due = counted(400, inflight=40)
    assert due == pytest.approx(130 / (0.85 * 200))
    assert due == pytest.approx(0.765, abs=0.001)
    served = sequence(snapshot(standard(1), network(2)), 200, credits=at_rates({1: due}))
    assert Counter(served) == {1: 153, 2: 47}


def test_300_random_constant_sets_stay_below_one_impression_at_every_prefix():
    draw, worst = random.Random(5), 0
    for _ in range(300):
        weights = sorted((draw.randint(1, 300) for _ in range(draw.randint(2, 16))), reverse=True)
        set_, balances = members(Tier.NETWORK, range(1, len(weights) + 1), weights), Balances()
        for _ in range(60):
            _, after, clamped = pick(set_, balances)
            balances.update(zip(set_.ids, after, strict=True))
            assert (clamped, sum(after)) == (0, 0)
            worst = max(worst, *map(abs, after))
    assert worst < UNIT
