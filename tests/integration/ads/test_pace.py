"""From a booked goal to the rate that its line item has, and to the gates of the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ads import agreements
from ads.counting import demand
from ads.counting.models import Gate, GateKind, PageView, Rate, SlotStatistic
from ads.decision.types import PageFacts, SlotRequest
from ads.delivery import serve
from ads.delivery.serve import Asking
from ads.models import LineItem
from tests import adops
from tests.adops import NOON
from tests.integration.counting.events import report, token

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("clock")]

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh() -> Any:
    serve.forget()
    yield
    serve.forget()


def standard(quantity: int, **fields: Any) -> LineItem:
    fields = {"goal_type": "impressions", "starts_at": NOON - DAY, "ends_at": NOON + DAY, **fields}
    return adops.line_item("standard-1", [adops.slot("a")], goal_quantity=quantity, **fields)


def served(now: Any = NOON) -> int | None:
    answer = serve.decide(Asking(slots=(SlotRequest("a", "a"),), page=PageFacts()), now=now)
    choice = answer.decision.choices["a"]
    return choice and choice.line_item and choice.line_item.id


def why(item: LineItem) -> str | None:
    asking = Asking(slots=(SlotRequest("a", "a"),), explain=True)
    rows = serve.decide(asking, now=NOON).decision.reasons["a"]
    return next(row.reason and row.reason.value for row in rows if row.line_item == item.pk)


def seen(item: LineItem, number: int, at: Any) -> None:
    report(*(token(n, decided_at=at, line_item=item.pk) for n in range(number)), now=at)


def test_a_goal_behind_its_plan_serves_and_one_ahead_of_it_waits() -> None:
    item = standard(10)
    assert served() == item.pk
    seen(item, 6, NOON)
    assert served(NOON + timedelta(seconds=10)) is None
    assert why(item) == "pacing"


def test_a_goal_to_be_delivered_as_fast_as_possible_waits_for_nothing() -> None:
    item = standard(10, pacing="asap")
    seen(item, 9, NOON)
    assert served() == item.pk


def test_rates_follow_the_counters_after_ten_seconds() -> None:
    item = standard(10)
    assert served() == item.pk
    seen(item, 6, NOON)
    assert served(NOON + timedelta(seconds=9)) == item.pk
    assert served(NOON + timedelta(seconds=10)) is None


def test_what_was_approved_and_the_ledger_lost_is_agreed_with_it_once() -> None:
    deal = adops.campaign(budget=500_000)
    price = {"cost_type": "CPM", "rate": 12_500, "budget": 100_000, "daily_cap": 50}
    item = standard(1000, campaign=deal, overdelivery_percent=2, **price)
    Rate.objects.all().delete()
    Gate.objects.all().delete()
    assert (agreements.agree(now=NOON), agreements.agree(now=NOON)) == (1, 0)
    limits = {GateKind(kind): limit for kind, limit in Gate.objects.values_list("kind", "limit")}
    assert limits == {
        GateKind.GOAL: 1020,
        GateKind.DAY: 50,
        GateKind.BUDGET: 100_000_000,
        GateKind.CAMPAIGN: 500_000_000,
    }
    assert Rate.objects.get(is_current=True).cost_milli == 12_500
    item.daily_cap = None
    adops.publish(item)
    assert agreements.agree(now=NOON) == 0
    assert not Gate.objects.filter(kind=GateKind.DAY).exists()


def test_hours_of_the_week_come_from_requests_and_page_views() -> None:
    hour = {"counted_hour": NOON, "counted_on": NOON.date()}  # a Saturday, 12:00 in Jakarta
    SlotStatistic.objects.create(**hour, slot=7, line_item=0, creative=0, device=0, request_count=8)
    PageView.objects.create(counted_hour=NOON, path="/", view_count=4)
    found = demand.hours_of_week(now=NOON + DAY)
    assert {slot: sum(hours) for slot, hours in found.items()} == {7: 2.0, demand.SITE: 1.0}
    assert found[7][5 * 24 + 12] == 2.0


def test_the_part_that_is_drawn_starts_at_85_of_100() -> None:
    assert demand.render_rates([12], today=NOON.date()) == {12: 0.85}
