"""Line items that take their slots of a page together, and those that keep others of their tier out."""

from __future__ import annotations

from collections import Counter

from ads.decision.rotation import Credits
from ads.decision.types import CreativeUse, OnPage, Reason, Roadblock, Tier
from tests.unit.decision.booking import (
    ask,
    at_rates,
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

TWO = (slot(1), slot(2))
THREE = (slot(1), slot(2), slot(3))
BOTH = request("slot-1", "slot-2")
BLOCK = {"roadblock": Roadblock.ALL}


def page(shot, asked=BOTH, **fields):
    decision = ask(shot, asked, **fields)
    return [chosen(decision, each.id) for each in asked.slots]


def test_vector_5_a_house_roadblock_waits_until_all_of_its_slots_are_free():
    shot = snapshot(
        item(1, Tier.STANDARD_1),
        item(2, slots=(1, 2), **BLOCK),
        item(3, slots=(2,)),
        slots=TWO,
    )
    due = at_rates({1: 1.0})
    assert page(shot, credits=due) == [1, 3]
    assert reasons(shot, BOTH, id="slot-1", credits=due)[2] is Reason.ROADBLOCK_INCOMPLETE
    assert reasons(shot, BOTH, id="slot-2", credits=due) == {2: Reason.ROADBLOCK_INCOMPLETE, 3: None}


def test_vector_5_without_another_house_item_the_fallback_shows():
    shot = snapshot(
        item(1, Tier.STANDARD_1),
        item(2, slots=(1, 2), **BLOCK),
        slots=(slot(1), slot(2, fallback_creative=2)),
    )
    due = at_rates({1: 1.0})
    assert page(shot, credits=due) == [1, None]
    why = reasons(shot, BOTH, id="slot-2", credits=due)
    assert why == {2: Reason.ROADBLOCK_INCOMPLETE, None: Reason.FALLBACK}


def test_vector_5_a_roadblock_over_three_slots_with_one_missing_size_takes_none():
    slots = (slot(1), slot(2), slot(3, sizes=((728, 90),)))
    shot = snapshot(sponsor(1, slots=(1, 2, 3), **BLOCK), slots=slots)
    asked = request("slot-1", "slot-2", "slot-3")
    assert page(shot, asked) == [None, None, None]
    assert reasons(shot, asked, id="slot-1") == {1: Reason.ROADBLOCK_INCOMPLETE}
    assert reasons(shot, asked, id="slot-3") == {1: Reason.CREATIVE_SIZE}


def test_a_roadblock_takes_all_of_its_slots_that_were_asked_for():
    shot = snapshot(sponsor(1, slots=(1, 2, 3), **BLOCK), item(2, slots=(1, 2, 3)), slots=THREE)
    assert page(shot, request("slot-1", "slot-2", "slot-3")) == [1, 1, 1]
    assert page(shot, request("slot-1", "slot-3")) == [1, 1]
    assert reasons(shot, BOTH, id="slot-2") == {1: None, 2: Reason.LOWER_TIER}


def test_a_single_slot_never_gets_a_roadblock():
    shot = snapshot(sponsor(1, slots=(1, 2), **BLOCK), item(2), slots=TWO)
    assert page(shot, request("slot-1")) == [2]
    assert reasons(shot, request("slot-1"))[1] is Reason.ROADBLOCK_INCOMPLETE


def test_a_later_call_of_a_page_never_gets_a_roadblock():
    shot = snapshot(sponsor(1, slots=(1, 2), **BLOCK), item(2), item(3), slots=(*TWO, slot(3)))
    later = request("slot-1", "slot-2", on_page=(OnPage(line_item=3, creative=3),))
    assert page(shot, later) == [2, None]


def test_a_competitor_on_one_of_its_slots_keeps_a_roadblock_from_all():
    bank = ("bank",)
    shot = snapshot(
        sponsor(1, slots=(3,), exclusion_labels=bank),
        network(2, slots=(1, 2), exclusion_labels=bank, **BLOCK),
        slots=THREE,
    )
    assert page(shot, request("slot-1", "slot-2", "slot-3")) == [None, None, 1]


def test_two_slots_of_a_roadblock_may_show_the_same_creative():
    shot = snapshot(sponsor(1, slots=(1, 2), **BLOCK), slots=TWO)
    decision = ask(shot, BOTH)
    assert [choice.creative.id for choice in decision.choices.values()] == [1, 1]


def test_each_slot_of_a_roadblock_shows_what_fits_it():
    shot = snapshot(
        sponsor(1, slots=(1, 2), creatives=(CreativeUse(1), CreativeUse(2)), **BLOCK),
        slots=(slot(1), slot(2, sizes=((728, 90),))),
        creatives=[creative(1), creative(2, (728, 90))],
    )
    assert [choice.creative.id for choice in ask(shot, BOTH).choices.values()] == [1, 2]


def pages(shot, count, asked=BOTH):
    credits = Credits()
    served = []
    for _ in range(count):
        decision = ask(shot, asked, credits=credits)
        credits.apply(decision.credit_moves)
        served.append(tuple(chosen(decision, each.id) for each in asked.slots))
    return served


def test_a_roadblock_shares_by_its_weight_as_any_other():
    shot = snapshot(network(1), network(2, slots=(1, 2), **BLOCK), network(3, slots=(2,)), slots=TWO)
    assert Counter(pages(shot, 10)) == {(2, 2): 5, (1, 3): 5}


def test_a_roadblock_of_forty_percent_leaves_the_rest_of_the_pages_to_the_house():
    shot = snapshot(sponsor(1, 40, slots=(1, 2), **BLOCK), item(2), item(3, slots=(2,)), slots=TWO)
    assert Counter(pages(shot, 10)) == {(1, 1): 4, (2, 3): 6}


def test_two_roadblocks_of_the_same_slots_take_turns():
    shot = snapshot(*(network(id, slots=(1, 2), **BLOCK) for id in (1, 2)), slots=TWO)
    assert pages(shot, 4) == [(1, 1), (2, 2), (1, 1), (2, 2)]


def test_who_lost_a_slot_to_a_roadblock_next_door_reads_that_it_is_taken():
    shot = snapshot(network(1, 5, slots=(1, 2), **BLOCK), network(2, slots=(2,)), network(3), slots=TWO)
    why = [reasons(shot, BOTH, id=id) for id in ("slot-1", "slot-2")]
    assert {reason for slot in why for id, reason in slot.items() if id != 1} == {
        Reason.TURN,
        Reason.SLOT_TAKEN,
    }


def test_an_exclusive_item_keeps_others_of_its_tier_out():
    shot = snapshot(network(1, exclusive=True), network(2, 9), item(3))
    assert sequence(shot, 3) == [1, 1, 1]
    assert reasons(shot) == {1: None, 2: Reason.SLOT_TAKEN, 3: Reason.LOWER_TIER}


def test_exclusive_items_share_among_themselves():
    shot = snapshot(network(1, exclusive=True), network(2, exclusive=True), network(3))
    assert sequence(shot, 4) == [1, 2, 1, 2]


def test_an_exclusive_item_that_may_not_serve_keeps_nobody_out():
    shot = snapshot(network(1, exclusive=True, blocked=Reason.PAUSED), network(2))
    assert sequence(shot, 2) == [2, 2]
