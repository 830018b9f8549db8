"""The contract of `manage/line-items/import/`."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from ads.models import LineItem, Tier
from tests import adops
from tests.api.ads.test_manage import keyed

pytestmark = pytest.mark.django_db
IMPORT = "/api/v1/manage/line-items/import/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = """name,campaign,tier,starts_at,slots
First,WR-1,network,2026-08-17,bottom
Second,WR-1,house,2026-08-18,bottom
"""


@pytest.fixture
def now(clock: Any) -> datetime:
    at: datetime = clock.now()
    return at


@pytest.fixture
def key(now: datetime) -> Client:
    adops.slot("bottom")
    adops.campaign("Kartu", order_number="WR-1")
    return keyed("manage", now)


def send(
    client: Client, content: str | bytes, query: str = "", kind: str = "text/csv", **headers: str
) -> Any:
    return client.post(f"{IMPORT}{query}", content, content_type=kind, headers=headers)


def test_a_dry_run_tells_what_would_be_booked_and_books_nothing(key: Client) -> None:
    answer = send(key, SHEET.replace("house", "gold")).json()
    assert answer["meta"] == {"dry_run": True, "rows": 2, "faulty": 1, "created": 0}
    assert answer["items"] == [
        {
            "row": 2,
            "line_item": None,
            "name": "First",
            "campaign": LineItem._meta.get_field("campaign").related_model.objects.get().pk,
            "tier": "network",
            "starts_at": "2026-08-17T00:00:00+07:00",
            "ends_at": None,
            "slots": ["bottom"],
            "faults": [],
        },
        {
            "row": 3,
            "line_item": None,
            "name": "Second",
            "campaign": None,
            "tier": None,
            "starts_at": None,
            "ends_at": None,
            "slots": [],
            "faults": [
                {
                    "column": "tier",
                    "message": f"Allowed are: {', '.join(Tier.values)}.",
                }
            ],
        },
    ]
    assert not LineItem.objects.exists()


def test_booking_is_all_or_nothing_and_names_row_and_column(key: Client) -> None:
    response = send(key, SHEET.replace("house", "gold"), "?dry_run=false")
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "rows[3].tier")
    assert not LineItem.objects.exists()
    answer = send(key, SHEET, "?dry_run=false").json()
    assert answer["meta"] == {"dry_run": False, "rows": 2, "faulty": 0, "created": 2}
    made = {item.pk: item.name for item in LineItem.objects.filter(live=True)}
    assert {row["line_item"]: row["name"] for row in answer["items"]} == made


def test_sent_again_with_its_key_it_books_once(key: Client) -> None:
    headers = {"Idempotency-Key": "august"}
    first = send(key, SHEET, "?dry_run=false", **headers)
    again = send(key, SHEET, "?dry_run=false", **headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert LineItem.objects.count() == 2
    other = send(key, SHEET.replace("First", "Third"), "?dry_run=false", **headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_a_workbook_is_read_too(key: Client) -> None:
    book, out = Workbook(), io.BytesIO()
    for line in (
        ["name", "campaign", "tier", "starts_at", "slots"],
        ["A", "Kartu", "network", datetime(2026, 8, 17), "bottom"],
    ):
        book.active.append(line)
    book.save(out)
    answer = send(key, out.getvalue(), kind=XLSX).json()
    assert [(row["name"], row["faults"]) for row in answer["items"]] == [("A", [])]


@pytest.mark.parametrize(
    ("content", "query", "kind", "status"),
    [
        ("mood\nblue\n", "", "text/csv", 400),
        ("\n", "", "text/csv", 400),
        (SHEET, "?dry_run=perhaps", "text/csv", 400),
        (SHEET, "?sure=true", "text/csv", 400),
        (SHEET, "", "application/json", 415),
        ("name\n" + "A" * 1_000_000, "", "text/csv", 413),
    ],
)
def test_what_is_no_sheet_is_refused(key: Client, content: str, query: str, kind: str, status: int) -> None:
    assert send(key, content, query, kind).status_code == status


def test_it_takes_a_key_of_the_scope(now: datetime) -> None:
    assert send(Client(), SHEET).status_code == 401
    assert send(keyed("report", now), SHEET).status_code == 403
