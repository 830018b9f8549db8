"""A small simulated week: the same for the same seed, exact where there is supply."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ads.planning import market
from ads.planning.market import Week, curve, goals, supply_to_demand
from ads.planning.simulator import Course, simulate
from ads.planning.verdict import judge

SMALL = Week(opportunities=100_000, goals=8, seed=3)
TINY = Week(opportunities=10_000, goals=2, seed=3)


@pytest.fixture(scope="module")
def courses() -> list[Course]:
    return simulate(SMALL)


def test_the_same_seed_is_the_same_week() -> None:
    first, second = ([each.by_hour for each in simulate(TINY)] for _ in range(2))
    assert first == second
    assert any(map(any, first))


def test_goals_go_from_20_to_5100() -> None:
    sizes = sorted(goal.flight.goal for goal in goals(Week()))
    assert (len(sizes), sizes[0], sizes[-1]) == (110, 20, 5_100)


def test_the_week_has_its_rush_its_outage_and_all_its_opportunities() -> None:
    week, habit = Week(), market.habit()
    views = curve(week)
    assert sum(views) * market.ASKED == pytest.approx(1_000_000)
    assert views[60] / views[59] == pytest.approx(10 * habit[60] / habit[59])
    assert [hour for hour in range(168) if views[hour] == 0] == [105, 106, 107]


def test_every_goal_with_supply_is_kept_and_none_is_billed_above(courses: list[Course]) -> None:
    verdict = judge(SMALL, courses)
    assert verdict.judged >= 3
    assert (verdict.missed, verdict.billed_above, verdict.bursts) == (0, 0, 0)


def test_what_is_sold_twice_over_has_no_supply() -> None:
    sold = goals(Week())
    few, many = (supply_to_demand(Week(opportunities=n), sold) for n in (10_000, 1_000_000))
    assert max(few.values()) < 1.2 < min(many.values())


def test_a_goal_that_falls_short_is_seen(courses: list[Course]) -> None:
    course = max(courses, key=lambda each: each.supply_to_demand)
    course.billed -= 2 + int(course.goal.flight.goal / 100)
    verdict = judge(SMALL, courses)
    course.billed += 2 + int(course.goal.flight.goal / 100)
    assert (verdict.missed, verdict.is_kept) == (1, False)


def test_the_command_draws_and_says_the_check(tmp_path: Path) -> None:
    out = io.StringIO()
    numbers = ["--opportunities", "100000", "--goals", "8", "--seed", "3"]
    arguments = [*numbers, "--svg", str(tmp_path / "week.svg")]
    call_command("simulate", *arguments, stdout=out)
    assert "check=24 value=0 limit=0 PASS opportunities=100000 seed=3" in out.getvalue()
    assert "delivered " in out.getvalue()
    assert (tmp_path / "week.svg").read_text().startswith("<svg ")


@pytest.mark.parametrize("text", ["0", "-1", "x", "10000001"])
def test_a_count_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="a whole number from 1 to"):
        call_command("simulate", "--opportunities", text)
