"""An advertiser's link shows its own delivery and not a byte of anybody else's."""

from __future__ import annotations

import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from ads import report_links, services
from ads.counting import rollup, statistics
from ads.models import Advertiser
from api.urls import v1
from runtime import clock as clocks
from tests import adops
from tests.api.ads.calls import browser, report, token

pytestmark = pytest.mark.django_db
OURS, THEIRS = "Koperasi Jembatan", "RAHASIA"


@pytest.fixture
def booked(clock: Any) -> Any:
    """Two advertisers, each with a slot, a booking, a creative, two impressions of ours and one of theirs."""
    made = {}
    for name, code in ((OURS, "tengah"), (THEIRS, "rahasia-bawah")):
        advertiser = adops.advertiser(name)
        slot = adops.slot(code, name=f"{name} place")
        creative = adops.image_creative(f"{name} picture", advertiser=advertiser)
        campaign = adops.campaign(f"{name} deal", advertiser=advertiser)
        item = adops.line_item(
            "network", [slot], campaign=campaign, creatives=[creative], name=f"{name} booking"
        )
        made[name] = SimpleNamespace(advertiser=advertiser, slot=slot, item=item, creative=creative)
    seen = [token("tengah"), token("tengah"), token("rahasia-bawah")]
    report(*((text, "impression") for text in seen), (seen[0], "viewable"))
    browser.get(f"/api/v1/click/{seen[0]}/")
    statistics.flush()
    rollup.roll_up()
    return made


def today() -> Any:
    return clocks.now().date()


def link(advertiser: Advertiser) -> str:
    return f"/reports/{report_links.sign(advertiser, today=today())}/"


def text_of(response: Any) -> str:
    if "spreadsheet" in response.headers["Content-Type"]:
        book = load_workbook(io.BytesIO(response.content))
        return "\n".join(str(cell.value) for row in book.active.rows for cell in row)
    return str(response.content.decode())


def test_the_address_that_is_given_away_is_answered(booked: Any, settings: Any) -> None:
    address = report_links.address(booked[OURS].advertiser, today=today())
    assert address.startswith(f"{settings.PUBLIC_URL}/reports/")
    response = browser.get(address.removeprefix(settings.PUBLIC_URL))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers


def test_every_page_and_file_of_it_is_of_its_own_alone(booked: Any) -> None:
    ours, theirs = booked[OURS], booked[THEIRS]
    address = link(ours.advertiser)
    for group_by in ("day", "line_item", "creative", "slot", "device"):
        for form in ("html", "csv", "xlsx"):
            response = browser.get(address, {"group_by": group_by, "format": form})
            assert response.status_code == 200, (group_by, form)
            assert THEIRS.lower() not in text_of(response).lower(), (group_by, form)
    rows = browser.get(address, {"group_by": "line_item", "format": "csv"}).content.decode().splitlines()
    assert rows[0].startswith("line_item,requests,served,impressions,viewable,clicks,billable")
    assert rows[1].split(",")[:7] == [ours.item.name, "2", "2", "2", "1", "1", "2"]
    assert len(rows) == 2
    assert browser.get(address, {"line_item": ours.item.pk}).status_code == 200
    assert theirs.item.name in text_of(browser.get(link(theirs.advertiser), {"group_by": "line_item"}))


def test_a_foreign_number_is_answered_as_one_that_never_existed(booked: Any) -> None:
    address, foreign = link(booked[OURS].advertiser), booked[THEIRS].item.pk
    answers = [
        browser.get(address, {"line_item": number, "format": form})
        for number in (foreign, 999_999)
        for form in ("html", "csv", "xlsx")
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    told = [{k: v for k, v in answer.headers.items() if k != "X-Request-ID"} for answer in answers]
    assert all(each == told[0] for each in told)


def test_what_is_forged_ended_withdrawn_or_archived_is_one_and_the_same_404(booked: Any, clock: Any) -> None:
    ours, theirs = booked[OURS].advertiser, booked[THEIRS].advertiser
    good = link(ours)
    value, _, signature = good.split("/")[2].rpartition("~")
    of_theirs = f"{theirs.pk}.{value.partition('.')[2]}"
    forged = [f"/reports/{of_theirs}~{signature}/", "/reports/x/", "/reports/~/", good.replace("~", "~A")]
    answers = [browser.get(address) for address in forged]
    services.withdraw_report_links(advertiser=ours, by=None)
    answers.append(browser.get(good))
    ours.refresh_from_db()
    fresh = link(ours)
    assert browser.get(fresh).status_code == 200
    services.archive(target=ours, by=None, now=clocks.now())
    answers.append(browser.get(fresh))
    services.restore(target=ours, by=None)
    clock.advance(report_links.LASTS)
    assert browser.get(fresh).status_code == 200
    clock.advance(timedelta(days=1))
    answers.append(browser.get(fresh))
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_the_link_opens_nothing_but_its_report(booked: Any) -> None:
    text = link(booked[OURS].advertiser).split("/")[2]
    stranger = Client(headers={"Authorization": f"Bearer {text}"})
    asked = [f"/api/v1/{route.pattern}" for route in v1 if str(route.pattern).startswith("manage/")]
    answers = {
        stranger.generic(method, address.replace("<int:id>", "1").replace("<int:line_item_id>", "1"))
        for address in asked
        for method in ("GET", "POST", "PATCH", "DELETE")
    }
    assert len(asked) > 15
    assert {answer.status_code for answer in answers} <= {401, 405}
    for answer in answers:
        assert THEIRS.encode() not in answer.content
        assert OURS.encode() not in answer.content


def test_nobody_who_is_asked_for_what_a_slot_shows_learns_who_booked_it(booked: Any) -> None:
    """Public answers name numbers and artwork, never an advertiser, a deal or a booking."""
    asked = {"slots": "tengah,rahasia-bawah"}
    for address, query in (("/api/v1/slots/", {}), ("/api/v1/slots/decide/", asked)):
        told = browser.get(address, query).content.decode()
        for secret in (f"{THEIRS} deal", f"{THEIRS} booking", f"{THEIRS} picture", OURS):
            assert secret not in told, address


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": "", "to": "", "line_item": ""}, 200),
        ({"from": "2026-08-01", "to": "2026-08-31"}, 200),
        ({"from": "2026-09-01", "to": "2026-08-01"}, 400),
        ({"from": "1"}, 400),
        ({"line_item": "x"}, 400),
        ({"line_item": "9" * 40}, 400),
        ({"group_by": "hour"}, 400),
        ({"group_by": "advertiser"}, 400),
        ({"advertiser": "1"}, 400),
        ({"from": "0001-01-01"}, 400),
        ({"to": "0001-01-01"}, 200),
    ],
)
def test_what_may_be_asked_of_it(booked: Any, query: dict[str, str], status: int) -> None:
    assert browser.get(link(booked[OURS].advertiser), query).status_code == status
