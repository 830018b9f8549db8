"""The contract of `manage/`: reports, pause, resume, stop."""

import io
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ads.counting import rollup, statistics
from ads.counting.models import AdEvent
from ads.planning.reports import GroupBy, Line
from api import keys
from api.serializers.report import as_xlsx
from tests import adops
from tests.api.ads.calls import GOOGLEBOT, browser, decide, report, token

pytestmark = pytest.mark.django_db
BOTTOM, REPORTS = "article-bottom-1", "/api/v1/manage/reports/"
INVALID = "expired wrong_event bot prefetch datacentre staff preview stopped no_view_before_click"
NO_INVALID = dict.fromkeys(INVALID.split(), 0)


@pytest.fixture
def now(clock) -> datetime:  # type: ignore[no-untyped-def]
    at: datetime = clock.now()
    return at


def keyed(scope: str, now: datetime) -> Client:
    text = keys.create(name=scope, scopes=(scope,), lifetime=None, now=now)[1]
    return Client(headers={"Authorization": f"Bearer {text}"})


@pytest.fixture
def reporter(now: datetime) -> Client:
    return keyed("report", now)


@pytest.fixture
def manager(now: datetime) -> Client:
    return keyed("manage", now)


@pytest.fixture
def day(now: datetime):  # type: ignore[no-untyped-def]
    """Six requests of a slot shared 2:1, each reported; a bot, a click; one empty slot."""
    slot, empty = adops.slot(BOTTOM), adops.slot("front-top")
    payer = adops.advertiser("Bakery")
    paid = adops.line_item("network", [slot], weight=2, campaign=adops.campaign(advertiser=payer))
    other = adops.line_item("network", [slot], weight=1)
    texts = [token(BOTTOM) for _ in range(6)]
    report(*((text, "impression") for text in texts[:5]))
    report((texts[5], "impression"), **{"User-Agent": GOOGLEBOT})
    browser.get(f"/api/v1/click/{texts[0]}/")
    decide("front-top")
    statistics.flush()
    rollup.roll_up()
    return {"slot": slot, "empty": empty, "paid": paid, "other": other, "payer": payer}


def test_reports_each_line_item_of_today(day, reporter: Client) -> None:  # type: ignore[no-untyped-def]
    response = reporter.get(REPORTS)
    assert response.json() == {
        "meta": {
            "from": "2026-08-15",
            "to": "2026-08-15",
            "group_by": "line_item",
            "time_zone": "Asia/Jakarta",
            "total_count": 2,
        },
        "items": [
            {
                "line_item": day["paid"].pk,
                "requests": 4,
                "served": 4,
                "impressions": 3,
                "viewable": 0,
                "clicks": 1,
                "billable": 3,
                "overage": 0,
                "invalid": NO_INVALID | {"bot": 1},
            },
            {
                "line_item": day["other"].pk,
                "requests": 2,
                "served": 2,
                "impressions": 2,
                "viewable": 0,
                "clicks": 0,
                "billable": 2,
                "overage": 0,
                "invalid": NO_INVALID,
            },
        ],
    }
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("group_by", ["day", "hour", "slot", "line_item", "creative", "device", "advertiser"])
def test_every_grouping_has_the_same_sums(day, reporter: Client, group_by: str) -> None:  # type: ignore[no-untyped-def]
    items = reporter.get(REPORTS, {"group_by": group_by}).json()["items"]
    measures = ("served", "impressions", "clicks", "billable", "overage")
    assert [sum(item[name] for item in items) for name in measures] == [6, 5, 1, 5, 0]
    assert sum(item["invalid"]["bot"] for item in items) == 1


def test_groups_are_named_as_people_know_them(day, reporter: Client) -> None:  # type: ignore[no-untyped-def]
    def names(group_by: str) -> list[object]:
        return [item[group_by] for item in reporter.get(REPORTS, {"group_by": group_by}).json()["items"]]

    assert names("day") == ["2026-08-15"]
    assert names("hour") == ["2026-08-15T05:00:00Z"]
    assert names("slot") == [BOTTOM, "front-top"]
    assert names("device") == ["mobile"]
    assert day["payer"].pk in names("advertiser")


