"""The contract of `events/`, the pixel and `click/`."""

import os
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.test import Client

from ads import services, tokens
from ads.counting import ledger, spool, statistics
from ads.counting.models import AdEvent, CounterTotal, EventClass, EventFlag, EventType, PageView
from ads.decision.types import PageFacts
from ads.delivery import serve
from ads.delivery.serve import signing_keys
from ads.models import DeskSettings
from runtime import versions
from tests import adops
from tests.api.ads.calls import DESKTOP, EVENTS, GOOGLEBOT, PHONE, browser, post, report, token

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"


@pytest.fixture
def now(clock) -> datetime:  # type: ignore[no-untyped-def]
    at: datetime = clock.now()
    return at


@pytest.fixture
def slot(now: datetime):  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    adops.line_item(
        "network", [slot], creatives=[adops.image_creative(destination="https://example.org/offer")]
    )
    return slot


def rows() -> list[tuple[int, int]]:
    return list(AdEvent.objects.order_by("type", "id").values_list("type", "event_class"))


def counter(name: str) -> int:
    statistics.flush()
    return sum(CounterTotal.objects.filter(name=name).values_list("count", flat=True))


def forged(text: str) -> str:
    return ("A" if text[10] != "A" else "B").join((text[:10], text[11:]))


def test_takes_impression_and_viewable(slot) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    response = report((text, "impression"), (text, "viewable"))
    assert (response.status_code, response.content, response.get("Content-Type")) == (204, b"", None)
    assert rows() == [(EventType.IMPRESSION, 0), (EventType.VIEWABLE, 0)]


def test_a_batch_of_good_forged_and_expired_is_a_204(slot, clock) -> None:  # type: ignore[no-untyped-def]
    old = token(BOTTOM)
    clock.advance(timedelta(hours=2))
    good = token(BOTTOM)
    response = report((good, "impression"), (forged(good), "impression"), (old, "impression"))
    assert response.status_code == 204
    assert sorted(rows()) == [(1, EventClass.ACCEPTED), (1, EventClass.EXPIRED)]
    assert counter("forged_token") == 1


def test_a_token_sent_again_is_one_row(slot) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    for _ in range(4):
        assert report((text, "impression")).status_code == 204
    assert len(rows()) == 1
    assert counter("duplicate") == 3


def test_a_token_counts_for_its_own_slot_and_creative_only(slot) -> None:  # type: ignore[no-untyped-def]
    genuine = tokens.verify(token(BOTTOM), keys=signing_keys())
    for changed in ({"slot": slot.pk + 1}, {"creative": 1}, {"line_item": 1}, {"ordinal": 9}):
        altered = genuine._replace(**changed)
        assert report((tokens.sign(altered, key=b"x" * 32), "impression")).status_code == 204
    assert rows() == []
    assert counter("forged_token") == 4


def test_a_rotated_key_breaks_no_live_token(slot, settings) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    report((text, "impression"))
    settings.SECRET_KEY_FALLBACKS = []
    report((text, "viewable"))
    assert rows() == [(EventType.IMPRESSION, EventClass.ACCEPTED)]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"User-Agent": GOOGLEBOT}, EventClass.BOT),
        ({"Sec-Purpose": "prefetch;prerender"}, EventClass.PREFETCH),
        ({"Purpose": "prefetch"}, EventClass.PREFETCH),
        ({"X-Moz": "prefetch"}, EventClass.PREFETCH),
        ({"User-Agent": ""}, EventClass.ACCEPTED),
    ],
)
def test_machines_are_kept_and_give_way_to_a_reader(slot, headers, expected) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    report((text, "impression"), **headers)
    assert rows() == [(1, expected)]
    report((text, "impression"))
    assert rows() == [(1, EventClass.ACCEPTED)]


def test_events_of_a_stopped_line_item_are_kept_as_stopped(slot, clock) -> None:  # type: ignore[no-untyped-def]
    early, late = token(BOTTOM), token(BOTTOM)
    item = slot.line_items.get()
    services.stop(line_item=item, by=None, now=clock.now())
    clock.advance(timedelta(seconds=60))
    versions.poll_now()
    report((early, "impression"))
    clock.advance(timedelta(seconds=61))
    report((late, "impression"))
    # Both were decided in the moment of the stop.
    assert rows() == [(1, EventClass.STOPPED)] * 2


