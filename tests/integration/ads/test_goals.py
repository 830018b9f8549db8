"""Which goals and prices go together, and how a booking that reached its goal or its end is noted."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ads import completion
from ads.counting.models import AdEvent, EventType
from ads.delivery import rows
from ads.models import LineItem, LineItemControl, status_of
from ads.rules.goals import Terms, counted_type, event_milli, fault_in, most_of_goal
from tests import adops
from tests.adops import NOON
from tests.integration.counting.events import report, token

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("clock")]

DAY = timedelta(days=1)
_call = count(1)


def ledger_rows(item: LineItem, of: EventType, number: int) -> None:
    tokens = [token(next(_call), decided_at=NOON, line_item=item.pk) for _ in range(number)]
    report(*tokens, of=of, now=NOON)


def standard(quantity: int = 2, **fields: Any) -> LineItem:
    fields.setdefault("goal_type", "impressions")
    return adops.line_item("standard-1", [adops.slot("a")], goal_quantity=quantity, **fields)


def status(item: LineItem, now: Any = NOON) -> str:
    """The same in SQL and in Python."""
    found = LineItem.objects.with_status(now).get(pk=item.pk)
    assert status_of(LineItem.objects.with_children().get(pk=item.pk), now) == found.status
    return str(found.status)


def blocked(item: LineItem, now: Any = NOON) -> str | None:
    row = next(each for each in rows.read(now=now).line_items if each.id == item.pk)
    return row.blocked and row.blocked.value


@pytest.mark.parametrize(
    ("fields", "where", "code"),
    [
        ({"tier": "sponsorship", "goal_type": "clicks"}, "goal_type", "goal_type"),
        ({"tier": "sponsorship", "goal_type": "share_of_voice"}, "share_percent", "share_percent"),
        ({"tier": "sponsorship", "cost_type": "CPC", "rate": 1}, "cost_type", "cost_type"),
        ({"tier": "network", "pacing": "asap"}, "pacing", "pacing"),
        ({"tier": "network", "overdelivery_percent": 5}, "overdelivery_percent", "overdelivery"),
        ({"tier": "network", "rate": 5}, "cost_type", "cost_type"),
        ({"tier": "network", "cost_type": "CPC", "rate": 500, "budget": 499}, "budget", "budget"),
        ({"tier": "house", "goal_type": "impressions", "goal_quantity": 1}, "goal_type", "goal_type"),
    ],
)
def test_what_does_not_go_together_has_a_named_error(fields: dict[str, Any], where: str, code: str) -> None:
    tier = fields.pop("tier")
    with pytest.raises(ValidationError) as refusal:
        adops.line_item(tier, [adops.slot("a")], **fields)
    assert [error.code for error in refusal.value.error_dict[where]] == [code]


@pytest.mark.parametrize("tier", ["standard-1", "standard-2", "standard-3"])
@pytest.mark.parametrize(
    ("goal_type", "cost_type"), [("impressions", "CPM"), ("viewable", "vCPM"), ("clicks", "CPC")]
)
def test_a_standard_goal_is_paid_by_its_own_event_flat_or_by_the_day(
    tier: str, goal_type: str, cost_type: str
) -> None:
    terms = {"tier": tier, "goal_type": goal_type, "goal_quantity": 5, "rate": 7}
    for cost in ("flat", "CPD", cost_type):
        assert fault_in(Terms(**terms, cost_type=cost)) is None
    others = {"CPM", "vCPM", "CPC"} - {cost_type}
    assert {fault_in(Terms(**terms, cost_type=cost)).field for cost in others} == {"cost_type"}


def test_a_share_makes_a_sponsorship_one_of_voice() -> None:
    assert adops.line_item("sponsorship", [adops.slot("a")], share=40).goal_type == "share_of_voice"
    assert adops.line_item("sponsorship", [adops.slot("b")]).goal_type == "none"


def test_money_is_counted_in_thousandths() -> None:
    assert event_milli("CPM", 12_500) * 8_000 == 100_000 * 1000
    assert event_milli("CPC", 500) == 500_000
    assert event_milli("flat", 500) == 0


def test_what_is_counted_follows_the_goal_and_else_the_price() -> None:
    assert counted_type("clicks", "flat") == "clicks"
    assert counted_type("none", "CPC") == "clicks"
    assert counted_type("share_of_voice", "CPD") == "impressions"


def test_over_delivery_is_rounded_down() -> None:
    assert [most_of_goal(1000, 0), most_of_goal(1000, 2), most_of_goal(10, 5)] == [1000, 1020, 10]


def test_a_goal_that_is_reached_completes_its_line_item_for_good() -> None:
    item = standard(2)
    ledger_rows(item, EventType.IMPRESSION, 1)
    assert (completion.note(now=NOON), status(item)) == (0, "delivering")
    ledger_rows(item, EventType.IMPRESSION, 1)
    assert (completion.note(now=NOON), completion.note(now=NOON)) == (1, 0)
    assert (status(item), blocked(item)) == ("completed", "goal_reached")
    AdEvent.objects.all().delete()
    completion.note(now=NOON)
    assert status(item) == "completed"
    item.goal_quantity = 3
    adops.publish(item)
    assert (status(item), blocked(item)) == ("delivering", None)


def test_a_goal_of_clicks_counts_clicks() -> None:
    item = standard(1, goal_type="clicks")
    ledger_rows(item, EventType.IMPRESSION, 5)
    assert completion.note(now=NOON) == 0
    ledger_rows(item, EventType.CLICK, 1)
    assert completion.note(now=NOON) == 1


def test_what_ends_below_its_goal_is_short_until_late_events_reach_it() -> None:
    item = standard(2, ends_at=NOON)
    assert status(item) == "completed_short"
    ledger_rows(item, EventType.IMPRESSION, 2)
    completion.note(now=NOON + DAY)
    assert status(item) == "completed"


def test_a_clock_that_steps_back_does_not_bring_back_what_ended() -> None:
    item = standard(2, ends_at=NOON)
    assert completion.note(now=NOON) == 1
    assert status(item, NOON - DAY) == "completed_short"
    assert blocked(item, NOON - DAY) == "ended"
    assert LineItemControl.objects.get(line_item=item).ended_at == NOON


def test_a_later_end_opens_it_again() -> None:
    item = standard(2, ends_at=NOON)
    completion.note(now=NOON)
    item.ends_at = NOON + DAY
    adops.publish(item)
    assert (status(item), blocked(item)) == ("delivering", None)


def test_a_share_of_voice_that_ended_is_completed_and_reserves_nothing() -> None:
    slot = adops.slot("a")
    item = adops.line_item("sponsorship", [slot], share=100, ends_at=NOON - timedelta(hours=1))
    assert status(item) == "completed"
    assert adops.line_item("sponsorship", [slot], share=100, starts_at=NOON - 2 * DAY).live