def test_an_empty_slot_has_requests_and_nothing_served(day, reporter: Client) -> None:  # type: ignore[no-untyped-def]
    items = reporter.get(REPORTS, {"group_by": "slot"}).json()["items"]
    assert [(item["requests"], item["served"]) for item in items] == [(6, 6), (1, 0)]


def test_accepted_invalid_and_overage_are_the_rows_of_the_ledger(day, reporter: Client) -> None:  # type: ignore[no-untyped-def]
    (total,) = reporter.get(REPORTS, {"group_by": "day"}).json()["items"]
    accepted = total["impressions"] + total["viewable"] + total["clicks"]
    assert accepted + total["overage"] + sum(total["invalid"].values()) == AdEvent.objects.count() == 7


@pytest.mark.parametrize("group_by", ["hour", "slot", "creative", "advertiser"])
def test_a_report_rebuilt_from_the_ledger_is_the_same_bytes(day, reporter: Client, group_by: str) -> None:  # type: ignore[no-untyped-def]
    query = {"group_by": group_by}
    before = reporter.get(REPORTS, query).content
    rollup.rebuild()
    assert reporter.get(REPORTS, query).content == before


def test_reports_as_csv(day, reporter: Client) -> None:  # type: ignore[no-untyped-def]
    response = reporter.get(REPORTS, {"group_by": "slot", "format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode().split("\r\n") == [
        "slot,requests,served,impressions,viewable,clicks,billable,overage,invalid_expired,invalid_wrong_event,"
        "invalid_bot,invalid_prefetch,invalid_datacentre,invalid_staff,invalid_preview,invalid_stopped,"
        "invalid_no_view_before_click",
        f"{BOTTOM},6,6,5,0,1,5,0,0,0,1,0,0,0,0,0,0",
        "front-top,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0",
        "",
    ]


def test_reports_as_a_workbook(day, reporter: Client) -> None:  # type: ignore[no-untyped-def]
    response = reporter.get(REPORTS, {"group_by": "slot", "format": "xlsx"})
    assert response["Content-Disposition"] == 'attachment; filename="report-2026-08-15-2026-08-15-slot.xlsx"'
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0][:5] == ("slot", "requests", "served", "impressions", "viewable")
    assert [row[:7] for row in rows[1:]] == [(BOTTOM, 6, 6, 5, 0, 1, 5), ("front-top", 1, 0, 0, 0, 0, 0)]


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    written = as_xlsx([Line("=1+1", served=2), Line("@sum")], GroupBy.SLOT)
    cells = [row[0] for row in load_workbook(io.BytesIO(written)).active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("'=1+1", "s"), ("'@sum", "s")]


def test_reports_other_days(day, reporter: Client) -> None:  # type: ignore[no-untyped-def]
    assert reporter.get(REPORTS, {"from": "2026-08-16", "to": "2026-08-20"}).json()["items"] == []
    whole = reporter.get(REPORTS, {"from": "2026-08-01", "to": "2026-08-31", "group_by": "day"}).json()
    assert [item["day"] for item in whole["items"]] == ["2026-08-15"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2026-02-30", "invalid"),
        ("from=20260815", "invalid"),
        ("from=2026-08-15&to=2026-08-14", "out_of_range"),
        ("from=2024-01-01&to=2026-08-14", "out_of_range"),
        ("from=0001-01-01", "out_of_range"),
        ("to=9999-12-31&from=9999-12-31", None),
        ("group_by=campaign", "invalid"),
        ("format=xls", "invalid"),
        ("unknown=1", "unknown_parameter"),
        ("group_by=day&group_by=hour", "repeated_parameter"),
    ],
)
def test_a_bad_query_is_a_400(reporter: Client, query: str, code: str | None) -> None:
    response = reporter.get(f"{REPORTS}?{query}")
    assert (response.status_code, response.json().get("code")) == (400 if code else 200, code)


