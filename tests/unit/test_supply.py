"""What is left of a slot for a booking, and whether it fits."""

from __future__ import annotations

import pytest

from ads.planning.supply import Claim, Fit, fit_of, outlook, taken

MONDAY, TUESDAY = (1, 100), (1, 101)
REQUESTS = {MONDAY: 1000.0, TUESDAY: 500.0}


def claim(number: int, *, rank: int = 1, matched: float = 1.0, **fields: float | None) -> Claim:
    given = {"share": None, "goal": 0.0, "weight": 0} | fields
    return Claim(number, rank, matched={cell: n * matched for cell, n in REQUESTS.items()}, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("goal", "fit", "delivers"),
    [(1250, Fit.FITS, 1250), (1251, Fit.TIGHT, 1251), (1500, Fit.TIGHT, 1500), (1501, Fit.SHORT, 1500)],
)
def test_a_goal_fits_with_a_fifth_to_spare(goal: int, fit: Fit, delivers: int) -> None:
    asked = claim(0, goal=goal)
    found = outlook(asked, [], REQUESTS)
    assert (fit_of(asked, found, known=True), round(found.delivers)) == (fit, delivers)


def test_a_sponsor_above_takes_its_share_and_a_lower_tier_nothing() -> None:
    asked = claim(0, goal=100.0)
    sponsor, network = claim(1, rank=0, share=0.4), claim(2, rank=4, weight=5)
    found = outlook(asked, [network, sponsor], REQUESTS)
    assert (round(found.available), {k: round(v) for k, v in found.taken.items()}) == (900, {1: 600})


def test_what_others_of_the_tier_need_is_not_there() -> None:
    found = outlook(claim(0, goal=100.0), [claim(1, goal=750.0)], REQUESTS)
    assert round(found.available) == 750


def test_who_matches_half_meets_half_of_what_a_rival_takes() -> None:
    found = outlook(claim(0, goal=10.0, matched=0.5), [claim(1, goal=600.0)], REQUESTS)
    assert (round(found.supply), round(found.available)) == (750, 450)


def test_a_sponsor_gets_its_share_of_what_it_matches_and_weights_divide_the_rest() -> None:
    assert round(outlook(claim(0, rank=0, share=0.25), [claim(1, goal=1500.0)], REQUESTS).delivers) == 375
    found = outlook(claim(0, rank=4, weight=1), [claim(1, rank=4, weight=2), claim(2, goal=300.0)], REQUESTS)
    assert round(found.delivers) == 400


def test_nothing_is_known_of_a_slot_that_nobody_asked_for() -> None:
    asked = Claim(0, 1, None, 10.0, 0, {})
    assert fit_of(asked, outlook(asked, [], {}), known=False) is Fit.UNKNOWN


def test_a_day_of_a_slot_is_sold_by_shares_and_goals() -> None:
    claims = [claim(1, rank=0, share=0.5), claim(2, goal=750.0)]
    found = taken(MONDAY, 1000.0, [(each, each.demand()) for each in claims])
    assert (found.sponsored, found.goals, found.booked, found.available) == (500.0, 500.0, 1000.0, 0.0)
    assert found.sell_through == 1.0
    assert taken(MONDAY, 0.0, []).sell_through is None
