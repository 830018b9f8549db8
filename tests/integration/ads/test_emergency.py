"""Emergency stop by label, advertiser, line item and slot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from ads import emergency, services
from ads.delivery import snapshot
from ads.emergency import Kind, NothingSuch
from ads.models import AdSlot, LineItem, LineItemControl
from runtime import versions
from tests import adops

pytestmark = pytest.mark.django_db
PAGE = "/admin/advertising/emergency/"


def stopped() -> set[int]:
    rows = LineItemControl.objects.filter(stopped_at__isnull=False)
    return set(rows.values_list("line_item", flat=True))


@pytest.fixture
def airlines(clock: Any) -> list[LineItem]:
    """One by its own label, one by its advertiser's; and a bank."""
    payer = adops.advertiser("Garuda", labels=["airline"])
    return [
        adops.line_item(exclusion_labels=["airline"], name="Own label"),
        adops.line_item(campaign=adops.campaign(advertiser=payer), name="Payer's label"),
        adops.line_item(exclusion_labels=["bank"], slots=[adops.slot("top")], name="Bank"),
    ]


def ask(desk: Client, kind: str, key: object) -> str:
    return desk.get(PAGE, {"kind": kind, "key": key}).content.decode()


def test_stops_all_of_a_label_and_lets_them_go_on_together(
    desk: Client, clock: Any, airlines: list[LineItem]
) -> None:
    own, payers, _ = airlines
    assert "Stop 2 line items …" in desk.get(PAGE).content.decode()
    page = ask(desk, "label", "airline")
    assert ("2 line items stop" in page, "Own label" in page, "Bank" in page) == (True, True, False)
    assert stopped() == set()  # looking stops nothing
    desk.post(PAGE, {"kind": "label", "key": "airline"})
    assert stopped() == {own.pk, payers.pk}
    page = desk.get(PAGE).content.decode()
    assert "Nothing of it runs." in page
    value = page.split('name="stopped_at" value="')[1].split('"')[0]
    clock.advance(timedelta(minutes=5))
    desk.post(PAGE, {"stopped_at": value})
    assert stopped() == set()


def test_stops_an_advertiser_and_a_line_item_by_itself(desk: Client, airlines: list[LineItem]) -> None:
    own, payers, bank = airlines
    payer = payers.campaign.advertiser
    assert "Payer&#x27;s label" in ask(desk, "advertiser", payer.pk)
    desk.post(PAGE, {"kind": "advertiser", "key": payer.pk})
    assert stopped() == {payers.pk}
    desk.post(PAGE, {"kind": "line_item", "key": bank.pk})
    assert stopped() == {payers.pk, bank.pk}
    assert own.pk not in stopped()


def test_a_slot_shows_nothing_until_it_is_shown_again(desk: Client, airlines: list[LineItem]) -> None:
    slot = AdSlot.objects.get()
    page = ask(desk, "slot", slot.pk)
    assert "The slot top shows nothing on any page within two seconds" in page
    assert ("Delivering there now" in page, "Bank" in page) == (True, True)
    before = versions.read("ads")
    desk.post(PAGE, {"kind": "slot", "key": slot.pk})
    assert versions.read("ads") > before  # every worker reads it within two seconds
    assert (list(snapshot.load(now=adops.NOON).snapshot.slots), stopped()) == ([], set())
    assert "Show it again" in desk.get(PAGE).content.decode()
    desk.post(PAGE, {"slot": slot.pk})
    assert list(snapshot.load(now=adops.NOON).snapshot.slots) == ["top"]


def test_the_history_says_of_what_it_was_a_part(desk: Client, airlines: list[LineItem]) -> None:
    desk.post(PAGE, {"kind": "label", "key": "airline"})
    entries = ModelLogEntry.objects.filter(action="ads.stop")
    assert {entry.message for entry in entries} == {"Stopped (label: airline)"}


def test_what_was_stopped_or_paused_by_itself_stays_so(clock: Any, airlines: list[LineItem]) -> None:
    own, payers, _ = airlines
    services.stop(line_item=own, by=None, now=clock.now())
    services.pause(line_item=payers, by=None, now=clock.now(), release=True)
    clock.advance(timedelta(minutes=5))
    at = clock.now()
    assert [row.pk for row in emergency.stop(Kind.LABEL, "airline", by=None, now=at).line_items] == [
        payers.pk
    ]
    assert emergency.resume(stopped_at=at, by=None, now=clock.now()) == 1
    assert stopped() == {own.pk}
    assert LineItemControl.objects.get(line_item=payers).pause == "released"


@pytest.mark.parametrize("key", ["made-up", "0", "9" * 30])
@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_there_stops_nothing(
    desk: Client, airlines: list[LineItem], kind: Kind, key: str
) -> None:
    with pytest.raises(NothingSuch):
        emergency.reach(kind, key, now=adops.NOON)
    page = desk.post(PAGE, {"kind": kind.value, "key": key}, follow=True)
    assert "There is no such thing in use any more." in page.content.decode()
    desk.post(PAGE, {"stopped_at": "yesterday"})
    assert stopped() == set()


def test_only_who_may_change_bookings_stops_them(client: Client, airlines: list[LineItem]) -> None:
    client.force_login(adops.person("reporter"))
    assert client.post(PAGE, {"kind": "label", "key": "airline"}).status_code == 302
    assert stopped() == set()


def test_only_who_may_change_slots_stops_them(client: Client, airlines: list[LineItem]) -> None:
    client.force_login(adops.person("seller", ["ads.change_lineitem"]))
    assert "kind=slot" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"kind": "slot", "key": AdSlot.objects.get().pk})
    assert not AdSlot.objects.get().is_archived


def test_the_menu_leads_there(desk: Client, clock: Any) -> None:
    assert PAGE in desk.get("/admin/").content.decode()