def test_reports_need_a_key_of_their_scope(now: datetime, manager: Client) -> None:
    keyless = browser.get(REPORTS)
    assert keyless.status_code == 401
    assert keyless.json()["detail"] == "Authentication credentials were not provided."
    assert Client(headers={"Authorization": "Bearer nonsense"}).get(REPORTS).status_code == 401
    assert manager.get(REPORTS).status_code == 403


def test_reports_open_to_the_session_of_an_ad_manager(now: datetime) -> None:
    user = User.objects.create_user("adops")
    client = Client()
    client.force_login(user)
    assert client.get(REPORTS).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_lineitem"))
    assert client.get(REPORTS).status_code == 200


def act(client: Client, item, name: str):  # type: ignore[no-untyped-def]
    return client.post(f"/api/v1/manage/line-items/{item.pk}/{name}/")


def test_pauses_resumes_and_stops(now: datetime, manager: Client) -> None:
    item = adops.line_item("network", [adops.slot(BOTTOM)])
    expected = [("pause", "paused_reserved"), ("resume", "delivering"), ("stop", "stopped")]
    for name, status in expected:
        for _ in range(2):
            response = act(manager, item, name)
            assert response.status_code == 200, response.content
            assert response.json() == {"line_item": item.pk, "status": status}


def test_a_pause_over_http_takes_effect_at_the_next_poll(now: datetime, manager: Client) -> None:
    item = adops.line_item("network", [adops.slot(BOTTOM)])
    assert decide(BOTTOM)["decisions"][BOTTOM]["line_item"] == item.pk
    act(manager, item, "pause")
    assert decide(BOTTOM)["decisions"][BOTTOM] is None


def test_control_needs_a_key_of_its_scope(now: datetime, reporter: Client) -> None:
    item = adops.line_item("network", [adops.slot(BOTTOM)])
    assert act(Client(), item, "pause").status_code == 401
    assert act(reporter, item, "pause").status_code == 403
    assert reporter.get(f"/api/v1/manage/line-items/{item.pk}/pause/").status_code in (403, 405)


def test_control_by_session_needs_the_csrf_token(now: datetime) -> None:
    item = adops.line_item("network", [adops.slot(BOTTOM)])
    user = User.objects.create_user("adops")
    user.user_permissions.add(Permission.objects.get(codename="change_lineitem"))
    relaxed, strict = Client(), Client(enforce_csrf_checks=True)
    for client in (relaxed, strict):
        client.force_login(user)
    assert act(strict, item, "pause").status_code == 403
    assert act(relaxed, item, "pause").json()["status"] == "paused_reserved"


@pytest.mark.parametrize("number", [10**6, 2**63, 10**30])
def test_an_unknown_line_item_is_not_found(manager: Client, number: int) -> None:
    assert manager.post(f"/api/v1/manage/line-items/{number}/pause/").status_code == 404


def test_an_archived_line_item_is_a_conflict(now: datetime, manager: Client) -> None:
    from ads import services

    item = adops.line_item("network", [adops.slot(BOTTOM)])
    services.archive_line_item(line_item=item, by=None, now=now + timedelta(seconds=1))
    response = act(manager, item, "pause")
    assert (response.status_code, response.json()["code"]) == (409, "line_item_archived")


def queries_of_a_report(reporter: Client) -> int:
    counted = [CaptureQueriesContext(connections[alias]) for alias in {"default", settings.LEDGER_ALIAS}]
    with ExitStack() as stack:
        captured = [stack.enter_context(each) for each in counted]
        assert reporter.get(REPORTS, {"group_by": "advertiser"}).status_code == 200
    return sum(len(each) for each in captured)


def test_a_report_takes_the_same_queries_for_one_and_for_many(day, reporter: Client) -> None:  # type: ignore[no-untyped-def]
    queries_of_a_report(reporter)  # notes the use of the key
    before = queries_of_a_report(reporter)
    for number in range(5):
        slot = adops.slot(f"slot-{number}")
        adops.line_item("network", [slot])
        report((token(slot.code), "impression"))
    statistics.flush()
    rollup.roll_up()
    assert queries_of_a_report(reporter) == before
