"""The clock runs by itself, goes by the database's where its own is off, and stands still on request."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from runtime import clock

MORNING = datetime(2026, 8, 15, 2, 30, tzinfo=UTC)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, float]]:
    """A machine whose clocks a test sets: `wall` in seconds since 1970, `up` in seconds since it began."""
    told = {"wall": MORNING.timestamp(), "up": 100.0}
    monkeypatch.setattr("runtime.clock.time", lambda: told["wall"])
    monkeypatch.setattr("runtime.clock.monotonic", lambda: told["up"])
    yield told
    clock.believe_the_machine()


@pytest.mark.parametrize("hours", [-1, 1, 24])
def test_a_machine_whose_clock_is_off_goes_by_the_others(machine: dict[str, float], hours: int) -> None:
    machine["wall"] += hours * 3600
    assert clock.compare(MORNING, asked_at=100.0) == hours * 3600
    assert clock.now() == MORNING
    machine["up"] += 7
    assert clock.now() == MORNING + timedelta(seconds=7)


def test_a_step_of_the_machines_clock_does_nothing(machine: dict[str, float]) -> None:
    clock.compare(MORNING, asked_at=100.0)
    machine["wall"] -= 3600
    assert clock.now() == MORNING
    assert clock.compare(MORNING, asked_at=100.0) == -3600
    assert clock.now() == MORNING


def test_small_differences_do_not_move_it(machine: dict[str, float]) -> None:
    assert clock.compare(MORNING + timedelta(seconds=0.5), asked_at=100.0) == -0.5
    assert clock.now() == MORNING
    clock.compare(MORNING - timedelta(seconds=0.5), asked_at=100.0)
    assert clock.now() == MORNING


def test_the_other_clock_may_be_set_right(machine: dict[str, float]) -> None:
    clock.compare(MORNING + timedelta(hours=1), asked_at=100.0)
    clock.compare(MORNING, asked_at=100.0)
    assert clock.now() == MORNING


def test_an_answer_that_took_long_tells_nothing(machine: dict[str, float]) -> None:
    assert clock.compare(MORNING + timedelta(hours=1), asked_at=98.0) == 0.0
    assert clock.now() == MORNING


def test_gives_an_aware_moment_in_utc():
    assert clock.now().tzinfo is UTC


def test_stands_still_while_frozen_and_then_runs_again():
    with clock.frozen(MORNING):
        assert clock.now() == clock.now() == MORNING
    assert clock.now() != MORNING


def test_nests():
    with clock.frozen(MORNING):
        with clock.frozen(MORNING + timedelta(hours=1)):
            assert clock.now() == MORNING + timedelta(hours=1)
        assert clock.now() == MORNING


def test_converts_a_local_moment_to_utc():
    with clock.frozen(datetime(2026, 8, 15, 9, 30, tzinfo=timezone(timedelta(hours=7)))):
        assert (clock.now(), clock.now().tzinfo) == (MORNING, UTC)


def test_refuses_a_moment_without_a_zone():
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 8, 15)):
        pass


def test_fixture_moves_the_clock(clock):
    clock.set(MORNING)
    clock.advance(timedelta(seconds=5))
    assert clock.now() == datetime(2026, 8, 15, 2, 30, 5, tzinfo=UTC)
