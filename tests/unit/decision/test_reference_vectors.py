"""The vectors of the contract, with its numbers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ads.decision.rotation import Credits
from ads.decision.types import Breakpoint, OnPage, PageRepeat, Reason, SlotRequest, WarningCode
from tests.unit.decision.booking import (
    JAKARTA,
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

A, B, C = 1, 2, 3


def test_vector_1_network_50_30_20_in_ten_requests():
    shot = snapshot(network(A, 50), network(B, 30), network(C, 20))
    assert sequence(shot, 10) == [A, B, C, A, A, B, A, C, B, A]


def test_vector_1_network_5_1_1_in_seven_requests():
    shot = snapshot(network(A, 5), network(B, 1), network(C, 1))
    assert sequence(shot, 7) == [A, A, B, A, C, A, A]


def test_vector_2_sponsor_of_forty_percent_leaves_the_rest_to_the_house():
    sponsorship, house = 1, 2
    shot = snapshot(sponsor(sponsorship, 40), item(house))
    credits = Credits()
    served, why = [], []
    for _ in range(10):
        decision = ask(shot, credits=credits, explain=True)
        credits.apply(decision.credit_moves)
        served.append(chosen(decision))
        why.append({row.line_item: row.reason for row in decision.reasons["slot-1"]})
    assert served == [2, 1, 2, 1, 2, 2, 1, 2, 1, 2]
    assert all(row[sponsorship] is Reason.TURN for row, who in zip(why, served, strict=True) if who == house)
    assert all(row[house] is Reason.LOWER_TIER for row, who in zip(why, served, strict=True) if who != house)


def test_vector_3_oversold_sponsorships_are_scaled_in_proportion():
    shot = snapshot(sponsor(1, 70), sponsor(2, 50), sponsor(3, 40))
    assert Counter(sequence(shot, 16)) == {1: 7, 2: 5, 3: 4}


def test_vector_4_sets_that_alternate():
    shot = snapshot(network(A), network(B))
    alone = snapshot(network(A))
    credits = Credits()
    served = []
    for turn in range(8):
        decision = ask(alone if turn % 2 else shot, credits=credits)
        credits.apply(decision.credit_moves)
        served.append(chosen(decision))
    assert served == [A, A, B, A, A, A, B, A]


def two_banks(**fields):
    return snapshot(
        network(1, advertiser=10, exclusion_labels=("bank",), slots=(1, 2)),
        network(2, advertiser=20, exclusion_labels=("bank",), slots=(1, 2)),
        slots=[slot(1, **fields), slot(2, **fields)],
    )


def test_vector_6_two_banks_do_not_share_a_page():
    shot = two_banks()
    decision = ask(shot, request("slot-1", "slot-2"), explain=True)
    assert [chosen(decision, "slot-1"), chosen(decision, "slot-2")] == [1, None]
    why = {row.line_item: row.reason for row in decision.reasons["slot-2"]}
    assert why == {1: Reason.CREATIVE_ONCE, 2: Reason.COMPETITOR_ON_PAGE}


def test_vector_6_two_items_of_one_bank_share_a_page_only_where_the_slot_allows():
    def both(page_repeat):
        shot = snapshot(
            network(1, advertiser=10, exclusion_labels=("bank",), slots=(1, 2)),
            network(2, advertiser=10, exclusion_labels=("bank",), slots=(1, 2)),
            slots=[slot(1, page_repeat=page_repeat), slot(2, page_repeat=page_repeat)],
        )
        decision = ask(shot, request("slot-1", "slot-2"))
        return chosen(decision, "slot-1"), chosen(decision, "slot-2")

    assert both(PageRepeat.LINE_ITEM) == (1, 2)
    assert both(PageRepeat.ADVERTISER) == (1, None)


def test_vector_6_a_lazy_call_knows_what_stands_on_the_page():
    shot = two_banks()
    later = request("slot-2", on_page=(OnPage(line_item=1, creative=1),))
    assert chosen(ask(shot, later), "slot-2") is None
    assert reasons(shot, later, id="slot-2")[2] is Reason.COMPETITOR_ON_PAGE


def test_vector_6_an_on_page_item_that_nobody_knows_is_ignored_with_a_warning():
    decision = ask(two_banks(), request("slot-2", on_page=(OnPage(line_item=99, creative=99),)))
    assert chosen(decision, "slot-2") == 1
    assert decision.warnings == ((None, WarningCode.UNKNOWN_ON_PAGE),)


def test_vector_7_sensitive_page():
    shot = snapshot(sponsor(1, 100, exclusion_labels=("airline",)), item(2))
    sensitive = request(exclude_labels=("airline",))
    assert chosen(ask(shot, sensitive)) == 2
    assert reasons(shot, sensitive) == {1: Reason.LABEL_EXCLUDED, 2: None}


def test_vector_8_a_day_is_half_open():
    start = datetime(2026, 8, 17, tzinfo=JAKARTA)
    end = datetime(2026, 8, 18, tzinfo=JAKARTA)
    shot = snapshot(item(1, starts_at=start, ends_at=end))
    moment = timedelta(milliseconds=1)
    assert reasons(shot, now=start - moment)[1] is Reason.NOT_STARTED
    assert chosen(ask(shot, now=start)) == 1
    assert chosen(ask(shot, now=(end - moment).astimezone(UTC))) == 1
    assert reasons(shot, now=end.astimezone(UTC))[1] is Reason.ENDED


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Asia/Jakarta", date(2026, 8, 17), 24),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ],
)
def test_a_booked_day_serves_as_long_as_that_day_lasts(zone, day, hours):
    start, end = (
        datetime.combine(each, time(), ZoneInfo(zone)).astimezone(UTC)
        for each in (day, day + timedelta(days=1))
    )
    shot = snapshot(item(1, starts_at=start, ends_at=end))
    before = datetime.combine(day, time(), UTC) - timedelta(days=1)
    minutes = (before + timedelta(minutes=n) for n in range(3 * 24 * 60))
    served = [at for at in minutes if chosen(ask(shot, now=at)) == 1]
    assert len(served) == 60 * hours
    assert [served[0], served[-1]] == [start, end - timedelta(minutes=1)]


def leaderboard_only():
    sizes = (Breakpoint(0, ((300, 250),)), Breakpoint(728, ((728, 90),)))
    return snapshot(item(1), slots=[slot(1, breakpoints=sizes)], creatives=[creative(1, (728, 90))])


def test_vector_13_a_creative_for_desks_does_not_fit_a_phone():
    decision = ask(leaderboard_only(), request(width=390))
    assert chosen(decision) is None
    assert decision.reserve == {"slot-1": (300, 250)}
    assert reasons(leaderboard_only(), request(width=390)) == {1: Reason.CREATIVE_SIZE}


def test_vector_13_the_same_creative_serves_a_desk():
    decision = ask(leaderboard_only(), request(width=728))
    assert chosen(decision) == 1
    assert decision.reserve == {}


def test_vector_13_sizes_that_the_slot_has_not_are_answered_with_a_warning():
    asked = request(slots=(SlotRequest("b", "slot-1", sizes=((160, 600),)),), width=728)
    decision = ask(leaderboard_only(), asked)
    assert decision.choices == {"b": None}
    assert decision.warnings == (("b", WarningCode.SIZE_MISMATCH),)
