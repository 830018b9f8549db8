"""What the pure core has to hold over thousands of moments and histories; no server is started."""

from __future__ import annotations

import random
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from ads.decision.types import Snapshot
from tests.drills.checks import IS_SHORT, verdict
from tests.drills.world import STEPS, World
from tests.unit.decision import booking

pytestmark = pytest.mark.drill
FLIGHTS = 1_000
HISTORIES, LONG_HISTORIES, LENGTH = 200, 300 if IS_SHORT else 2_000, 50
MILLISECOND = timedelta(milliseconds=1)


def test_20_nothing_serves_outside_its_flight_in_any_zone() -> None:
    chance = random.Random(20)
    zones = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
    wrong = sum(wrong_moments(ZoneInfo(chance.choice(zones)), chance) for _ in range(FLIGHTS))
    verdict(20, wrong, flights=FLIGHTS, zones=len(zones))


def wrong_moments(zone: ZoneInfo, chance: random.Random) -> int:
    """Of a flight from one local midnight to another, entered in one zone and decided in others."""
    first = datetime(chance.randint(1990, 2045), chance.randint(1, 12), chance.randint(1, 28), tzinfo=zone)
    last = datetime.combine(first.date() + timedelta(days=chance.randint(1, 400)), first.timetz())
    shot = booking.snapshot(booking.network(1, starts_at=first, ends_at=last))
    starts_at, ends_at = first.astimezone(UTC), last.astimezone(UTC)
    return sum(
        serves(shot, at.astimezone(seen_from)) is not (starts_at <= at < ends_at)
        for at in moments(starts_at, ends_at, chance)
        for seen_from in (UTC, zone, timezone(timedelta(minutes=chance.randint(-800, 800))))
    )


def moments(starts_at: datetime, ends_at: datetime, chance: random.Random) -> Iterator[datetime]:
    for edge in (starts_at, ends_at):
        yield from (edge - MILLISECOND, edge - timedelta.resolution, edge, edge + MILLISECOND)
    for _ in range(4):
        yield starts_at + (ends_at - starts_at) * chance.uniform(-0.5, 1.5)


def serves(shot: Snapshot, at: datetime) -> bool:
    return booking.chosen(booking.ask(shot, now=at)) is not None


class Machine(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.world = World(seed)

    @rule(name=st.sampled_from(("view", "view", "view", *STEPS)), number=st.integers(0, 2**16))
    def step(self, name: str, number: int) -> None:
        self.world.step(name, number)


def test_32_no_history_breaks_a_rule_that_hypothesis_can_think_of() -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=HISTORIES, stateful_step_count=LENGTH, deadline=None, derandomize=True, database=None
        ),
    )
    verdict(32, 0, histories=HISTORIES, steps=LENGTH, by="hypothesis")


def test_32_no_history_of_a_seed_breaks_a_rule() -> None:
    failed = [seed for seed in range(LONG_HISTORIES) if not holds(seed)]
    verdict(32, len(failed), histories=LONG_HISTORIES, steps=LENGTH, by="seed", failed_seeds=failed[:5])


def holds(seed: int) -> bool:
    """Replay one with `tests.drills.test_pure.replay(seed)`."""
    try:
        replay(seed)
    except AssertionError:
        return False
    return True


def replay(seed: int) -> World:
    world, chance = World(seed), random.Random(seed)
    for _ in range(LENGTH):
        world.step(chance.choice(("view", "view", "view", *STEPS)), chance.randrange(2**16))
    return world
