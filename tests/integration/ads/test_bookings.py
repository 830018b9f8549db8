"""What a booking may promise, and what is fixed once it has delivered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from ads import services
from ads.models import LineItem
from tests import adops
from tests.adops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_third_sponsorship_over_100_percent_is_refused_and_names_the_others() -> None:
    slot = adops.slot("top")
    for name, share in (("Bank", 70), ("Airline", 50)):
        adops.line_item("sponsorship", [slot], share=share, name=name, proportional=True)
    with pytest.raises(ValidationError) as refusal:
        adops.line_item("sponsorship", [slot], share=40)
    assert refusal.value.message_dict["share_percent"] == [
        "top has 0% left in this period; already booked: Bank (70%), Airline (50%). Lower the share,"
        " change the dates, or tick “scale proportionally”."
    ]
    assert adops.line_item("sponsorship", [slot], share=40, proportional=True).live


def test_shares_up_to_100_percent_stand_side_by_side() -> None:
    slot = adops.slot("top")
    adops.line_item("sponsorship", [slot], share="66.67")
    assert adops.line_item("sponsorship", [slot], share="33.33").live


def test_a_sponsorship_without_a_share_takes_all() -> None:
    slot = adops.slot("top")
    adops.line_item("sponsorship", [slot])
    with pytest.raises(ValidationError, match="0% left"):
        adops.line_item("sponsorship", [slot], share=1)


def test_a_slot_booked_through_its_group_counts() -> None:
    group = adops.group("article")
    slot = adops.slot("top", group=group)
    adops.line_item("sponsorship", groups=[group], share=80, creatives=[])
    with pytest.raises(ValidationError, match="20% left"):
        adops.line_item("sponsorship", [slot], share=30)


def test_other_slots_tiers_and_dates_do_not_crowd() -> None:
    slot = adops.slot("top")
    adops.line_item("sponsorship", [adops.slot("bottom")], share=80)
    adops.line_item("network", [slot])
    adops.line_item("sponsorship", [slot], share=80, ends_at=NOON + timedelta(days=1))
    adops.line_item("sponsorship", [slot], share=80, starts_at=NOON + timedelta(days=1))
    services.pause(line_item=LineItem.objects.order_by("pk").last(), by=None, now=NOON, release=True)
    assert adops.line_item("sponsorship", [slot], share=90, starts_at=NOON + timedelta(days=1)).live


def test_a_draft_reserves_nothing() -> None:
    slot = adops.slot("top")
    adops.line_item("sponsorship", [slot], share=80, publish=False)
    assert adops.line_item("sponsorship", [slot], share=80).live


def test_another_name_is_no_new_booking() -> None:
    slot = adops.slot("top")
    item = adops.line_item("sponsorship", [slot], share=70)
    adops.line_item("sponsorship", [slot], share=50, proportional=True)
    item.name = "Another name"
    item.full_clean()
    item.share_percent = 71
    with pytest.raises(ValidationError, match="50% left"):
        item.full_clean()


@pytest.mark.parametrize("ends_at", [NOON, NOON - timedelta(days=1)])
def test_it_ends_after_it_starts(ends_at: object) -> None:
    with pytest.raises(ValidationError, match="end after it starts"):
        adops.line_item(starts_at=NOON, ends_at=ends_at)


def test_only_a_sponsorship_has_a_share_and_it_needs_an_end() -> None:
    assert adops.line_item("network", share=50).share_percent is None
    assert adops.line_item("house", ends_at=None).goal_type == "none"
    assert adops.line_item("sponsorship", share=50).goal_type == "share_of_voice"
    with pytest.raises(ValidationError, match="needs an end"):
        adops.line_item("sponsorship", share=50, ends_at=None)


@pytest.mark.parametrize("share", [0, -1, "100.01", "1000"])
def test_a_share_is_over_0_and_at_most_100(share: object) -> None:
    with pytest.raises(ValidationError):
        adops.line_item("sponsorship", share=share)


def test_a_slot_keeps_its_code_and_shows_only_an_approved_fallback_that_fits() -> None:
    slot = adops.slot("top")
    slot.code = "bottom"
    with pytest.raises(ValidationError, match="cannot be changed"):
        slot.full_clean()
    slot.code = "top"
    for creative in (adops.image_creative(publish=False), adops.image_creative(size=(728, 90))):
        slot.fallback_creative = creative
        with pytest.raises(ValidationError):
            slot.full_clean()
    slot.fallback_creative = adops.image_creative()
    slot.full_clean()


@pytest.mark.parametrize("code", ["Top", "top slot", "top_1", "-top", "top\n", ""])
def test_a_slot_code_is_a_slug(code: str) -> None:
    with pytest.raises(ValidationError):
        adops.slot(code)


def test_a_slot_that_is_booked_keeps_what_its_bookings_show(clock) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot("a", [(300, 250), (728, 90)])
    item = adops.line_item(slots=[slot], name="Kampanye Agustus")
    for name, value in (("formats", ["text"]), ("breakpoints", [{"min_width": 0, "sizes": [[728, 90]]}])):
        slot.refresh_from_db()
        setattr(slot, name, value)
        with pytest.raises(ValidationError, match="nothing of “Kampanye Agustus” could be shown here"):
            slot.full_clean()
    slot.refresh_from_db()
    slot.formats, slot.breakpoints = ["image"], [{"min_width": 0, "sizes": [[300, 250]]}]
    slot.full_clean()
    services.archive_line_item(line_item=item, by=None, now=clock.now())
    slot.formats = ["text"]
    slot.full_clean()
