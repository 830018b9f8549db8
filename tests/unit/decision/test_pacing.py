"""The rate that brings a goal to its plan."""

from __future__ import annotations

import pytest

from ads.decision.pacing import DAY_SECONDS, HOUR, WEEK, Counters, Flight, Level, Profile, horizon, rate

DAY = DAY_SECONDS
FLIGHT = Flight(goal=1_000, starts_at=0, ends_at=10 * DAY)
HALF = 5 * DAY


def counters(
    counted: float, *, inflight: float = 0, weekly: float = 200 * 168, render: float = 0.85
) -> Counters:
    return Counters(counted, inflight, weekly, render)


def test_what_is_missing_at_the_horizon_is_shared_among_the_requests_until_then() -> None:
    """Half the time is over, 500 counted; an hour ahead 504.2 are planned and 200 requests expected."""
    plan = 1_000 * (HALF + HOUR) / (10 * DAY)
    found = rate(FLIGHT, counters(500), Profile(), now=HALF)
    assert found == pytest.approx((plan - 500) / (0.85 * 200))


def test_the_reference_vector() -> None:
    """Need 130, 200 requests expected, 0.85 drawn: 0.765; in the last part nothing holds it back."""
    flight = Flight(goal=500, starts_at=0, ends_at=21 * HOUR)
    now = 20 * HOUR
    ahead = horizon(flight, now) - now
    assert ahead == 900
    planned = 500 * (now + ahead) / flight.ends_at
    weekly = 200 * WEEK / ahead
    assert rate(flight, counters(planned - 130, weekly=weekly), Profile(), now=now) == pytest.approx(
        0.765, abs=5e-4
    )


def test_ahead_of_its_plan_it_waits() -> None:
    assert rate(FLIGHT, counters(600), Profile(), now=HALF) == 0


def test_decisions_whose_event_may_still_come_count_as_far_as_they_are_drawn() -> None:
    without = rate(FLIGHT, counters(500), Profile(), now=HALF)
    with_some = rate(FLIGHT, counters(500, inflight=3), Profile(), now=HALF)
    assert without - with_some == pytest.approx(3 * 0.85 / (0.85 * 200))


def test_far_behind_it_hurries_at_two_and_a_half_times_the_plan() -> None:
    plan = 1_000 * HOUR / (10 * DAY)
    assert rate(FLIGHT, counters(100), Profile(), now=HALF) == pytest.approx(2.5 * plan / (0.85 * 200))


def test_in_the_last_part_of_the_flight_nothing_holds_it_back() -> None:
    assert rate(FLIGHT, counters(100), Profile(), now=9.6 * DAY) == 1.0


@pytest.mark.parametrize(("now", "expected"), [(-1, 0), (10 * DAY, 0), (10 * DAY - 1, 1)])
def test_outside_of_the_flight_it_is_nothing(now: float, expected: float) -> None:
    assert rate(FLIGHT, counters(0), Profile(), now=now) == expected


def test_as_soon_as_possible_takes_everything_until_the_goal_is_on_its_way() -> None:
    flight = FLIGHT._replace(is_asap=True)
    assert [rate(flight, counters(n, inflight=100), Profile(), now=HALF) for n in (914, 915)] == [1.0, 0.0]


def test_with_no_reader_expected_what_is_missing_takes_whoever_comes() -> None:
    assert rate(FLIGHT, counters(500, weekly=0), Profile(), now=HALF) == 1.0


@pytest.mark.parametrize(
    ("left", "ahead"), [(100 * HOUR, HOUR), (10 * HOUR, HOUR / 2), (2 * HOUR, HOUR / 4), (60, 60)]
)
def test_it_looks_a_twentieth_of_the_time_ahead(left: float, ahead: float) -> None:
    assert horizon(FLIGHT, 10 * DAY - left) == 10 * DAY - left + ahead


def test_a_profile_says_what_part_of_the_week_lies_between_two_moments() -> None:
    profile = Profile([100.0 * (hour % 24 >= 12) for hour in range(168)], utc_offset=7 * HOUR)
    noon = 4 * DAY + 5 * HOUR  # Monday in Jakarta
    assert profile.until(noon) - profile.until(noon - 12 * HOUR) == pytest.approx(0)
    assert profile.until(noon + 12 * HOUR) - profile.until(noon) == pytest.approx(1 / 7)
    assert profile.until(noon + WEEK) - profile.until(noon) == pytest.approx(1)


def test_a_thin_profile_is_drawn_to_the_mean() -> None:
    """25 requests an hour on average are half of what is believed."""
    profile = Profile([50.0 * (hour % 2) for hour in range(168)])
    start = 4 * DAY
    assert profile.until(start + HOUR) - profile.until(start) == pytest.approx(0.5 / 168)


def test_a_rush_is_noticed_within_minutes_and_a_standstill_not_believed() -> None:
    level, mass = Level(weekly=60_480), 10 / WEEK
    for _ in range(360):
        level.note(1, mass=mass, seconds=10)
    assert level.requests == pytest.approx(60_480, rel=0.01)
    for _ in range(60):
        level.note(10, mass=mass, seconds=10)
    assert 400_000 < level.requests < 604_800
    for _ in range(1_080):
        level.note(0, mass=mass, seconds=10)
    assert level.requests > 10_000
