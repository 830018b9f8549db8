"""The clock runs by itself and stands still on request."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from runtime import clock

MORNING = datetime(2026, 8, 15, 2, 30, tzinfo=UTC)


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
