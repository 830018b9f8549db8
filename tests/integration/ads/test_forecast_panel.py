"""“Does it fit?” on the form of a line item."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from ads.counting.models import SlotStatistic
from ads.models import AdSlot, LineItem
from tests import adops
from tests.integration.ads.test_line_item_screens import LIST, form

pytestmark = pytest.mark.django_db
ASK = "/admin/advertising/forecast/"


@pytest.fixture
def slot(clock: Any) -> AdSlot:
    """1,000 requests a day for four weeks."""
    slot, now = adops.slot("a"), clock.now()
    for day in range(1, 29):
        at: datetime = now.replace(minute=0) - timedelta(days=day)
        facts = {"slot": slot.pk, "line_item": 0, "creative": 0, "device": 1}
        SlotStatistic.objects.create(counted_on=at.date(), counted_hour=at, request_count=1000, **facts)
    return slot


def sent(slot: AdSlot, quantity: int, **more: Any) -> dict[str, Any]:
    terms = {"tier": "standard-2", "goal_type": "impressions", "goal_quantity": str(quantity)}
    dates = {"starts_at": "2026-08-15 12:00", "ends_at": "2026-08-25 12:00"}
    return form(campaign=adops.campaign().pk, slots=[slot.pk], **terms, **dates, **more)


@pytest.mark.parametrize(
    ("quantity", "verdict", "sentence"),
    [
        (7_000, "It fits.", "Of the 7,000 impressions that are still to come it may expect 7,000"),
        (
            8_000,
            "It is tight.",
            "it may expect 8,000: of 10,000 requests, 8,500 impressions are left for it.",
        ),
        (9_000, "It does not fit.", "it may expect 8,500"),
    ],
)
def test_says_while_one_types_whether_it_fits(
    desk: Client, slot: AdSlot, quantity: int, verdict: str, sentence: str
) -> None:
    page = desk.post(ASK, sent(slot, quantity)).content.decode()
    assert verdict in page
    assert sentence in page
    assert not LineItem.objects.exists()


def test_names_who_is_served_first_and_shows_on_the_stored_booking(desk: Client, slot: AdSlot) -> None:
    ends_at = adops.NOON + timedelta(days=10)
    adops.line_item("sponsorship", [slot], share="50", ends_at=ends_at, name="Bank, half of it")
    item = adops.line_item(
        "standard-2", [slot], goal_type="impressions", goal_quantity=5_000, ends_at=ends_at
    )
    page = desk.get(f"{LIST}edit/{item.pk}/").content.decode()
    for text in ("It does not fit.", "Bookings of higher tiers are served first.", "Bank, half of it"):
        assert text in page
    assert f'data-desk-forecast="{ASK}{item.pk}/"' in page


def test_an_unfinished_form_gets_a_hint(desk: Client, slot: AdSlot) -> None:
    for unfinished in ({}, sent(slot, 1) | {"slots": [], "starts_at": "x"}):
        assert "Choose slots and dates" in desk.post(ASK, unfinished).content.decode()


def test_others_ask_in_vain(client: Client, slot: AdSlot) -> None:
    client.force_login(adops.person("reporter"))
    assert client.post(ASK, {}).status_code == 302