def test_counts_views_of_pages_apart(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from ads import ports

    known = {"/pelatihan/": PageFacts(path="/pelatihan/")}
    monkeypatch.setattr(ports.page_facts, "_function", lambda path, site=None: known.get(path))
    views = [{"type": "page_view", "path": path} for path in ("/pelatihan/", "/pelatihan", "/made-up/")]
    assert post(EVENTS, {"events": views}).status_code == 204
    post(EVENTS, {"events": views}, **{"User-Agent": GOOGLEBOT})
    assert counter("page_view_unknown") == 1
    assert list(PageView.objects.values_list("path", "view_count")) == [("/pelatihan/", 1)]
    assert rows() == []


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(rows: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(ledger, "write", away)


def test_without_the_database_events_are_acknowledged_from_the_spool(slot, database_away: None) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    assert report((text, "impression")).status_code == 204
    assert browser.get(f"{EVENTS}{text}.gif").status_code == 200
    assert spool.waiting() == 2
    assert rows() == []


def test_says_503_when_neither_database_nor_disk_takes_it(slot, database_away: None, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    calls = (
        report((text, "impression")),
        browser.get(f"{EVENTS}{text}.gif"),
        browser.get(f"/api/v1/click/{text}/"),
    )
    for response in calls:
        assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert spool.waiting() == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"events": []}, 204, None),
        ({}, 400, "required"),
        ({"events": {}}, 400, "invalid"),
        ({"events": ["x"]}, 400, "invalid"),
        ({"events": [{"type": "click", "token": "x"}]}, 400, "invalid"),
        ({"events": [{"type": "impression"}]}, 400, "required"),
        ({"events": [{"type": ["impression"], "token": "x"}]}, 400, "invalid"),
        ({"events": [{"token": "x"}]}, 400, "invalid"),
        ({"events": [{"type": "impression", "token": 5}]}, 400, "invalid"),
        ({"events": [{"type": "impression", "token": "x", "ms": -1}]}, 400, "out_of_range"),
        ({"events": [{"type": "impression", "token": "x", "slot": "a"}]}, 400, "unknown_key"),
        ({"events": [{"type": "page_view"}]}, 400, "required"),
        ({"events": [{"type": "page_view", "path": "https://x/"}]}, 400, "invalid"),
        ({"events": [{"type": "impression", "token": "x"}], "more": 1}, 400, "unknown_key"),
        ({"events": [{"type": "impression", "token": "x"}] * 200}, 204, None),
        ({"events": [{"type": "impression", "token": "x"}] * 201}, 413, "too_many_events"),
        ("x" * (64 * 1024 + 1), 413, "too_large"),
        ("null", 400, "invalid"),
        ("", 400, "malformed_json"),
        ("\x00", 400, "malformed_json"),
    ],
)
def test_bad_batches_are_a_clear_4xx(now: datetime, body, status: int, code: str | None) -> None:  # type: ignore[no-untyped-def]
    response = post(EVENTS, body)
    assert (response.status_code, response.json()["code"] if response.content else None) == (status, code)
    assert rows() == []


def test_a_get_of_events_is_refused(now: datetime) -> None:
    assert browser.get(EVENTS).status_code == 405


def test_the_pixel_counts_an_impression_in_43_bytes(slot) -> None:  # type: ignore[no-untyped-def]
    response = browser.get(f"{EVENTS}{token(BOTTOM)}.gif")
    assert (response.status_code, len(response.content), response["Content-Type"]) == (200, 43, "image/gif")
    assert response["Cache-Control"] == "no-store"
    assert rows() == [(EventType.IMPRESSION, EventClass.ACCEPTED)]


def test_a_forged_pixel_is_a_picture_and_no_row(now: datetime) -> None:
    response = browser.get(f"{EVENTS}nonsense.gif")
    assert (response.status_code, len(response.content)) == (200, 43)
    assert rows() == []
    assert counter("forged_token") == 1


def test_a_click_leads_to_the_stored_destination(slot) -> None:  # type: ignore[no-untyped-def]
    response = browser.get(f"/api/v1/click/{token(BOTTOM)}/?to=https://evil.example/")
    assert (response.status_code, response["Location"]) == (302, "https://example.org/offer")
    assert response["Cache-Control"] == "no-store"
    assert rows() == [(EventType.CLICK, EventClass.ACCEPTED)]


