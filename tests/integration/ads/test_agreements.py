"""What is booked, as the gates of the ledger."""

import pytest

from ads import agreements
from ads.counting.models import EventType, Gate, GateKind, Rate
from tests import adops
from tests.api.ads.calls import chosen, report, token

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"


def gates() -> dict[int, int]:
    return dict(Gate.objects.values_list("kind", "limit"))


def test_an_approved_booking_has_its_price_and_its_gates(clock) -> None:  # type: ignore[no-untyped-def]
    campaign = adops.campaign(budget=500_000)
    priced = {"cost_type": "CPM", "rate": 12_500, "budget": 100_000}
    adops.line_item(
        "network", [adops.slot(BOTTOM)], campaign=campaign, lifetime_cap=50, daily_cap=5, **priced
    )
    assert Rate.objects.values_list("counted_type", "cost_milli").get() == (EventType.IMPRESSION, 12_500)
    assert gates() == {
        GateKind.LIFETIME: 50,
        GateKind.DAY: 5,
        GateKind.BUDGET: 100_000_000,
        GateKind.CAMPAIGN: 500_000_000,
    }


def test_a_draft_changes_nothing_before_it_is_approved(clock) -> None:  # type: ignore[no-untyped-def]
    item = adops.line_item("network", [adops.slot(BOTTOM)], lifetime_cap=50)
    item.lifetime_cap = 70
    item.save_revision()
    assert gates() == {GateKind.LIFETIME: 50}
    adops.publish(item)
    assert gates() == {GateKind.LIFETIME: 70}


def test_a_new_budget_of_the_campaign_holds_at_once(clock) -> None:  # type: ignore[no-untyped-def]
    item = adops.line_item("network", [adops.slot(BOTTOM)], cost_type="CPC", rate=500)
    item.campaign.budget = 1_000
    item.campaign.save()
    assert gates() == {GateKind.CAMPAIGN: 1_000_000}


def test_gates_that_were_lost_are_written_again(clock) -> None:  # type: ignore[no-untyped-def]
    adops.line_item("network", [adops.slot(BOTTOM)], lifetime_cap=50)
    Gate.objects.all().delete()
    assert agreements.agree(now=clock.now()) == 1
    assert agreements.agree(now=clock.now()) == 0
    assert gates() == {GateKind.LIFETIME: 50}


def test_a_booked_cap_stops_over_http(clock) -> None:  # type: ignore[no-untyped-def]
    item = adops.line_item("network", [adops.slot(BOTTOM)], lifetime_cap=2)
    for _ in range(2):
        assert report((token(BOTTOM), "impression")).status_code == 204
    assert chosen(BOTTOM) is None
    assert Gate.objects.get(owner=item.pk).used == 2
