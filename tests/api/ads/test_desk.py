"""The contract of `manage/` for rows: made, read, changed and archived by programs of the desk."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ads.models import AdSlot, Advertiser, Creative, DeskSettings, LineItem
from api import keys
from runtime import versions
from tests import adops
from tests.api.ads.calls import chosen
from tests.packages import PAGE, zipped

pytestmark = pytest.mark.django_db
MANAGE = "/api/v1/manage/"


@pytest.fixture
def now(clock: Any) -> datetime:
    at: datetime = clock.now()
    return at


@pytest.fixture
def key(now: datetime) -> Client:
    text = keys.create(name="desk", scopes=("manage",), lifetime=None, now=now)[1]
    return Client(headers={"Authorization": f"Bearer {text}"})


def post(client: Client, word: str, body: Any, **headers: str) -> Any:
    return client.post(f"{MANAGE}{word}/", json.dumps(body), content_type="application/json", headers=headers)


def patch(client: Client, path: str, body: Any, match: str | None = None, **headers: str) -> Any:
    sent = headers | ({"If-Match": match} if match else {})
    return client.patch(f"{MANAGE}{path}/", json.dumps(body), content_type="application/json", headers=sent)


def made(client: Client, word: str, body: Any) -> dict[str, Any]:
    response = post(client, word, body)
    assert response.status_code == 201, response.content
    row: dict[str, Any] = response.json()
    assert response["Location"] == f"{MANAGE}{word}/{row['id']}/"
    return row


def test_books_from_the_advertiser_to_the_running_line_item(key: Client, now: datetime) -> None:
    payer = made(key, "advertisers", {"name": "Bank Nusantara", "exclusion_labels": ["Bank "]})
    assert payer["exclusion_labels"] == ["bank"]
    deal = made(key, "campaigns", {"name": "Kartu", "advertiser": payer["id"], "order_number": "WR-1"})
    made(key, "slot-groups", {"code": "article", "name": "Artikel"})
    sizes = [{"min_width": 0, "sizes": [[300, 250]]}]
    made(key, "slots", {"code": "bottom", "name": "Bawah", "group": "article", "breakpoints": sizes})
    row = DeskSettings.load()
    row.self_approval = True
    row.save()
    content = base64.b64encode(adops.picture().read()).decode()
    creative = made(
        key,
        "creatives",
        {
            "name": "Kotak",
            "advertiser": payer["id"],
            "format": "image",
            "alt": "Kartu",
            "destination_url": "https://example.org/",
            "file": {"name": "kotak.png", "content": content},
        },
    )
    assert (creative["status"], creative["image_url"].endswith(".png")) == ("approved", True)
    item = made(
        key,
        "line-items",
        {
            "name": "Bawah artikel",
            "campaign": deal["id"],
            "tier": "network",
            "weight": 3,
            "starts_at": "2026-08-15T00:00:00+07:00",
            "slots": ["bottom"],
            "creatives": [{"creative": creative["id"], "weight": 2}],
        },
    )
    assert (item["status"], item["slots"], item["creatives"][0]["weight"]) == ("delivering", ["bottom"], 2)
    versions.poll_now()
    assert chosen("bottom") == item["id"]


def test_a_change_needs_the_version_that_was_read(key: Client) -> None:
    row = adops.advertiser("Bank")
    read = key.get(f"{MANAGE}advertisers/{row.pk}/")
    path = f"advertisers/{row.pk}"
    missing = patch(key, path, {"agency": "A"})
    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
    changed = patch(key, path, {"agency": "A"}, read["ETag"])
    assert (changed.status_code, changed.json()["agency"]) == (200, "A")
    stale = patch(key, path, {"agency": "B"}, read["ETag"])
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert patch(key, path, {"agency": "C"}, "*").json()["agency"] == "C"
    assert patch(key, path, {"agency": "D"}, changed["ETag"]).status_code == 412


def test_sending_a_call_again_does_nothing_twice(key: Client) -> None:
    again = {"Idempotency-Key": "a-1"}
    first, second = (post(key, "advertisers", {"name": "Bank"}, **again) for _ in range(2))
    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    assert first["Location"] == second["Location"]
    assert Advertiser.objects.count() == 1
    other = post(key, "advertisers", {"name": "Koperasi"}, **again)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert post(key, "advertisers", {"name": "Bank"}).status_code == 400


def test_a_call_that_failed_may_be_sent_again_with_its_key(key: Client) -> None:
    again = {"Idempotency-Key": "a-2"}
    assert post(key, "advertisers", {"name": ""}, **again).status_code == 400
    assert post(key, "advertisers", {"name": "Bank"}, **again).status_code == 201


BOOKED = {"name": "a", "campaign": "{campaign}", "starts_at": "2026-08-15T00:00:00Z", "slots": ["top"]}


@pytest.mark.parametrize(
    ("word", "body", "parameter"),
    [
        ("advertisers", {}, "name"),
        ("advertisers", {"name": "x" * 121}, "name"),
        ("advertisers", {"name": "a", "colour": 1}, "colour"),
        ("advertisers", {"name": "a", "id": 3}, "id"),
        ("advertisers", {"name": "a\x00"}, "name"),
        ("campaigns", {"name": "a", "advertiser": 10**30}, "advertiser"),
        ("campaigns", {"name": "a", "advertiser": 99}, "advertiser"),
        ("campaigns", {"name": "a", "advertiser": "{payer}", "deal_type": "gift"}, "deal_type"),
        ("slots", {"code": "A b", "name": "a", "breakpoints": []}, "code"),
        ("slots", {"code": "a", "name": "a", "breakpoints": "x"}, "breakpoints"),
        ("slots", {"code": "a", "name": "a", "page_repeat": "never"}, "page_repeat"),
        ("slots", {"code": "a", "name": "a", "group": "none"}, "group"),
        (
            "creatives",
            {"name": "a", "advertiser": "{payer}", "destination_url": "javascript:1"},
            "destination_url",
        ),
        (
            "creatives",
            {
                "name": "a",
                "advertiser": "{payer}",
                "format": "html",
                "destination_url": "https://a.example",
                "file": {"name": "a.zip", "content": base64.b64encode(b"no").decode()},
            },
            "file",
        ),
        ("creatives", {"name": "a", "file": {"name": "a", "content": "%"}}, "advertiser"),
        ("line-items", {"name": "a", "campaign": "{campaign}", "starts_at": "2026-08-15T00:00:00Z"}, "slots"),
        ("line-items", {"name": "a", "campaign": "{campaign}", "starts_at": "soon"}, "starts_at"),
        (
            "line-items",
            {
                "name": "a",
                "campaign": "{campaign}",
                "starts_at": "2026-08-15T00:00:00Z",
                "slots": ["top"],
                "targeting": {"weather": {"any_of": ["rain"]}},
            },
            "targeting",
        ),
        ("line-items", {**BOOKED, "frequency_caps": [{"count": 0, "seconds": 3600}]}, "frequency_caps"),
        ("line-items", {**BOOKED, "dayparts": [168]}, "dayparts"),
        ("line-items", {**BOOKED, "starts_at": "2026-08-15T00:00:00"}, "starts_at"),
        ("line-items", {**BOOKED, "ends_at": "2026-08-15"}, "ends_at"),
        (
            "line-items",
            {
                "name": "a",
                "campaign": "{campaign}",
                "starts_at": "2026-08-15T00:00:00Z",
                "slots": ["top"],
                "creatives": [{"creative": "{creative}"}],
            },
            "creatives",
        ),
        ("line-items", [], ""),
    ],
)
def test_a_bad_body_names_the_key_and_leaves_nothing(
    key: Client, word: str, body: Any, parameter: str
) -> None:
    deal = adops.campaign()
    adops.slot("top")
    stranger = adops.image_creative()
    values = {"{payer}": deal.advertiser_id, "{campaign}": deal.pk, "{creative}": stranger.pk}
    text = json.dumps(body)
    for name, value in values.items():
        text = text.replace(f'"{name}"', str(value))
    before = (Advertiser.objects.count(), AdSlot.objects.count(), Creative.objects.count())
    response = post(key, word, json.loads(text))
    assert response.status_code == 400, response.content
    assert parameter in [fault["parameter"] for fault in response.json()["errors"]]
    assert (Advertiser.objects.count(), AdSlot.objects.count(), Creative.objects.count()) == before
    assert LineItem.objects.count() == 0


def test_a_choice_that_there_is_not_is_told_which_there_are(key: Client) -> None:
    body = {"name": "a", "campaign": adops.campaign().pk, "starts_at": "2026-08-15T00:00:00Z"}
    told = post(key, "line-items", {**body, "tier": "premium", "cost_type": "cpm"}).json()
    assert [each["message"] for each in told["errors"]] == [
        "tier: Allowed are sponsorship, standard-1, standard-2, standard-3, network, house.",
        "cost_type: Allowed are flat, CPM, vCPM, CPC, CPD and an empty text.",
    ]


def test_a_creative_of_a_key_waits_for_review(key: Client) -> None:
    creative = adops.text_creative(destination="https://example.org/old")
    path = f"creatives/{creative.pk}"
    named = patch(key, path, {"name": "Nama baru"}, "*").json()
    assert (named["name"], named["status"]) == ("Nama baru", "approved")
    changed = patch(key, path, {"destination_url": "https://example.org/new"}, "*").json()
    assert (changed["destination_url"], changed["status"]) == ("https://example.org/new", "change_in_review")
    creative.refresh_from_db()
    assert (creative.name, creative.destination_url) == ("Nama baru", "https://example.org/old")


def test_a_zip_comes_in_by_the_api(key: Client) -> None:
    sent = {
        "name": "Halaman",
        "advertiser": adops.advertiser().pk,
        "format": "html",
        "destination_url": "https://example.org/",
        "file": {"name": "a.zip", "content": base64.b64encode(zipped({"index.html": PAGE})).decode()},
    }
    row = made(key, "creatives", sent)
    assert (row["width"], row["height"], row["status"]) == (300, 250, "pending_approval")
    assert "/visuals/" in row["frame_url"]


def test_a_changed_line_item_takes_effect_at_once(key: Client, now: datetime) -> None:
    top, bottom = adops.slot("top"), adops.slot("bottom")
    item = adops.line_item("network", [top])
    changed = patch(key, f"line-items/{item.pk}", {"slots": ["bottom"], "weight": 7}, "*")
    assert (changed.json()["slots"], changed.json()["weight"]) == (["bottom"], 7)
    versions.poll_now()
    assert (chosen("top"), chosen("bottom")) == (None, item.pk)
    assert {top.code, bottom.code} == {"top", "bottom"}


def test_delete_archives_and_deletes_nothing(key: Client) -> None:
    item = adops.line_item("network", [adops.slot("top")])
    for word, row in (("line-items", item), ("slots", item.slots.get()), ("campaigns", item.campaign)):
        path = f"{MANAGE}{word}/{row.pk}/"
        etag = key.get(path)["ETag"]
        assert key.delete(path).status_code == 428
        assert key.delete(path, headers={"If-Match": etag}).status_code == 204
        assert key.get(path).json()["archived_at"] is not None
    versions.poll_now()
    assert chosen("top") is None


@pytest.mark.parametrize(
    "word", ["advertisers", "campaigns", "line-items", "creatives", "slots", "slot-groups"]
)
def test_lists_pages_of_every_kind(key: Client, word: str) -> None:
    slot = adops.slot("top", group=adops.group("article"))
    adops.line_item("network", [slot])
    page = key.get(f"{MANAGE}{word}/", {"limit": "1"}).json()
    assert (page["meta"]["total_count"], len(page["items"])) == (1, 1)
    assert key.get(f"{MANAGE}{word}/", {"offset": "1"}).json()["items"] == []
    assert key.get(f"{MANAGE}{word}/", {"limit": "0"}).status_code == 400
    assert key.get(f"{MANAGE}{word}/999999999/").status_code == 404
    assert key.get(f"{MANAGE}{word}/{10**30}/").status_code == 404


def test_without_a_key_of_the_scope_nothing_opens(now: datetime) -> None:
    text = keys.create(name="other", scopes=("report",), lifetime=None, now=now)[1]
    assert Client().get(f"{MANAGE}advertisers/").status_code == 401
    assert Client(headers={"Authorization": f"Bearer {text}"}).get(f"{MANAGE}slots/").status_code == 403


def test_a_person_may_by_the_api_what_the_admin_lets_them(now: datetime) -> None:
    reader = Client()
    reader.force_login(adops.person("reader", ["ads.change_lineitem", "ads.view_advertiser"]))
    assert post(reader, "advertisers", {"name": "Bank"}).status_code == 403


def test_a_hold_a_date_for_artwork_and_a_make_good_are_booked(key: Client, now: datetime) -> None:
    deal = adops.campaign()
    short = adops.line_item(slots=[adops.slot("bottom")], campaign=deal)
    body = {
        "name": "Option",
        "campaign": deal.pk,
        "slots": ["bottom"],
        "starts_at": "2026-08-20T00:00:00+07:00",
        "hold_until": "2026-08-18T00:00:00+07:00",
        "copy_due_at": "2026-08-19T00:00:00+07:00",
        "make_good_of": short.pk,
    }
    row = made(key, "line-items", body)
    assert {name: row[name] for name in ("status", "hold_until", "copy_due_at", "make_good_of")} == {
        "status": "held",
        "hold_until": "2026-08-18T00:00:00+07:00",
        "copy_due_at": "2026-08-19T00:00:00+07:00",
        "make_good_of": short.pk,
    }
    listed = {each["id"]: each for each in key.get(f"{MANAGE}line-items/").json()["items"]}
    assert (listed[short.pk]["make_goods"], listed[row["id"]]["status"]) == ([row["id"]], "held")
    booked = patch(key, f"line-items/{row['id']}", {"hold_until": None}, "*")
    assert (booked.status_code, booked.json()["status"]) == (200, "needs_creatives")


def test_more_line_items_cost_no_more_queries(key: Client) -> None:
    counts = []
    key.get(f"{MANAGE}line-items/")
    for number in (1, 4):
        for _ in range(number):
            adops.line_item()
        with CaptureQueriesContext(connection) as captured:
            key.get(f"{MANAGE}line-items/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_delivery_has_fixed_is_refused_and_named(
    key: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    terms = {"goal_type": "impressions", "goal_quantity": 40, "cost_type": "CPM", "rate": 12_500}
    item = adops.line_item("standard-1", [adops.slot("bottom")], creatives=[], **terms)
    monkeypatch.setattr("ads.models.booking.has_delivered", lambda ids: ids == [item.pk])
    monkeypatch.setattr("ads.bookings.has_delivered", lambda ids: ids == [item.pk])
    other = adops.campaign()
    for sent, name in (
        ({"goal_type": "clicks", "cost_type": "", "rate": None}, "goal_type"),
        ({"cost_type": "flat"}, "cost_type"),
        ({"campaign": other.pk}, "campaign"),
    ):
        response = patch(key, f"line-items/{item.pk}", sent, "*")
        assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, name)
    same = adops.campaign(advertiser=item.campaign.advertiser)
    assert (
        patch(key, f"line-items/{item.pk}", {"campaign": same.pk, "goal_quantity": 50}, "*").status_code
        == 200
    )
