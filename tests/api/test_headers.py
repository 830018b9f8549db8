"""Headers that every answer of the API has, whoever asks: what browsers, caches and logs go by."""

import pytest

from tests import newsroom
from tests.api.calls import call

pytestmark = pytest.mark.django_db

PUBLIC = ["articles/", "articles/by-slug/kabar/", "resolve/?path=/entah/", "articles/?limit=500", "schema/",
          "/feeds/rss.xml", "/sitemap.xml", "/ads.txt"]  # fmt: skip
PRIVATE = ["preview/", "manage/line-items/", "tidak-ada/"]


@pytest.fixture(scope="module", autouse=True)
def article(kept):
    with kept():
        yield newsroom.article(newsroom.section("Berita"), title="Kabar", slug="kabar")


@pytest.mark.parametrize("path", PUBLIC + PRIVATE)
def test_no_answer_is_sniffed_or_sets_a_cookie(path):
    headers = call(path, headers={"cookie": "sessionid=abc"}).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_answer_varies_by_nothing_that_a_reader_is_known_by(path):
    headers = call(path, headers={"authorization": "Bearer x", "origin": "https://lain.example"}).headers
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize("path", PRIVATE[:2])
def test_an_answer_for_one_client_is_kept_by_nobody(path):
    assert call(path).headers["Cache-Control"] in ("private, no-store", "no-store")


def test_an_answer_names_its_request_where_no_cache_shares_it():
    assert len(call("manage/line-items/").headers["X-Request-ID"]) == 32
    assert "X-Request-ID" not in call("articles/").headers


def test_who_reports_too_often_is_told_when_to_come_back(settings, client):
    settings.SLOT_CALLS_PER_SECOND, settings.SLOT_CALLS_BURST = 0.001, 2
    answers = [client.post("/api/v1/events/", b'{"events":[]}', content_type="text/plain") for _ in range(3)]
    assert answers[1].status_code != 429
    assert (answers[2].status_code, answers[2].headers["Retry-After"]) == (429, "1")
    assert answers[2].json()["code"] == "too_many_requests"
