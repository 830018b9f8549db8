"""What one reader may see how often, and which advertisers a slot keeps out."""

from __future__ import annotations

from ads.decision.types import FrequencyCap, PageRepeat, Reason
from tests.unit.decision.booking import ask, chosen, item, network, reasons, request, slot, snapshot

CAP = FrequencyCap(count=2, seconds=3600)
BOTH = request("slot-1", "slot-2")


def test_vector_12_a_cap_of_two_an_hour_is_a_rolling_window():
    shot = snapshot(network(12, frequency_caps=(CAP,)), item(1))
    assert chosen(ask(shot, request(seen=((12, 10), (12, 4000))))) == 12
    assert reasons(shot, request(seen=((12, 10), (12, 3599))))[12] is Reason.FREQUENCY_CAP
    assert chosen(ask(shot, request(seen=((12, 10), (12, 3600))))) == 12


def twice(**fields):
    places = (slot(1, page_repeat=PageRepeat.ALLOW), slot(2, page_repeat=PageRepeat.ALLOW))
    return snapshot(network(12, slots=(1, 2), **fields), item(1, slots=(1, 2)), slots=places)


def test_what_is_chosen_in_a_call_counts_as_seen():
    shot = twice(frequency_caps=(FrequencyCap(1, 60),))
    decision = ask(shot, request("slot-1", "slot-2", seen=()))
    assert [chosen(decision, id) for id in ("slot-1", "slot-2")] == [12, 1]
    asked = request("slot-1", "slot-2", seen=())
    assert reasons(shot, asked, id="slot-2") == {12: Reason.FREQUENCY_CAP, 1: None}


def test_where_nobody_knows_what_was_seen_a_cap_allows_once_a_page():
    assert reasons(twice(frequency_caps=(CAP,)), BOTH, id="slot-2")[12] is Reason.SEEN_UNKNOWN
    assert reasons(twice(), BOTH, id="slot-2")[12] is None


def test_a_cap_may_count_the_line_items_of_a_campaign_or_an_advertiser():
    others = (network(2, advertiser=7), network(3, advertiser=7))
    for scope in ("campaign", "advertiser"):
        cap = FrequencyCap(1, 60, scope)
        shot = snapshot(network(12, advertiser=7, weight=9, frequency_caps=(cap,)), *others)
        assert reasons(shot, request(seen=((2, 5),)))[12] is Reason.FREQUENCY_CAP
        assert chosen(ask(shot, request(seen=((99, 5),)))) == 12


def test_a_slot_keeps_categories_of_advertisers_out():
    shot = snapshot(
        network(1, categories=("alcohol",)),
        item(2),
        slots=(slot(1, blocked_categories=frozenset({"alcohol", "politics"})),),
    )
    assert reasons(shot) == {1: Reason.CATEGORY_BLOCKED, 2: None}
