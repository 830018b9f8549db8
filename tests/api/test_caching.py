"""What shared caches hear: how long, what for, and for whom."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from articles import services
from runtime import versions
from tests import newsroom
from tests.api.calls import call, headers_of, read
from tests.api.documents import document

pytestmark = pytest.mark.django_db

FRESH = "public, max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=300"
PUBLIC = ["articles/", "articles/by-slug/berita-satu/", "resolve/?path=/berita/berita-satu/", "sections/",
          "sections/berita/", "front/", "front/berita/", "site/", "schema/"]  # fmt: skip


@pytest.fixture(scope="module")
def article(kept):
    with kept():
        section = newsroom.section("Berita")
        yield newsroom.article(section, title="Berita satu", tags=["umkm"], authors=[newsroom.author()])


def cache_control(path):
    return call(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", PUBLIC)
def test_without_a_boundary_an_answer_holds_a_minute(article, path):
    assert cache_control(path) == FRESH


@pytest.mark.parametrize("path", ["articles/", "front/", "sections/"])
def test_a_boundary_in_12_seconds_ends_every_list(article, clock, path):
    document(1000, published_at=clock.now(), visible_from=clock.now() + timedelta(seconds=12))
    assert cache_control(path) == "public, max-age=0, s-maxage=12, stale-while-revalidate=0, stale-if-error=0"


def test_a_detail_ends_with_its_own_boundary_only(article, clock):
    document(1000, published_at=clock.now(), visible_until=clock.now() + timedelta(seconds=75))
    assert cache_control(f"articles/{article.pk}/") == FRESH
    assert cache_control("articles/1000/") == (
        "public, max-age=0, s-maxage=60, stale-while-revalidate=15, stale-if-error=15"
    )


def test_the_seconds_are_counted_when_served(article, clock):
    document(1000, published_at=clock.now(), visible_until=clock.now() + timedelta(seconds=30))
    clock.advance(timedelta(seconds=20))
    assert "s-maxage=10," in cache_control("articles/")
    clock.advance(timedelta(seconds=9.5))
    assert "s-maxage=0," in cache_control("articles/")
    clock.advance(timedelta(seconds=0.5))
    assert cache_control("articles/") == FRESH


def test_a_304_counts_the_seconds_anew(article, clock):
    document(1000, published_at=clock.now(), visible_until=clock.now() + timedelta(seconds=30))
    etag = call("articles/1000/").headers["ETag"]
    clock.advance(timedelta(seconds=20))
    again = call("articles/1000/", headers={"if-none-match": etag})
    assert again.status_code == 304
    assert "s-maxage=10," in again.headers["Cache-Control"]


def test_an_article_that_expires_is_cached_no_longer_than_it_lives(article, clock):
    clock.set(datetime.now(UTC))
    page = newsroom.article(article.get_parent(), title="Sebentar", publish=False)
    page.expire_at = clock.now() + timedelta(seconds=20)
    page.save_revision()
    services.publish(page)
    assert "s-maxage=20," in cache_control(f"articles/{page.pk}/") or "s-maxage=19," in cache_control(
        f"articles/{page.pk}/"
    )
    clock.advance(timedelta(seconds=20))
    assert call(f"articles/{page.pk}/").status_code == 404


@pytest.mark.parametrize("path", [*PUBLIC, "articles/999999/", "articles/?nope=1", "articles"])
def test_everybody_may_read_the_same_bytes(article, path):
    plain = call(path)
    assert plain.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in plain.headers
    assert "Set-Cookie" not in plain.headers
    assert int(plain.headers["Warta-Version"]) == versions.current("content")
    odd = call(
        path, headers={"origin": "https://evil.example", "cookie": "sessionid=x", "authorization": "Bearer x"}
    )
    assert odd.content == plain.content
    assert headers_of(odd) == headers_of(plain)


def test_a_bad_request_is_kept_by_nobody(article):
    assert cache_control("articles/?nope=1") == "no-store"


def test_tags_name_what_is_in_the_answer(article):
    section = article.get_parent().pk
    detail = call(f"articles/{article.pk}/").headers["Cache-Tag"].split(",")
    assert {f"article-{article.pk}", f"section-{section}"} <= set(detail)
    lists = call("articles/?section=berita").headers
    assert lists["Cache-Tag"] == f"list,list-section-{section},article-{article.pk}"
    assert lists["Surrogate-Key"] == f"list list-section-{section} article-{article.pk}"
    assert call("articles/").headers["Cache-Tag"] == f"list,article-{article.pk}"


def test_tags_of_a_long_list_stay_within_two_kilobytes(article, clock):
    for number in range(100):
        document(10**15 + number, published_at=clock.now())
    headers = call("articles/?limit=100").headers
    assert len(headers["Cache-Tag"]) <= 2048
    assert len(headers["Surrogate-Key"]) <= 2048


def test_a_list_etag_is_the_same_in_every_spelling_and_changes_with_the_question(article):
    def etag(query):
        return call(f"articles/?{query}").headers["ETag"]

    assert etag("") == etag("limit=20&order=-published_at")
    assert len({etag(query) for query in ("", "limit=5", "tag=umkm", "fields=_,id", "count=none")}) == 5


def test_a_list_etag_changes_when_a_card_does_and_only_then(article, clock):
    before = call("articles/").headers["ETag"]
    assert call("articles/", headers={"if-none-match": f"W/{before}"}).status_code == 304
    document(1000, published_at=clock.now())
    after = call("articles/", headers={"if-none-match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_the_version_is_the_one_after_the_last_publish(article):
    before = int(call("articles/").headers["Warta-Version"])
    newsroom.article(article.get_parent(), title="Baru")
    assert int(call("articles/").headers["Warta-Version"]) > before


def test_nothing_is_longer_than_it_need_be(article):
    """Compact JSON in UTF-8: letters are letters, and no space stands between tokens."""
    body = call("site/").content
    assert body == orjson.dumps(read("site/"))
