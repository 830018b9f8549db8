from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from ads.decision.rotation import UNIT, Credits
from ads.decision.types import (
    Breakpoint,
    CreativeUse,
    Format,
    PageRepeat,
    Reason,
    Rotation,
    SlotRequest,
    Tier,
    WarningCode,
)
from tests.unit.decision.booking import (
    NOON,
    ask,
    chosen,
    creative,
    item,
    network,
    reasons,
    request,
    sequence,
    slot,
    snapshot,
    sponsor,
)


def test_prefers_sponsorship_over_network_over_house():
    shot = snapshot(item(1), network(2), sponsor(3, 100))
    assert reasons(shot) == {3: None, 2: Reason.LOWER_TIER, 1: Reason.LOWER_TIER}


def test_standard_tiers_stand_between_sponsorship_and_network():
    tiers = [Tier.NETWORK, Tier.STANDARD_3, Tier.STANDARD_1, Tier.HOUSE, Tier.STANDARD_2]
    shot = snapshot(*(item(id, tier) for id, tier in enumerate(tiers, 1)))
    assert [row.line_item for row in ask(shot, explain=True).reasons["slot-1"]] == [3, 5, 2, 1, 4]


def test_a_sponsor_without_a_share_has_all():
    assert sequence(snapshot(sponsor(1), item(2)), 5) == [1] * 5


def test_two_sponsors_without_a_share_take_half_each():
    assert Counter(sequence(snapshot(sponsor(1), sponsor(2)), 10)) == {1: 5, 2: 5}


def test_a_slot_without_candidates_is_null_with_its_room_reserved():
    decision = ask(snapshot())
    assert decision.choices == {"slot-1": None}
    assert decision.reserve == {"slot-1": (300, 250)}
    assert decision.credit_moves == ()


def test_the_highest_size_is_reserved():
    assert ask(snapshot(slots=[slot(sizes=((728, 90), (300, 600), (300, 250)))])).reserve == {
        "slot-1": (300, 600)
    }


def test_an_unknown_slot_is_null_with_a_warning():
    decision = ask(snapshot(item(1)), request("slot-1", "nowhere"), explain=True)
    assert chosen(decision) == 1
    assert decision.choices["nowhere"] is None
    assert decision.warnings == (("nowhere", WarningCode.UNKNOWN_SLOT),)
    assert "nowhere" not in decision.reserve
    assert "nowhere" not in decision.reasons


def test_the_fallback_shows_when_nothing_else_does():
    shot = snapshot(slots=[slot(fallback_creative=9)], creatives=[creative(9)])
    choice = ask(shot).choices["slot-1"]
    assert (choice.fallback, choice.line_item, choice.creative.id, choice.size) == (True, None, 9, (300, 250))
    assert reasons(shot) == {None: Reason.FALLBACK}


@pytest.mark.parametrize(
    "bad", [creative(9, (728, 90)), creative(9, blocked=Reason.CREATIVE_REJECTED), creative(8)]
)
def test_a_fallback_that_does_not_fit_is_not_shown(bad):
    assert ask(snapshot(slots=[slot(fallback_creative=9)], creatives=[bad])).choices == {"slot-1": None}


def test_a_text_fallback_shows_in_a_slot_without_sizes():
    bare = slot(breakpoints=(Breakpoint(0, ()),), fallback_creative=9, formats=frozenset({Format.TEXT}))
    shot = snapshot(slots=[bare], creatives=[creative(9, None, Format.TEXT)])
    choice = ask(shot).choices["slot-1"]
    assert (choice.creative.id, choice.size) == (9, None)


def test_without_a_width_the_smallest_breakpoint_counts():
    points = (Breakpoint(728, ((728, 90),)), Breakpoint(0, ((300, 250),)))
    shot = snapshot(item(1), slots=[slot(breakpoints=points)])
    assert chosen(ask(shot, request(width=None))) == 1
    assert chosen(ask(shot, request(width=727))) == 1
    assert chosen(ask(shot, request(width=728))) is None


def test_asked_sizes_narrow_the_slot():
    shot = snapshot(
        item(1, creatives=(CreativeUse(1), CreativeUse(2))),
        slots=[slot(sizes=((300, 250), (300, 600)))],
        creatives=[creative(1), creative(2, (300, 600))],
    )
    asked = request(slots=(SlotRequest("a", "slot-1", ((300, 600), (1, 1))),))
    decision = ask(shot, asked)
    assert decision.choices["a"].creative.id == 2
    assert decision.warnings == ()


def test_the_slot_with_the_fewest_candidates_is_filled_first():
    shot = snapshot(network(1, slots=(1, 2)), network(2, slots=(1,)), slots=[slot(1), slot(2)])
    decision = ask(shot, request("slot-1", "slot-2"))
    assert (chosen(decision, "slot-1"), chosen(decision, "slot-2")) == (2, 1)


def test_ties_go_by_the_order_of_the_request():
    shot = snapshot(network(1, slots=(1, 2)), slots=[slot(1), slot(2)])
    assert chosen(ask(shot, request("slot-2", "slot-1")), "slot-2") == 1
    assert chosen(ask(shot, request("slot-1", "slot-2")), "slot-1") == 1


def test_one_line_item_may_fill_two_slots_where_both_allow_it():
    slots = [slot(1, page_repeat=PageRepeat.ALLOW), slot(2, page_repeat=PageRepeat.ALLOW)]
    decision = ask(snapshot(network(1, slots=(1, 2)), slots=slots), request("slot-1", "slot-2"))
    assert (chosen(decision, "slot-1"), chosen(decision, "slot-2")) == (1, 1)


