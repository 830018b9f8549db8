"""What is billed of the events that count: nothing beyond a cap, a goal, a day or a budget."""

import threading
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import connections

from ads.counting import rollup
from ads.counting.models import EVERY_DAY, AdEvent, EventClass, EventType, Gate, GateKind, Rate
from ads.counting.terms import Terms, define
from tests.integration.counting.events import BOT, NOON, classes, report, token

pytestmark = pytest.mark.django_db
RUPIAH = 1_000  # in thousandths
_calls = count(1)


def agree(**terms: object) -> None:
    define(Terms(**{"line_item": 12, "campaign": 5, **terms}), now=NOON)  # type: ignore[arg-type]


def send(times: int, *, at: datetime = NOON, of: EventType = EventType.IMPRESSION, **facts: object) -> None:
    report(*(token(next(_calls), decided_at=at, **facts) for _ in range(times)), of=of, now=at)


def billed(**which: object) -> int:
    return AdEvent.objects.filter(is_billable=True, **which).count()


def overage(**which: object) -> int:
    return AdEvent.objects.filter(event_class=EventClass.OVERAGE, **which).count()


def used(kind: GateKind, day: date = EVERY_DAY) -> int:
    return Gate.objects.get(kind=kind, day=day).used


def test_of_two_impressions_under_a_cap_of_one_the_second_is_overage() -> None:
    agree(lifetime_cap=1)
    send(1)
    send(1)
    assert classes() == [EventClass.ACCEPTED, EventClass.OVERAGE]
    assert (billed(), used(GateKind.LIFETIME)) == (1, 1)


def test_a_budget_of_100000_at_12500_a_thousand_buys_exactly_8000() -> None:
    agree(cost_milli=12_500, budget_milli=100_000 * RUPIAH)
    for _ in range(8):
        send(1_000)
    send(1)
    assert (billed(), overage()) == (8_000, 1)
    assert used(GateKind.BUDGET) == 100_000 * RUPIAH


def test_the_last_thousandth_of_a_budget_is_not_overdrawn() -> None:
    agree(cost_milli=3, budget_milli=8)
    send(4)
    assert (billed(), used(GateKind.BUDGET)) == (2, 6)


def test_an_impression_that_arrives_after_midnight_uses_the_cap_of_yesterday() -> None:
    agree(daily_cap=1)
    before = datetime(2026, 8, 17, 16, 59, 59, tzinfo=UTC)
    report(token(1, decided_at=before), now=before + timedelta(seconds=11))
    report(token(2, decided_at=before + timedelta(seconds=2)), now=before + timedelta(seconds=11))
    report(token(3, decided_at=before), now=before + timedelta(seconds=12))
    rows = AdEvent.objects.order_by("id").values_list("counted_on", "is_billable")
    assert list(rows) == [(date(2026, 8, 17), True), (date(2026, 8, 18), True), (date(2026, 8, 17), False)]
    assert used(GateKind.DAY, date(2026, 8, 17)) == used(GateKind.DAY, date(2026, 8, 18)) == 1


def test_the_earliest_decisions_of_a_batch_are_billed_whatever_their_order() -> None:
    agree(lifetime_cap=2)
    moments = [NOON + timedelta(seconds=seconds) for seconds in (3, 1, 2)]
    report(*(token(call, decided_at=at) for call, at in enumerate(moments)), now=NOON + timedelta(seconds=4))
    assert [row.decided_at for row in AdEvent.objects.filter(is_billable=True).order_by("decided_at")] == [
        NOON + timedelta(seconds=1),
        NOON + timedelta(seconds=2),
    ]


def test_decisions_of_one_moment_are_billed_in_the_order_of_their_ids() -> None:
    agree(lifetime_cap=1)
    report(token(9), token(3))
    assert AdEvent.objects.get(is_billable=True).decision_id == "000000000000000300"


def test_the_narrowest_gate_decides_and_nothing_of_the_others_is_used_up() -> None:
    agree(lifetime_cap=10, daily_cap=3, goal=5, cost_milli=1_000, budget_milli=100_000)
    send(4)
    send(4, at=NOON + timedelta(days=1))
    assert (billed(), overage()) == (5, 3)
    assert used(GateKind.LIFETIME) == used(GateKind.GOAL) == 5
    assert used(GateKind.DAY, date(2026, 8, 18)) == 2
    assert used(GateKind.BUDGET) == 5_000


def test_a_campaigns_budget_is_shared_by_its_line_items() -> None:
    for line_item, price in ((12, 30), (13, 20)):
        agree(line_item=line_item, cost_milli=price, campaign_budget_milli=100)
    send(2)
    send(3, line_item=13)
    assert (billed(line_item=12), billed(line_item=13), overage()) == (2, 2, 1)
    assert used(GateKind.CAMPAIGN) == 100


