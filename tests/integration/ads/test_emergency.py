"""Emergency stop by label."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ads import emergency, services
from ads.models import LineItem, LineItemControl
from tests import adops

pytestmark = pytest.mark.django_db
PAGE = "/admin/advertising/emergency/"


def stopped() -> set[int]:
    rows = LineItemControl.objects.filter(stopped_at__isnull=False)
    return set(rows.values_list("line_item", flat=True))


@pytest.fixture
def airlines(clock: Any) -> list[LineItem]:
    """One by its own label, one by its advertiser's; and a bank."""
    payer = adops.advertiser(labels=["airline"])
    return [
        adops.line_item(exclusion_labels=["airline"]),
        adops.line_item(campaign=adops.campaign(advertiser=payer)),
        adops.line_item(exclusion_labels=["bank"]),
    ]


def test_stops_all_of_a_label_and_lets_them_go_on_together(
    desk: Client, clock: Any, airlines: list[LineItem]
) -> None:
    own, payers, bank = airlines
    page = desk.get(PAGE).content.decode()
    assert "Stop 2 line items of “airline”" in page
    desk.post(PAGE, {"label": "airline"})
    assert stopped() == {own.pk, payers.pk}
    moment = LineItemControl.objects.get(line_item=own).stopped_at
    page = desk.get(PAGE).content.decode()
    assert "Nothing of it runs." in page
    value = page.split('name="stopped_at" value="')[1].split('"')[0]
    clock.advance(timedelta(minutes=5))
    desk.post(PAGE, {"label": "airline", "stopped_at": value})
    assert (stopped(), moment is not None) == (set(), True)
    assert bank.pk not in stopped()


def test_what_was_stopped_or_paused_by_itself_stays_so(clock: Any, airlines: list[LineItem]) -> None:
    own, payers, _ = airlines
    services.stop(line_item=own, by=None, now=clock.now())
    services.pause(line_item=payers, by=None, now=clock.now(), release=True)
    clock.advance(timedelta(minutes=5))
    at = clock.now()
    assert emergency.stop(label="airline", by=None, now=at) == 1
    assert emergency.resume(label="airline", stopped_at=at, by=None, now=clock.now()) == 1
    assert stopped() == {own.pk}
    assert LineItemControl.objects.get(line_item=payers).pause == "released"


def test_a_label_that_nobody_has_stops_nothing(desk: Client, airlines: list[LineItem]) -> None:
    desk.post(PAGE, {"label": "made-up"})
    desk.post(PAGE, {"label": "airline", "stopped_at": "yesterday"})
    assert stopped() == set()


def test_only_who_may_change_bookings_stops_them(client: Client, airlines: list[LineItem]) -> None:
    client.force_login(adops.person("reporter"))
    assert client.post(PAGE, {"label": "airline"}).status_code == 302
    assert stopped() == set()


def test_the_menu_leads_there(desk: Client, clock: Any) -> None:
    assert PAGE in desk.get("/admin/").content.decode()
