"""What each format of creative is in a decision, and the pages of those that bring their own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import OperationalError
from django.test import Client

from ads import services
from ads.models import Creative
from runtime import versions
from tests import adops
from tests.api.ads.calls import decide
from tests.packages import zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BOTTOM = "article-bottom-1"
ZIP = zipped({"a/index.html": "<html><head><title>x</title>", "a/a.js": "let a", "a/i/b.png": b"\x89PNG"})
THIRD_PARTY = {"third_party": True}
HOST = "localhost"


@pytest.fixture(autouse=True)
def origins(settings: Any) -> None:
    settings.PUBLIC_URL, settings.CREATIVE_ORIGIN = "http://127.0.0.1:8000", "http://localhost:8000"


def booked(creative: Creative) -> Creative:
    adops.line_item("network", [adops.slot(BOTTOM)], creatives=[creative])
    return creative


def decision(**asked: Any) -> Any:
    return decide(BOTTOM, **asked)["decisions"][BOTTOM]


def frame(address: str, *, host: str = HOST, method: str = "GET") -> Any:
    return Client().generic(method, urlsplit(address).path, headers={"host": host})


def test_native_has_these_keys() -> None:
    picture = adops.asset()
    booked(adops.native_creative(title="Judul", body="Isi", cta="Lihat", sponsor="Bank", asset=picture))
    shown = decision()
    assert (shown["format"], shown["size"]) == ("native", [300, 250])
    assert shown["content"] == {
        "title": "Judul",
        "body": "Isi",
        "cta": "Lihat",
        "image_url": picture.file.url,
        "sponsor": "Bank",
    }


def test_native_without_picture_and_sponsor_keeps_every_key() -> None:
    booked(adops.native_creative(advertiser=adops.advertiser("Bank Nusantara")))
    assert decision()["content"] == {
        "title": "An offer",
        "body": "What it is about.",
        "cta": "",
        "image_url": None,
        "sponsor": "Bank Nusantara",
    }


@pytest.mark.parametrize(
    ("kind", "requires", "told"),
    [("html", "", None), ("html", "storage", "storage"), ("tag", "", "third_party")],
)
def test_a_page_of_its_own_is_an_address_on_the_other_origin(
    kind: str, requires: str, told: str | None
) -> None:
    booked(adops.framed_creative(kind=kind, requires=requires))
    shown = decision(consent={"storage": True, "third_party": True})
    assert (shown["format"], set(shown["content"])) == (kind, {"frame_url", "requires"})
    assert shown["content"]["requires"] == told
    address = urlsplit(shown["content"]["frame_url"])
    assert f"{address.scheme}://{address.netloc}" == "http://localhost:8000"
    assert unquote(address.fragment) == f"click={shown['click_url']}"


@pytest.mark.parametrize(
    ("consent", "is_shown"),
    [
        (None, False),
        ({}, False),
        ({"storage": True}, False),
        ({"third_party": True}, True),
        ({"third_party": True, "gpc": True}, False),
        ({"third_party": None, "tcf": None, "gpp": "DBABMA~x"}, False),
    ],
)
def test_a_tag_is_shown_only_with_leave_for_third_parties(
    consent: dict[str, Any] | None, is_shown: bool
) -> None:
    booked(adops.framed_creative(kind="tag"))
    assert (decision(consent=consent) is not None) is is_shown


def test_a_fluid_page_takes_the_room_of_the_slot() -> None:
    booked(adops.framed_creative(size=None))
    assert decision()["size"] == [300, 250]


def test_markup_is_served_inside_a_sandbox_with_our_script_first() -> None:
    booked(adops.framed_creative("<p id=own>Hi</p>", destination="https://example.org/x?a={slot}"))
    response = frame(decision()["content"]["frame_url"])
    page = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.index("clickTag") < page.index("<p id=own>Hi</p>")
    assert '"stored": "https://example.org/x?a="' in page
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    assert policy["connect-src"] == "http://localhost:8000"
    assert policy["script-src"] == "'unsafe-inline' 'unsafe-eval' http://localhost:8000"
    assert policy["frame-src"] == "'none'"
    assert not response.cookies
    assert "X-Frame-Options" not in response.headers


def test_markup_with_macros_is_written_by_the_script_that_knows_them() -> None:
    markup = (
        '<a href="{click_url}">x</a></script><script src="https://t.example/?c={click_url_encoded}"></script>'
    )
    booked(adops.framed_creative(markup, kind="tag"))
    page = frame(decision(consent=THIRD_PARTY)["content"]["frame_url"]).content.decode()
    assert markup not in page
    written = page.split("document.write(warta(")[1].split("))</script>")[0]
    assert json.loads(written) == markup


def test_a_third_party_tag_may_load_what_it_likes_by_https() -> None:
    booked(adops.framed_creative(kind="tag"))
    policy = frame(decision(consent=THIRD_PARTY)["content"]["frame_url"])["Content-Security-Policy"]
    assert "script-src 'unsafe-inline' 'unsafe-eval' http://localhost:8000 https:;" in policy
    assert "frame-src https:;" in policy


def test_a_zip_answers_its_files_and_nothing_else() -> None:
    booked(adops.framed_creative(package=ZIP))
    address = urlsplit(decision()["content"]["frame_url"]).path
    assert frame(address).content.startswith(b"<html><head><base target")
    script, picture = frame(f"{address}a.js"), frame(f"{address}i/b.png")
    assert (script.content, script["Content-Type"]) == (b"let a", "text/javascript; charset=utf-8")
    assert (picture.content, picture["Content-Type"]) == (b"\x89PNG", "image/png")
    for response in (script, picture):
        assert response["Content-Security-Policy"].startswith("sandbox ")
        assert response["Access-Control-Allow-Origin"] == "*"
    for path in ("b.js", "a/a.js", "../a.js", "%2e%2e/a.js", "a.php", "i/", "//a.js", "a.js%00"):
        response = frame(f"{address}{path}")
        assert response.status_code == 404, path
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_pages_answer_with_the_database_down(monkeypatch: pytest.MonkeyPatch) -> None:
    booked(adops.framed_creative("<p>Hi</p>"))
    address = decision()["content"]["frame_url"]

    def down(rows: object) -> None:
        raise OperationalError

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", down)
    assert b"<p>Hi</p>" in frame(address).content


def test_a_revision_that_was_replaced_a_moment_ago_is_still_there() -> None:
    creative = booked(adops.framed_creative("<p>before</p>"))
    address = decision()["content"]["frame_url"]
    creative.markup = "<p>after</p>"
    adops.publish(creative)
    versions.poll_now()
    assert b"<p>before</p>" in frame(address).content
    assert b"<p>after</p>" in frame(decision()["content"]["frame_url"]).content


def test_a_creative_in_the_archive_is_gone(clock: Any) -> None:
    creative = booked(adops.framed_creative())
    address = decision()["content"]["frame_url"]
    services.archive(target=creative, by=None, now=clock.now())
    versions.poll_now()
    assert frame(address).status_code == 404


def test_an_address_that_was_altered_names_nothing() -> None:
    creative = booked(adops.framed_creative())
    path = urlsplit(decision()["content"]["frame_url"]).path
    signature = path.split("/")[4]
    other = signature[:-1] + ("A" if signature[-1] != "A" else "B")
    for place in (f"{creative.pk}/{creative.live_revision_id}/{other}", f"{creative.pk}/0/{signature}", "1"):
        assert frame(f"/visuals/{place}/").status_code == 404


@pytest.mark.parametrize(("host", "status"), [("localhost:8000", 200), ("127.0.0.1:8000", 404)])
def test_creatives_live_on_their_own_origin_only(host: str, status: int) -> None:
    booked(adops.framed_creative())
    assert frame(decision()["content"]["frame_url"], host=host).status_code == status


@pytest.mark.parametrize("path", ["/", "/admin/", "/api/v1/articles/", "/api/v1/slots/", "/static/slots.js"])
def test_every_other_get_there_leads_to_the_public_address(path: str) -> None:
    Client().get(path, headers={"host": "127.0.0.1:8000"})
    response = frame(path, host="localhost:8000")
    assert (response.status_code, response["Location"]) == (302, f"http://127.0.0.1:8000{path}")
    assert not response.cookies


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent_to_that_origin(method: str) -> None:
    booked(adops.framed_creative())
    assert frame(decision()["content"]["frame_url"], method=method).status_code == 404


def test_the_frame_for_readers_without_javascript_shows_no_page_of_its_own() -> None:
    slot = adops.slot(BOTTOM)
    creatives = [adops.framed_creative(), adops.native_creative(title="Judul <b>")]
    for creative in creatives:
        adops.line_item("network", [slot], creatives=[creative])
    for _ in range(4):
        page = Client().get(f"/api/v1/slots/{BOTTOM}/frame/").content.decode()
        assert "Judul &lt;b&gt;" in page
        assert page.count('src="http://127.0.0.1:8000/api/v1/events/') == 1
