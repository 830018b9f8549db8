"""The simulator screen: what each slot would show, why nothing else, and the shares over many pages."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from ads import ports
from ads.counting import statistics
from ads.decision.types import PageFacts
from ads.delivery import serve
from ads.models import AdSlot, LineItem
from ads.planning import rounds
from tests import adops

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "page")]
PATH = "/pelatihan/umkm/"
SCREEN = "/admin/advertising/simulator/"


@pytest.fixture
def page() -> Any:
    """One article of the section pelatihan, whatever the newsroom holds."""
    facts = PageFacts(path=PATH, sections=("pelatihan",))
    before = ports.page_facts._function
    ports.page_facts.fill(lambda path, site=None: facts if path == PATH else None)
    yield
    ports.page_facts._function = before


@pytest.fixture
def booked() -> tuple[AdSlot, LineItem, LineItem, LineItem]:
    top = adops.slot("top")
    sponsor = adops.line_item("sponsorship", [top], share=40, name="Sponsor")
    house = adops.line_item("house", [top], name="House")
    sport = adops.line_item("network", [top], name="Sport", targeting={"section": {"any_of": ["olahraga"]}})
    return top, sponsor, house, sport


def drawn(desk: Client, **query: Any) -> dict[str, Any]:
    response = desk.get(SCREEN, query)
    assert response.status_code == 200
    return {each.slate.slot.code: each for each in response.context.get("drawn") or []}


def test_each_slot_says_what_it_shows_and_why_nothing_else(desk: Client, booked: Any) -> None:
    _top, sponsor, house, sport = booked
    adops.slot("empty")
    found = drawn(desk, path=PATH)
    assert found["top"].shown.line_item == house
    assert [(each.line_item, str(each.verdict.reason)) for each in found["top"].others] == [
        (sponsor, "turn"),
        (sport, "section"),
    ]
    setting = found["top"].others[1].said.setting
    assert setting.url == f"/admin/advertising/line-items/edit/{sport.pk}/#id_targeting"
    assert (found["empty"].shown, found["empty"].others) == (None, [])


def test_a_section_stands_for_any_page_of_it(desk: Client, booked: Any) -> None:
    assert drawn(desk, section="olahraga")["top"].shown.line_item == booked[3]


def test_shares_over_many_pages_are_those_that_were_booked(desk: Client, booked: Any) -> None:
    _top, sponsor, house, _sport = booked
    shares = drawn(desk, path=PATH, pages=100)["top"].shares
    assert [(each.name, each.count, each.percent) for each in shares] == [
        (house.name, 60, 60.0),
        (sponsor.name, 40, 40.0),
    ]


def test_looking_counts_nothing_and_moves_no_credit(desk: Client, booked: Any) -> None:
    for _ in range(3):
        found = drawn(desk, path=PATH, pages=100)
        assert found["top"].shown.line_item == booked[2]
    assert not statistics._pending.answers
    assert serve.desk()._credits.values == {}


def test_another_moment_another_answer(desk: Client, booked: Any) -> None:
    later = (adops.NOON + timedelta(days=40)).strftime("%Y-%m-%d %H:%M")
    assert drawn(desk, path=PATH, at=later)["top"].shown is None


def test_what_takes_too_long_ends_with_the_pages_that_were_played(booked: Any, clock: Any) -> None:
    from ads.admin.simulator import SimulatorForm

    form = SimulatorForm({"path": PATH}, slots=[booked[0]])
    assert form.is_valid()
    situation, is_known = form.situation()
    seconds = count()
    played = rounds.shares(
        [booked[0]], situation, pages=1_000, now=clock.now(), elapsed=lambda: next(seconds)
    )
    assert (is_known, played.pages, played.by_slot["top"].total()) == (True, 2, 2)
    assert isinstance(played.by_slot["top"], Counter)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"path": "/nirgendwo/"},
        {"page": "x"},
        {"page": "9" * 30},
        {"pages": "7"},
        {"at": "x"},
        {"place": "??"},
    ],
)
def test_whatever_the_address_says_there_is_a_page(desk: Client, booked: Any, query: dict[str, str]) -> None:
    drawn(desk, **query)


def test_it_costs_the_same_queries_for_one_booking_and_for_ten(
    desk: Client, booked: Any, django_assert_max_num_queries: Any
) -> None:
    drawn(desk, path=PATH)
    for number in range(9):
        adops.line_item("network", [booked[0]], name=f"More {number}")
    with django_assert_max_num_queries(40):
        drawn(desk, path=PATH)


def test_it_speaks_indonesian_and_is_in_the_menu(desk: Client, booked: Any, settings: Any) -> None:
    assert SCREEN in desk.get("/admin/advertising/line-items/").content.decode()
    settings.LANGUAGE_CODE = "id"
    from django.utils import translation

    with translation.override("id"):
        text = desk.get(SCREEN, {"path": PATH, "pages": 100}).content.decode()
    assert "Mengapa bukan 2 yang lain" in text
    assert "Pembagian atas 100 halaman" in text