def test_one_creative_of_two_line_items_stands_once_on_a_page():
    shot = snapshot(
        network(1, slots=(1,), creatives=(CreativeUse(5),)),
        network(2, slots=(2,), creatives=(CreativeUse(5),)),
        slots=[slot(1), slot(2)],
    )
    decision = ask(shot, request("slot-1", "slot-2"), explain=True)
    assert (chosen(decision, "slot-1"), chosen(decision, "slot-2")) == (1, None)
    assert decision.reasons["slot-2"][0].reason is Reason.CREATIVE_ONCE


def test_another_creative_of_the_line_item_is_shown_instead():
    shot = snapshot(
        network(1, slots=(1,), creatives=(CreativeUse(5),)),
        network(2, slots=(2,), creatives=(CreativeUse(5), CreativeUse(6))),
        slots=[slot(1), slot(2)],
    )
    decision = ask(shot, request("slot-1", "slot-2"))
    assert decision.choices["slot-2"].creative.id == 6


def test_advertiser_once():
    slots = [slot(1), slot(2, page_repeat=PageRepeat.ADVERTISER)]
    shot = snapshot(network(1, slots=(1,), advertiser=10), network(2, slots=(2,), advertiser=10), slots=slots)
    decision = ask(shot, request("slot-1", "slot-2"), explain=True)
    assert decision.reasons["slot-2"][0].reason is Reason.ADVERTISER_ONCE


def creatives_in_turn(count, **fields):
    shot = snapshot(network(1, creatives=(CreativeUse(5, weight=1), CreativeUse(6, weight=3)), **fields))
    credits = Credits()
    shown = []
    for _ in range(count):
        decision = ask(shot, credits=credits)
        credits.apply(decision.credit_moves)
        shown.append(decision.choices["slot-1"].creative.id)
    return shown


def test_creatives_rotate_evenly():
    assert creatives_in_turn(6) == [5, 6, 5, 6, 5, 6]


def test_creatives_rotate_by_weight():
    assert creatives_in_turn(8, rotation=Rotation.WEIGHTED) == [6, 6, 5, 6, 6, 6, 5, 6]


def test_a_slot_asked_for_twice_picks_twice():
    shot = snapshot(network(1), network(2), slots=[slot(page_repeat=PageRepeat.ALLOW)])
    asked = request(slots=(SlotRequest("a", "slot-1"), SlotRequest("b", "slot-1")))
    credits = Credits()
    decision = ask(shot, asked, credits=credits)
    assert (chosen(decision, "a"), chosen(decision, "b")) == (1, 2)
    credits.apply(decision.credit_moves)
    assert credits.values[1, "network"] == {1: 0, 2: 0}


def test_twenty_slots_of_a_page():
    codes = [f"slot-{id}" for id in range(1, 21)]
    slots = [slot(id) for id in range(1, 21)]
    shot = snapshot(*(network(id, slots=tuple(range(1, 21))) for id in range(1, 31)), slots=slots)
    decision = ask(shot, request(*codes))
    assert [chosen(decision, code) for code in codes] == list(range(1, 21))
    assert list(decision.choices) == codes


def test_credits_are_kept_by_slot():
    shot = snapshot(network(1, slots=(1, 2)), network(2, slots=(1, 2)), slots=[slot(1), slot(2)])
    credits = Credits()
    credits.apply(ask(shot, request("slot-1"), credits=credits).credit_moves)
    assert chosen(ask(shot, request("slot-2"), credits=credits), "slot-2") == 1


def test_credits_outlive_a_snapshot():
    credits = Credits()
    credits.apply(ask(snapshot(network(1), network(2)), credits=credits).credit_moves)
    assert chosen(ask(snapshot(network(1), network(2), network(3)), credits=credits)) == 2


def test_deciding_moves_no_credit_by_itself():
    credits = Credits()
    ask(snapshot(network(1), network(2)), credits=credits, explain=True)
    assert credits.values == {}


def test_a_warm_start_begins_elsewhere_in_the_same_order():
    shot = snapshot(network(1, 50), network(2, 30), network(3, 20))
    cold = sequence(shot, 20)
    for picks in range(10):
        assert chosen(ask(shot, credits=Credits(warm_picks=picks))) == cold[picks]


def test_an_explanation_tells_rights_and_credits():
    shot = snapshot(sponsor(1, 40), item(2))
    credits = Credits()
    credits.apply(ask(shot, credits=credits).credit_moves)
    rows = ask(shot, credits=credits, explain=True).reasons["slot-1"]
    assert [(row.line_item, row.entitlement, row.credit, row.creative) for row in rows] == [
        (1, 0.4, 0.4, 1),
        (2, 0.0, 0.0, None),
    ]


def test_rights_hold_for_those_that_may_serve_only():
    shot = snapshot(network(1, 50), network(2, 30, blocked=Reason.PAUSED), network(3, 50))
    rows = ask(shot, explain=True).reasons["slot-1"]
    assert {row.line_item: row.entitlement for row in rows} == {1: 0.5, 3: 0.5, 2: 0.0}


def test_a_unit_is_one_impression():
    decision = ask(snapshot(network(1), network(2)))
    assert decision.credit_moves == (((1, "network"), (1, 2), [-UNIT // 2, UNIT // 2], 0),)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        ask(snapshot(item(1)), now=datetime(2026, 8, 17, 12))
    assert chosen(ask(snapshot(item(1)), now=NOON)) == 1
