"""The contract of `manage/availability/`, `manage/forecast/` and `manage/simulate/`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from ads.counting import audiences, statistics
from ads.counting.models import CounterTotal, PageView, SlotStatistic
from ads.models import AdSlot, LineItem
from tests import adops, newsroom
from tests.api.ads.calls import decide
from tests.api.ads.test_manage import keyed

pytestmark = pytest.mark.django_db
MANAGE = "/api/v1/manage/"
BOTTOM = "article-bottom-1"


@pytest.fixture
def now(clock: Any) -> datetime:
    at: datetime = clock.now()
    return at


@pytest.fixture
def manager(now: datetime) -> Client:
    return keyed("manage", now)


@pytest.fixture
def slot(now: datetime) -> AdSlot:
    """1,000 requests a day in each of the last four weeks, all in the hour that begins now."""
    slot = adops.slot(BOTTOM)
    for day in range(1, 29):
        at = now.replace(minute=0) - timedelta(days=day)
        SlotStatistic.objects.create(
            counted_on=at.date(),
            counted_hour=at,
            slot=slot.pk,
            line_item=0,
            creative=0,
            device=1 if day % 4 else 3,
            request_count=1000,
        )
    return slot


def ask(client: Client, path: str, sent: Any) -> Any:
    return client.post(f"{MANAGE}{path}/", json.dumps(sent), content_type="application/json")


def goal(slot: AdSlot, quantity: int, **fields: Any) -> LineItem:
    terms = {
        "goal_type": "impressions",
        "goal_quantity": quantity,
        "ends_at": adops.NOON + timedelta(days=10),
    }
    return adops.line_item("standard-2", [slot], **(terms | fields))


def thought_of(quantity: int, **more: Any) -> dict[str, Any]:
    """Ten days from now on."""
    return {
        "slots": [BOTTOM],
        "tier": "standard-2",
        "goal_type": "impressions",
        "goal_quantity": quantity,
        "starts_at": adops.NOON.isoformat(),
        "ends_at": (adops.NOON + timedelta(days=10)).isoformat(),
        **more,
    }


def test_says_what_a_slot_has_left_by_day(slot: AdSlot, manager: Client) -> None:
    adops.line_item("sponsorship", [slot], share="40", ends_at=adops.NOON + timedelta(days=1, hours=1))
    answer = manager.get(
        f"{MANAGE}availability/", {"slots": BOTTOM, "from": "2026-08-16", "to": "2026-08-17"}
    )
    assert answer.json() == {
        "meta": {
            "from": "2026-08-16",
            "to": "2026-08-17",
            "time_zone": "Asia/Jakarta",
            "weeks": 4,
            "total_count": 2,
        },
        "items": [
            {
                "slot": BOTTOM,
                "day": "2026-08-16",
                "requests": 1000,
                "booked": 400,
                "sponsored": 400,
                "goals": 0,
                "available": 600,
                "sell_through": 0.4,
            },
            {
                "slot": BOTTOM,
                "day": "2026-08-17",
                "requests": 1000,
                "booked": 0,
                "sponsored": 0,
                "goals": 0,
                "available": 1000,
                "sell_through": 0.0,
            },
        ],
    }


def test_without_parameters_it_is_every_slot_and_a_week(slot: AdSlot, manager: Client) -> None:
    adops.slot("new")
    items = manager.get(f"{MANAGE}availability/").json()["items"]
    assert [(row["slot"], row["day"]) for row in items][::7] == [
        (BOTTOM, "2026-08-15"),
        ("new", "2026-08-15"),
    ]
    assert {row["sell_through"] for row in items if row["slot"] == "new"} == {None}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("slots=made-up", "slots"),
        ("slots=", "slots"),
        ("from=2026-13-01", "from"),
        ("from=2026-08-02&to=2026-08-01", "to"),
        ("day=x", "day"),
    ],
)
def test_an_unfit_availability_is_a_400(slot: AdSlot, manager: Client, query: str, name: str) -> None:
    response = manager.get(f"{MANAGE}availability/?{query}")
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, name)


@pytest.mark.parametrize(
    ("quantity", "verdict", "delivers"),
    [(7_000, "fits", 7_000), (8_000, "tight", 8_000), (9_000, "short", 8_500)],
)
def test_a_booking_that_is_thought_of_fits_or_not(
    slot: AdSlot, manager: Client, quantity: int, verdict: str, delivers: int
) -> None:
    answer = ask(manager, "forecast", thought_of(quantity)).json()
    assert answer == {
        "verdict": verdict,
        "reasons": [],
        "requests": 10_000,
        "matched": 10_000,
        "available": 8_500,
        "delivers": delivers,
        "goal": quantity,
        "counts": "impressions",
        "contenders": [],
    }
    assert not LineItem.objects.exists()


def test_names_who_takes_the_rest(slot: AdSlot, manager: Client) -> None:
    sponsor = adops.line_item("sponsorship", [slot], share="25", ends_at=adops.NOON + timedelta(days=10))
    rival = goal(slot, 850)
    answer = ask(manager, "forecast", thought_of(5_000)).json()
    assert (answer["verdict"], answer["reasons"]) == ("tight", ["higher_tiers", "same_tier"])
    assert [(row["line_item"], row["tier"], row["requests"]) for row in answer["contenders"]] == [
        (sponsor.pk, "sponsorship", 2500),
        (rival.pk, "standard-2", 1000),
    ]


def test_a_stored_booking_is_asked_about_by_its_number_and_not_its_own_rival(
    slot: AdSlot, manager: Client
) -> None:
    item = goal(slot, 8_000)
    assert manager.get(f"{MANAGE}forecast/", {"line_item": item.pk}).json()["verdict"] == "tight"
    changed = ask(manager, "forecast", {"line_item": item.pk, "goal_quantity": 9_000}).json()
    assert (changed["verdict"], changed["goal"]) == ("short", 9_000)
    assert LineItem.objects.get().goal_quantity == 8_000


def test_targeting_narrows_what_it_may_expect(slot: AdSlot, manager: Client, now: datetime) -> None:
    section = newsroom.section("Pelatihan", key="pelatihan")
    page = newsroom.article(section, title="UMKM")
    path = page.get_url_parts()[2]
    for where, number in ((path, 30), ("/elsewhere/", 70)):
        PageView.objects.create(counted_hour=now - timedelta(hours=2), path=where, view_count=number)
    by_section = thought_of(100, targeting={"section": {"any_of": ["pelatihan"]}})
    by_device = thought_of(100, targeting={"device": {"any_of": ["desktop"]}})
    by_place = thought_of(100, targeting={"geo": {"any_of": ["ID"]}})
    found = [ask(manager, "forecast", asked).json() for asked in (by_section, by_device, by_place)]
    assert [(row["matched"], row["reasons"]) for row in found] == [
        (3000, ["targeting"]),
        (2500, ["targeting"]),
        (10_000, ["not_estimated"]),
    ]


def test_nobody_knows_anything_of_a_new_slot(manager: Client) -> None:
    adops.slot(BOTTOM)
    answer = ask(manager, "forecast", thought_of(1)).json()
    assert (answer["verdict"], answer["reasons"]) == ("unknown", ["no_history"])


@pytest.mark.parametrize(("days", "verdict", "requests"), [(6, "unknown", 0), (7, "fits", 10_000)])
def test_what_was_counted_for_a_week_makes_an_estimate(
    slot: AdSlot, manager: Client, now: datetime, days: int, verdict: str, requests: int
) -> None:
    SlotStatistic.objects.filter(counted_on__lt=(now - timedelta(days=days)).date()).delete()
    answer = ask(manager, "forecast", thought_of(1_000)).json()
    assert (answer["verdict"], answer["requests"]) == (verdict, requests)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ([], ""),
        ({}, "slots"),
        ({"slots": ["made-up"]}, "slots"),
        ({"slots": [BOTTOM], "mood": 1}, "mood"),
        ({"slots": [BOTTOM], "tier": "gold"}, "tier"),
        ({"slots": [BOTTOM], "targeting": {"mood": {}}}, ""),
        ({"line_item": "x"}, "line_item"),
        (
            {"slots": [BOTTOM], "starts_at": "2026-08-02T00:00:00Z", "ends_at": "2026-08-01T00:00:00Z"},
            "ends_at",
        ),
    ],
)
def test_an_unfit_forecast_is_a_400(slot: AdSlot, manager: Client, sent: Any, name: str) -> None:
    response = ask(manager, "forecast", sent)
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, name)


def test_a_line_item_that_is_none_is_a_404(manager: Client) -> None:
    assert manager.get(f"{MANAGE}forecast/", {"line_item": 404}).status_code == 404
    assert ask(manager, "forecast", {"line_item": 404}).status_code == 404


def test_simulates_a_page_view_with_the_reason_of_everybody(slot: AdSlot, manager: Client) -> None:
    shown = adops.line_item("network", [slot])
    local = adops.line_item("network", [slot], targeting={"geo": {"any_of": ["ID-JB"]}})
    phones = adops.line_item("network", [slot], targeting={"device": {"any_of": ["mobile"]}})
    asked = {"page": {"section": "x"}, "device": "desktop", "at": "2026-08-17T19:00:00+07:00"}
    answer = ask(manager, "simulate", asked).json()
    assert answer["meta"] == {
        "at": "2026-08-17T19:00:00+07:00",
        "path": None,
        "device": "desktop",
        "places": [],
        "width": None,
    }
    (found,) = answer["items"]
    assert (found["slot"], found["line_item"], found["size"]) == (BOTTOM, shown.pk, [300, 250])
    reasons = {row["line_item"]: row["reason"] for row in found["candidates"]}
    assert (reasons[shown.pk], reasons[phones.pk]) == (None, "device")
    assert reasons[local.pk] == "rule_broken"
    assert SlotStatistic.objects.filter(line_item=shown.pk).count() == 0


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"mood": 1}, "mood"),
        ({"device": "fridge"}, "device"),
        ({"place": "XX"}, "place"),
        ({"at": "tomorrow"}, "at"),
        ({"slots": []}, "slots"),
    ],
)
def test_an_unfit_simulation_is_a_400(slot: AdSlot, manager: Client, sent: Any, name: str) -> None:
    response = ask(manager, "simulate", sent)
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, name)


@pytest.mark.parametrize("path", ["availability", "forecast", "simulate"])
def test_only_a_key_of_scope_manage_asks(now: datetime, path: str) -> None:
    assert [Client().get(f"{MANAGE}{path}/").status_code, ask(Client(), path, {}).status_code] == [401, 401]
    assert ask(keyed("report", now), path, {}).status_code == 403


def test_a_hold_takes_its_part_until_it_lapses(manager: Client, slot: AdSlot, clock: Any) -> None:
    adops.line_item("sponsorship", [slot], share=60, hold_until=adops.NOON + timedelta(hours=1))
    address = f"{MANAGE}availability/?slots={BOTTOM}&from=2026-08-17&to=2026-08-17"
    assert manager.get(address).json()["items"][0]["available"] == 400
    clock.advance(timedelta(hours=1))
    assert manager.get(address).json()["items"][0]["available"] == 1000


def decided(number: int, key_values: dict[str, str]) -> None:
    for _ in range(number):
        decide(BOTTOM, page={"key_values": key_values})
    statistics.flush()
    SlotStatistic.objects.filter(counted_on=adops.NOON.date()).delete()  # four weeks as they were


def test_a_key_value_that_a_booking_names_is_learnt_from_the_decisions(
    slot: AdSlot, manager: Client, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    monkeypatch.setattr(audiences, "ONE_IN", 1)
    rule = {"key_value": {"any_of": ["topic=pemilu"]}}
    adops.line_item("network", [slot], targeting=rule, publish=False)
    decided(30, {"topic": "pemilu"})
    decided(69, {"topic": "dapur"})
    asked = thought_of(100, targeting=rule)
    found = ask(manager, "forecast", asked).json()
    assert (found["matched"], found["reasons"]) == (10_000, ["not_estimated"])  # 99 say nothing yet
    decided(1, {})
    found = ask(manager, "forecast", asked).json()
    assert (found["matched"], found["reasons"]) == (3_000, ["targeting"])
    clock.advance(timedelta(weeks=6))
    assert audiences.drop_old(now=clock.now()) == 2


def test_only_what_bookings_name_is_counted(slot: AdSlot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audiences, "ONE_IN", 1)
    decided(1, {"topic": "pemilu"})
    assert not CounterTotal.objects.filter(name__startswith=audiences.PREFIX).exists()


def test_a_slot_of_one_section_is_all_that_a_booking_of_that_section_asks_for(
    slot: AdSlot, manager: Client, now: datetime
) -> None:
    page = newsroom.article(newsroom.section("Pelatihan", key="pelatihan"), title="UMKM")
    AdSlot.objects.filter(pk=slot.pk).update(page_scope={"section": {"any_of": ["pelatihan"]}})
    for where, number in ((page.get_url_parts()[2], 30), ("/elsewhere/", 70)):
        PageView.objects.create(counted_hour=now - timedelta(hours=2), path=where, view_count=number)
    found = ask(manager, "forecast", thought_of(100, targeting={"section": {"any_of": ["pelatihan"]}})).json()
    assert (found["matched"], found["reasons"]) == (10_000, [])