@pytest.mark.parametrize(
    "destination", ["mailto:desk@example.org", "tel:+6221500123", "whatsapp://send?phone=6221500123"]
)
def test_a_click_may_open_another_application(now: datetime, destination: str) -> None:
    slot = adops.slot(BOTTOM)
    adops.line_item("network", [slot], creatives=[adops.image_creative(destination=destination)])
    assert browser.get(f"/api/v1/click/{token(BOTTOM)}/")["Location"] == destination


def test_a_click_fills_the_macros_of_its_destination_in(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    destination = (
        "https://example.org/?i={line_item}&k={campaign}&c={creative}&s={slot}&d={device}&t={timestamp}"
    )
    creative = adops.image_creative(destination=destination)
    item = adops.line_item("network", [slot], creatives=[creative])
    assert browser.get(f"/api/v1/click/{token(BOTTOM)}/")["Location"] == (
        f"https://example.org/?i={item.pk}&k={item.campaign_id}&c={creative.pk}&s={BOTTOM}&d=mobile"
        f"&t={int(now.timestamp())}"
    )


def test_a_forged_click_is_not_found_and_not_counted(slot) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    for place in range(0, 72, 5):
        altered = text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
        response = browser.get(f"/api/v1/click/{altered}/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert rows() == []


def test_an_expired_click_still_leads_on(slot, clock) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    clock.advance(timedelta(hours=25))
    assert browser.get(f"/api/v1/click/{text}/")["Location"] == "https://example.org/offer"
    assert rows() == [(EventType.CLICK, EventClass.EXPIRED)]


@pytest.mark.parametrize("is_new_process", [False, True])
def test_a_click_leads_where_the_shown_revision_led(slot, is_new_process: bool) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    creative = slot.line_items.get().uses.get().creative
    creative.destination_url = "https://example.org/another"
    adops.publish(creative)
    if is_new_process:
        serve.forget()
    else:
        versions.poll_now()
    assert browser.get(f"/api/v1/click/{text}/")["Location"] == "https://example.org/offer"
    assert browser.get(f"/api/v1/click/{token(BOTTOM)}/")["Location"] == "https://example.org/another"


def test_a_click_leads_on_and_counts_later_without_the_database(slot, database_away, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    assert browser.get(f"/api/v1/click/{text}/").status_code == 302
    assert rows() == []
    monkeypatch.undo()
    ledger.outage.drain()
    assert rows() == [(EventType.CLICK, EventClass.ACCEPTED)]


@pytest.mark.parametrize("method", ["head", "options"])
def test_head_and_options_answer_and_count_nothing(slot, method: str) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    for path in (f"{EVENTS}{text}.gif", f"/api/v1/click/{text}/"):
        assert getattr(browser, method)(path).status_code == 200
    assert browser.options(EVENTS).status_code == 200
    assert rows() == []


def test_a_preflight_names_what_is_allowed(now: datetime, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CORS_ORIGINS = ("https://portal.example",)
    response = Client().options(EVENTS, headers={"Origin": "https://portal.example"})
    assert response["Access-Control-Allow-Origin"] == "https://portal.example"
    assert response["Access-Control-Allow-Methods"] == "POST, OPTIONS"


@pytest.fixture
def listed(slot):  # type: ignore[no-untyped-def]
    desk = DeskSettings.load()
    desk.datacentre_networks, desk.staff_networks = "203.0.113.0/24", "198.51.100.9"
    desk.full_clean()
    desk.save()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", EventClass.DATACENTRE),
        ("198.51.100.9", EventClass.STAFF),
        ("192.0.2.1", EventClass.ACCEPTED),
    ],
)
def test_22_what_listed_networks_report_is_kept_apart_and_not_billed(  # type: ignore[no-untyped-def]
    listed, address: str, expected: EventClass
) -> None:
    text = token(BOTTOM)
    sender = Client(headers={"User-Agent": PHONE}, REMOTE_ADDR=address)
    post(EVENTS, {"events": [{"token": text, "type": "impression"}]}, client=sender)
    sender.get(f"/api/v1/click/{text}/")
    assert rows() == [(EventType.IMPRESSION, expected), (EventType.CLICK, expected)]
    assert AdEvent.objects.filter(is_billable=True).exists() is (expected == EventClass.ACCEPTED)


def test_a_reader_takes_over_what_a_data_centre_reported_and_not_what_staff_did(listed) -> None:  # type: ignore[no-untyped-def]
    for address, expected in (("203.0.113.7", EventClass.ACCEPTED), ("198.51.100.9", EventClass.STAFF)):
        text = token(BOTTOM)
        body = {"events": [{"token": text, "type": "impression"}]}
        post(EVENTS, body, client=Client(headers={"User-Agent": PHONE}, REMOTE_ADDR=address))
        report((text, "impression"))
        assert AdEvent.objects.latest("pk").event_class == expected


def test_what_is_drawn_in_a_preview_is_kept_apart(slot) -> None:  # type: ignore[no-untyped-def]
    answer = post("/api/v1/slots/decide/", {"slots": [BOTTOM]}, **{"Warta-Preview": "token"}).json()
    text = answer["decisions"][BOTTOM]["token"]
    report((text, "impression"), (text, "viewable"))
    assert rows() == [(EventType.IMPRESSION, EventClass.PREVIEW), (EventType.VIEWABLE, EventClass.PREVIEW)]
    assert not AdEvent.objects.filter(is_billable=True).exists()


def test_odd_events_count_and_are_a_metric(slot) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    browser.get(f"/api/v1/click/{text}/", headers={"User-Agent": DESKTOP})
    assert rows() == [(EventType.CLICK, EventClass.ACCEPTED)]
    assert (counter("flag_agent_mismatch"), counter("flag_too_fast")) == (1, 1)
    assert AdEvent.objects.get().flags == EventFlag.AGENT_MISMATCH | EventFlag.TOO_FAST


@pytest.mark.parametrize("line", ["10.0.0.0/33", "example.org"])
def test_a_network_that_is_none_is_refused(slot, line: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValidationError, match=line):
        DeskSettings(staff_networks=line).full_clean()


def test_a_flag_counts_and_is_a_metric(slot) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    post(EVENTS, {"events": [{"token": text, "type": "viewable", "ms": 200}]})
    post(EVENTS, {"events": [{"token": text, "type": "impression"}] * 120})
    assert rows() == [(1, EventClass.ACCEPTED), (2, EventClass.ACCEPTED)]
    assert (counter("flag_hidden"), counter("flag_rate")) == (1, 120)
    assert list(AdEvent.objects.order_by("type").values_list("flags", flat=True)) == [
        EventFlag.RATE,
        EventFlag.TOO_FAST | EventFlag.HIDDEN,
    ]


def test_each_class_is_a_metric(slot) -> None:  # type: ignore[no-untyped-def]
    report((token(BOTTOM), "impression"), (token(BOTTOM), "impression"))
    report((token(BOTTOM), "impression"), **{"User-Agent": GOOGLEBOT})
    assert (counter("event_accepted"), counter("event_bot"), counter("event_prefetch")) == (2, 1, 0)


def test_head_and_options_are_metrics_and_no_rows(slot) -> None:  # type: ignore[no-untyped-def]
    text = token(BOTTOM)
    for path in (f"/api/v1/events/{text}.gif", f"/api/v1/click/{text}/"):
        assert browser.head(path).status_code == browser.options(path).status_code == 200
    assert browser.options(EVENTS).status_code == 200
    assert (counter("head"), counter("options"), rows()) == (2, 3, [])


def test_a_file_lists_the_networks_of_data_centres(slot, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    listed = tmp_path / "datacentres.txt"
    listed.write_text("# published by a provider\n203.0.113.0/24\n2001:db8::/32  # and its newer ones\n")
    settings.DATACENTRES_PATH = str(listed)
    for address in ("203.0.113.7", "2001:db8::1", "198.51.100.1"):
        events = [{"token": token(BOTTOM), "type": "impression"}]
        browser.post(EVENTS, {"events": events}, content_type="application/json", REMOTE_ADDR=address)
    assert sorted(rows()) == [
        (1, EventClass.ACCEPTED),
        (1, EventClass.DATACENTRE),
        (1, EventClass.DATACENTRE),
    ]
