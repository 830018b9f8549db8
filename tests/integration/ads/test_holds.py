"""Options that keep their inventory, artwork that is due, and line items that make another one good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from ads.decision.types import Reason
from ads.delivery import snapshot
from ads.models import LineItem, status_of
from tests import adops
from tests.adops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/advertising/line-items/"
FRIDAY = NOON + timedelta(days=6)


def sponsorship(**fields: Any) -> LineItem:
    slot = fields.pop("slot", None) or adops.slot("top")
    return adops.line_item("sponsorship", [slot], share=80, **fields)


def book(desk: Client, item: LineItem) -> Any:
    return desk.post(reverse("wagtailsnippets_ads_lineitem:act", args=(item.pk, "book")), follow=True)


def reason(item: LineItem) -> Reason | None:
    return snapshot.load(now=NOON).snapshot.line_items[item.pk].blocked


def test_a_hold_keeps_its_share_until_it_lapses(clock: Any) -> None:
    slot = adops.slot("top")
    sponsorship(slot=slot, hold_until=FRIDAY, publish=False)
    with pytest.raises(ValidationError, match="20% left"):
        sponsorship(slot=slot)
    clock.set(FRIDAY)
    assert sponsorship(slot=slot).live


def test_a_hold_shows_nothing_even_when_it_has_lapsed(clock: Any) -> None:
    item = adops.line_item(slots=[adops.slot("top")], hold_until=FRIDAY)
    assert reason(item) is Reason.HOLD
    clock.set(FRIDAY)
    assert snapshot.load(now=FRIDAY).snapshot.line_items[item.pk].blocked is Reason.HOLD


def test_a_held_goal_is_not_paced() -> None:
    goal = {"goal_type": "impressions", "goal_quantity": 100}
    slot = adops.slot("top")
    held = adops.line_item("standard-1", [slot], hold_until=FRIDAY, **goal)
    booked = adops.line_item("standard-1", [slot], **goal)
    assert (held.pk in snapshot.load(now=NOON).goals, booked.pk in snapshot.load(now=NOON).goals) == (
        False,
        True,
    )


def test_booking_a_hold_publishes_what_was_saved_last(desk: Client) -> None:
    item = adops.line_item(slots=[adops.slot("top")], hold_until=FRIDAY, publish=False)
    item.name = "Second thoughts"
    item.save_revision()
    assert "is booked" in book(desk, item).content.decode()
    stored = LineItem.objects.get(pk=item.pk)
    assert (stored.name, stored.hold_until, status_of(stored, NOON)) == (
        "Second thoughts",
        None,
        "delivering",
    )


def test_a_lapsed_hold_is_not_booked_where_its_share_is_gone(desk: Client, clock: Any) -> None:
    slot = adops.slot("top")
    item = sponsorship(slot=slot, hold_until=FRIDAY)
    clock.set(FRIDAY)
    sponsorship(slot=slot, name="Faster")
    assert "already booked: Faster (80%)" in book(desk, item).content.decode()
    assert LineItem.objects.get(pk=item.pk).hold_until == FRIDAY


def test_only_who_may_publish_books_a_hold(client: Client) -> None:
    client.force_login(adops.person("seller", ["ads.change_lineitem", "ads.view_lineitem"]))
    item = adops.line_item(hold_until=FRIDAY)
    assert "/book/" not in client.get(LIST).content.decode()
    book(client, item)
    assert LineItem.objects.get(pk=item.pk).hold_until == FRIDAY


def test_a_hold_ends_later_than_now_but_a_lapsed_one_may_stay(clock: Any) -> None:
    with pytest.raises(ValidationError, match="A hold ends later than now"):
        adops.line_item(hold_until=NOON)
    item = adops.line_item(hold_until=FRIDAY)
    clock.set(FRIDAY)
    item.notes = "They never answered."
    assert adops.publish(item).notes == "They never answered."


def test_the_screens_say_until_when_it_is_held(desk: Client) -> None:
    item = adops.line_item(slots=[adops.slot("top")], hold_until=FRIDAY, name="Option")
    page = desk.get(LIST).content.decode()
    assert "held until 21 Aug 2026 12:00" in page
    assert "only held until 21 August 2026 12:00" in desk.get(f"{LIST}inspect/{item.pk}/").content.decode()
    assert "until 21 Aug 2026 12:00" in desk.get("/admin/").content.decode()
    why = desk.get(reverse("wagtailsnippets_ads_lineitem:why", args=(item.pk,)), {"path": "/"})
    assert "It is only held, until 21 August 2026 12:00, and not booked." in why.content.decode()


def overdue(**fields: Any) -> LineItem:
    return adops.line_item(slots=[adops.slot("a")], copy_due_at=NOON, creatives=[], **fields)


def test_artwork_that_is_due_and_missing_is_told_everywhere(desk: Client) -> None:
    item = overdue(name="Without artwork")
    adops.line_item(slots=[adops.slot("b")], copy_due_at=NOON, name="With artwork")
    told = "Its artwork was due on 15 Aug 2026 12:00, and no creative of it is approved."
    assert desk.get(LIST).content.decode().count(told) == 1
    assert told in desk.get(f"{LIST}inspect/{item.pk}/").content.decode()
    assert "The artwork of 1 line item is overdue" in desk.get("/admin/").content.decode()
    late = desk.get(LIST, {"copy": "late"}).content.decode()
    assert ("Without artwork" in late, "With artwork" in late) == (True, False)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"hold_until": FRIDAY}, True),
        ({"publish": False}, False),
        ({"ends_at": NOON}, False),
        ({"starts_at": FRIDAY}, True),
    ],
)
def test_only_what_holds_inventory_is_overdue(fields: dict[str, Any], expected: bool) -> None:
    overdue(**fields)
    assert LineItem.objects.without_copy(NOON).exists() is expected
    assert not LineItem.objects.without_copy(NOON - timedelta(milliseconds=1)).exists()


def test_a_make_good_and_what_it_makes_good_name_each_other(desk: Client) -> None:
    deal = adops.campaign()
    short = adops.line_item(campaign=deal, name="Fell short")
    good = adops.line_item(campaign=deal, name="Makes it good", make_good_of=short)
    assert f"{LIST}inspect/{good.pk}/" in desk.get(f"{LIST}inspect/{short.pk}/").content.decode()
    page = desk.get(f"{LIST}inspect/{good.pk}/").content.decode()
    assert f"{LIST}inspect/{short.pk}/" in page
    assert "as make-good of “Fell short”" in page


def test_a_make_good_is_of_the_same_advertiser() -> None:
    with pytest.raises(ValidationError, match="another advertiser's"):
        adops.line_item(make_good_of=adops.line_item())


def test_nothing_makes_itself_good_by_any_detour() -> None:
    deal = adops.campaign()
    first = adops.line_item(campaign=deal)
    second = adops.line_item(campaign=deal, make_good_of=first)
    third = adops.line_item(campaign=deal, make_good_of=second)
    for origin in (first, third):
        first.make_good_of = origin
        with pytest.raises(ValidationError, match="make good itself"):
            first.full_clean()