@pytest.mark.parametrize("counted", [EventType.VIEWABLE, EventType.CLICK])
def test_only_events_of_the_goals_type_are_billed_and_fill_its_gates(counted: EventType) -> None:
    agree(counted_type=counted, lifetime_cap=1)
    calls = [token(call) for call in range(3)]
    for event_type in EventType:
        report(*calls, of=event_type)
    assert list(AdEvent.objects.filter(is_billable=True).values_list("type", flat=True)) == [counted]
    assert (overage(type=counted), overage()) == (2, 2)


def test_house_notices_and_machines_fill_no_gate() -> None:
    agree(lifetime_cap=1)
    send(1, is_house=True)
    report(token(next(_calls)), sender=BOT)
    assert (billed(), used(GateKind.LIFETIME)) == (0, 0)


def test_a_reader_who_follows_a_machine_passes_the_gates_too() -> None:
    agree(lifetime_cap=1)
    send(1)
    report(token(777), sender=BOT)
    report(token(777))
    assert classes() == [EventClass.ACCEPTED, EventClass.OVERAGE]
    assert AdEvent.objects.order_by("id").last().rate == Rate.objects.get().pk  # type: ignore[union-attr]


def test_accepted_invalid_and_overage_are_all_rows() -> None:
    agree(lifetime_cap=2)
    send(5)
    report(token(next(_calls)), sender=BOT)
    rows = AdEvent.objects.all()
    valid = rows.filter(event_class=EventClass.ACCEPTED).count()
    assert (valid, overage(), rows.count()) == (2, 3, 6)


def test_a_gate_made_later_begins_with_what_was_billed_before() -> None:
    agree(cost_milli=100)
    send(3)
    rollup.roll_up()
    send(2)
    agree(cost_milli=100, lifetime_cap=6, daily_cap=50, budget_milli=10_000)
    assert (used(GateKind.LIFETIME), used(GateKind.BUDGET)) == (5, 500)
    send(2)
    assert (billed(), overage()) == (6, 1)
    assert used(GateKind.DAY, date(2026, 8, 17)) == 6


def test_a_price_that_changes_leaves_earlier_events_at_theirs() -> None:
    agree(cost_milli=100, budget_milli=1_000)
    send(3)
    agree(cost_milli=200, budget_milli=1_000)
    send(5)
    rates = AdEvent.objects.filter(is_billable=True).order_by("id").values_list("rate", flat=True)
    first, second = Rate.objects.order_by("id")
    assert list(rates) == [first.pk] * 3 + [second.pk] * 3
    assert (used(GateKind.BUDGET), first.is_current, second.is_current) == (900, False, True)


def test_terms_that_did_not_change_write_nothing() -> None:
    terms = Terms(12, 5, cost_milli=100, goal=5, daily_cap=3, campaign_budget_milli=7)
    assert define(terms, now=NOON)
    assert not define(terms, now=NOON)
    assert (Rate.objects.count(), Gate.objects.count()) == (1, 3)


def test_a_raised_cap_holds_from_today_on_and_leaves_past_days_alone() -> None:
    agree(daily_cap=1)
    send(1)
    send(1, at=NOON - timedelta(days=1))
    agree(daily_cap=2)
    limits = dict(Gate.objects.values_list("day", "limit"))
    assert limits == {EVERY_DAY: 2, date(2026, 8, 17): 2, date(2026, 8, 16): 1}


def test_a_cap_that_is_taken_away_stops_nothing() -> None:
    agree(lifetime_cap=1, daily_cap=1)
    send(1)
    agree()
    send(3)
    assert (billed(), Gate.objects.count()) == (4, 0)


def test_sums_keep_what_was_billed_under_each_rate_apart() -> None:
    agree(cost_milli=100, lifetime_cap=5)
    send(3)
    agree(cost_milli=200, lifetime_cap=5)
    send(3)
    rollup.roll_up()
    from ads.counting.models import HourlyCount

    rows = HourlyCount.objects.order_by("event_class", "rate").values_list("event_count", "billable_count")
    assert list(rows) == [(3, 3), (2, 2), (1, 0)]


@pytest.mark.django_db(transaction=True)
def test_a_cap_of_one_lets_one_of_64_clients_through() -> None:
    agree(lifetime_cap=1)
    failures: list[Exception] = []
    together = threading.Barrier(64)

    def race(call: int) -> None:
        try:
            together.wait(30)
            report(token(call))
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=race, args=(call,)) for call in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, billed(), overage()) == ([], 1, 63)
