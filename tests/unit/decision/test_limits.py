"""What counters take out of the running, and what a lease in hand allows."""

from __future__ import annotations

from collections import Counter

import pytest

from ads.decision.rotation import Credits
from ads.decision.types import Limit, PageRepeat, Reason, Roadblock, Tier
from tests.unit.decision.booking import (
    ask,
    at_rates,
    chosen,
    item,
    network,
    reasons,
    request,
    sequence,
    slot,
    snapshot,
    sponsor,
    standard,
)

BOTH = request("slot-1", "slot-2")
REACHED = [
    Reason.GOAL_REACHED,
    Reason.LIFETIME_CAP,
    Reason.DAILY_CAP,
    Reason.BUDGET,
    Reason.BUDGET_CAMPAIGN,
]


@pytest.mark.parametrize("reached", REACHED)
def test_a_limit_that_is_reached_takes_its_line_item_out_and_says_so(reached):
    shot = snapshot(network(1), item(2))
    credits = Credits(limits={1: Limit(blocked=reached)})
    assert reasons(shot, credits=credits) == {1: reached, 2: None}


def test_new_limits_hold_at_once_in_a_snapshot_that_is_known():
    shot, credits = snapshot(network(1), item(2)), Credits()
    assert chosen(ask(shot, credits=credits)) == 1
    credits.limits = {1: Limit(blocked=Reason.DAILY_CAP)}
    assert chosen(ask(shot, credits=credits)) == 2
    credits.limits = {1: Limit()}
    assert chosen(ask(shot, credits=credits)) == 1


def test_what_is_blocked_earns_nothing():
    shot = snapshot(network(1), network(2), network(3))
    credits = Credits(limits={2: Limit(blocked=Reason.BUDGET)})
    assert sequence(shot, 4, credits=credits) == [1, 3, 1, 3]
    assert 2 not in credits.values[1, "network"]


def test_an_exclusive_line_item_that_reached_its_cap_keeps_nobody_out():
    shot = snapshot(sponsor(1, exclusive=True), sponsor(2))
    assert chosen(ask(shot, credits=Credits(limits={1: Limit(blocked=Reason.DAILY_CAP)}))) == 2


def test_a_standard_line_item_has_its_rate_of_the_requests_and_the_next_tier_the_rest():
    shot = snapshot(standard(1), item(2))
    served = sequence(shot, 100, credits=at_rates({1: 0.23}))
    assert Counter(served) == {1: 23, 2: 77}


def test_rates_that_come_to_more_than_one_are_scaled():
    shot = snapshot(standard(1), standard(2), item(3))
    assert Counter(sequence(shot, 100, credits=at_rates({1: 0.9, 2: 0.6}))) == {1: 60, 2: 40}


def test_the_largest_rate_is_asked_first_whatever_the_order_of_the_bookings():
    shot = snapshot(standard(1), standard(2))
    assert sequence(shot, 4, credits=at_rates({1: 0.25, 2: 0.75})) == [2, 2, 1, 2]


def test_a_new_rate_holds_at_once_and_fractions_are_carried():
    shot, credits = snapshot(standard(1), item(2)), at_rates({1: 0.4})
    assert Counter(sequence(shot, 2, credits=credits)) == {1: 1, 2: 1}
    credits.limits = {1: Limit(rate=0.2)}
    assert Counter(sequence(shot, 6, credits=credits)) == {1: 1, 2: 5}
    assert sum(credits.values[1, "standard-1"].values()) == 0


def test_a_standard_line_item_waits_at_rate_zero_and_while_nobody_knows_its_rate():
    shot = snapshot(standard(1), standard(2, Tier.STANDARD_2), network(3))
    credits = at_rates({1: 0.0})
    assert reasons(shot, credits=credits) == {1: Reason.PACING, 2: Reason.PACING, 3: None}


def test_the_standard_tiers_are_asked_in_their_order():
    shot = snapshot(standard(1, Tier.STANDARD_3), standard(2, Tier.STANDARD_2), standard(3))
    credits = at_rates({1: 1.0, 2: 1.0, 3: 0.5})
    assert sequence(shot, 4, credits=credits) == [3, 2, 3, 2]
    assert reasons(shot, credits=credits)[1] is Reason.LOWER_TIER


def test_a_decision_says_who_stood_in_each_standard_tier_that_had_its_turn():
    shot = snapshot(standard(1), standard(2), standard(3, Tier.STANDARD_2), network(4))
    assert ask(shot, credits=at_rates({1: 1.0})).reached == ((1, 2),)
    assert ask(shot, credits=at_rates({1: 0.0})).reached == ((1, 2), (3,))


def test_a_lease_pays_for_each_choice_and_an_empty_one_waits():
    shot, credits = snapshot(network(1), item(2)), Credits()
    credits.grant({1: 2})
    assert ask(shot, credits=credits).taken == (1,)
    assert sequence(shot, 3, credits=credits) == [1, 1, 2]
    assert reasons(shot, credits=credits) == {1: Reason.LEASE_WAIT, 2: None}
    credits.grant({1: 1})
    assert sequence(shot, 2, credits=credits) == [1, 2]


def test_a_lease_that_is_still_to_come_waits():
    shot, credits = snapshot(network(1), item(2)), Credits()
    credits.grant({1: 0})
    assert reasons(shot, credits=credits) == {1: Reason.LEASE_WAIT, 2: None}


def test_a_released_lease_gives_its_rest_back_and_limits_no_more():
    shot, credits = snapshot(network(1), item(2)), Credits()
    credits.grant({1: 5, 2: 0})
    assert chosen(ask(shot, credits=credits)) == 1
    credits.take((1,))
    assert credits.release([1, 3]) == {1: 4}
    assert credits.leases == {2: 0}
    assert sequence(shot, 2, credits=credits) == [1, 1]


def test_one_call_takes_no_more_from_a_lease_than_there_is():
    places = (slot(1, page_repeat=PageRepeat.ALLOW), slot(2, page_repeat=PageRepeat.ALLOW))
    shot, credits = snapshot(network(1, slots=(1, 2)), item(2, slots=(1, 2)), slots=places), Credits()
    credits.grant({1: 1})
    decision = ask(shot, BOTH, credits=credits)
    assert [chosen(decision, each.id) for each in BOTH.slots] == [1, 2]
    assert decision.taken == (1,)
    assert reasons(shot, BOTH, credits=credits, id="slot-2") == {1: Reason.LEASE_WAIT, 2: None}


def test_a_roadblock_needs_a_lease_for_all_of_its_slots():
    places = (slot(1), slot(2))
    blockade = sponsor(1, slots=(1, 2), roadblock=Roadblock.ALL)
    shot, credits = snapshot(blockade, item(2, slots=(1, 2)), slots=places), Credits()
    credits.grant({1: 1})
    assert chosen(ask(shot, BOTH, credits=credits)) == 2
    credits.grant({1: 1})
    decision = ask(shot, BOTH, credits=credits)
    assert decision.taken == (1, 1)
    credits.take(decision.taken)
    assert reasons(shot, BOTH, credits=credits)[1] is Reason.LEASE_WAIT
