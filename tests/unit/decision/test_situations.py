"""10,000 pages of random markets, with limits, leases, frequency, pacing and packages; all reproducible."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from ads.decision.types import Format, Reason
from tests.drills.world import STEPS, World

MARKETS, PAGES = 20, 500


@pytest.mark.parametrize("block", range(MARKETS))
def test_a_decision_is_the_same_twice_and_with_an_explanation(block):
    """`World.view` asks three times and compares, then uses the decision; every rule is checked after it."""
    chance = random.Random(block)
    for market in range(PAGES // 50):
        world = World(seed=block * 1_000 + market)
        for _ in range(50):
            world.step("view", chance.randrange(2**16))
            world.step(chance.choice(STEPS), chance.randrange(2**16))


def test_the_random_markets_meet_every_reason_that_a_decision_can_give():
    met = Counter[Reason | None]()
    shown = Counter[Format]()
    for seed in range(60):
        world, chance = World(seed), random.Random(seed)
        for _ in range(25):
            explained = world.explain(chance.randrange(2**16))
            met.update(row.reason for rows in explained.reasons.values() for row in rows)
            shown.update(choice.creative.format for choice in explained.choices.values() if choice)
            world.step(chance.choice(STEPS), chance.randrange(2**16))
    assert set(shown) == set(Format)
    assert set(met) >= EXPECTED


EXPECTED = {
    Reason.PAUSED,
    Reason.NOT_STARTED,
    Reason.ENDED,
    Reason.CREATIVE_SIZE,
    Reason.SECTION,
    Reason.DEVICE,
    Reason.DAYPART,
    Reason.LABEL_EXCLUDED,
    Reason.CATEGORY_BLOCKED,
    Reason.NO_ADS,
    Reason.CONSENT,
    Reason.LIFETIME_CAP,
    Reason.FREQUENCY_CAP,
    Reason.SEEN_UNKNOWN,
    Reason.PACING,
    Reason.LEASE_WAIT,
    Reason.COMPETITOR_ON_PAGE,
    Reason.ADVERTISER_ONCE,
    Reason.CREATIVE_ONCE,
    Reason.ROADBLOCK_INCOMPLETE,
    Reason.SLOT_TAKEN,
    Reason.LOWER_TIER,
    Reason.TURN,
    Reason.FALLBACK,
    None,
}
