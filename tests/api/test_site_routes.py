"""What a frontend asks about its own routes: months of the archive, every path, every redirect."""

from datetime import UTC, datetime

import orjson
import pytest
from wagtail.contrib.redirects.models import Redirect

from api.published import hot, queue, redirects, routes
from tests import newsroom
from tests.api.calls import call, problem, read
from tests.api.documents import document
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def section(kept):
    with kept():
        section = newsroom.section("Berita")
        siti = newsroom.author("Siti Rahma")
        newsroom.article(section, title="Satu", authors=[siti], tags=["umkm"], published_at=NOON)
        newsroom.article(section, title="Draf", authors=[siti], tags=["rahasia"], publish=False)
        queue.drain(now=NOON)
        yield section


def walk(path):
    """The items of every page of a list."""
    pages = []
    while path:
        found = orjson.loads(call(path).content)
        pages.append(found["items"])
        path = (found["meta"]["next"] or "").partition("/api/v1/")[2]
    return pages


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 7, 31, 16, 59, 59, tzinfo=UTC), (2026, 7)),
        (datetime(2026, 7, 31, 17, 0, tzinfo=UTC), (2026, 8)),
        (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), (2026, 1)),
    ],
)
def test_a_month_begins_at_midnight_of_the_sites_zone(at, month):
    newsroom.home()
    document(901, published_at=at)
    year, number = month
    assert read("archive/") == [{"year": year, "month": number, "article_count": 1}]


def test_months_come_newest_first_and_count_visible_articles_only(section):
    for number, month in enumerate((3, 3, 5), start=901):
        document(number, published_at=datetime(2024, month, 10, tzinfo=UTC), sections=("berita",))
    assert read("archive/?section=berita") == [
        {"year": 2026, "month": 8, "article_count": 1},
        {"year": 2024, "month": 5, "article_count": 1},
        {"year": 2024, "month": 3, "article_count": 2},
    ]
    assert read("archive/?author=siti-rahma") == [{"year": 2026, "month": 8, "article_count": 1}]
    assert read("archive/?section=nothing") == []


def test_a_month_of_the_archive_is_a_month_of_the_list(section):
    for month in read("archive/"):
        asked = f"{month['year']}-{month['month']:02}"
        found = read(f"articles/?published_on={asked}")
        assert found["meta"]["total_count"] == month["article_count"]


def test_paths_are_those_that_resolve_as_they_say(section):
    found = read("paths/")
    assert [(item["path"], item["kind"]) for item in found["items"]] == [
        ("/", "page"),
        ("/berita/", "page"),
        ("/berita/satu/", "page"),
        ("/penulis/siti-rahma/", "author"),
        ("/topik/umkm/", "tag"),
    ]
    for item in found["items"]:
        assert list(item) == ["path", "kind", "id", "updated_at"]
        assert read(f"resolve/?path={item['path']}")["kind"] == item["kind"]
    assert found["meta"] == {"total_count": None, "next": None, "previous": None, "cursor": None}


def test_paths_walk_without_gap_or_repeat(section, monkeypatch):
    every = read("paths/")["items"]
    monkeypatch.setattr(routes, "A_PAGE", 2)
    hot.forget()
    pages = walk("paths/")
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [item for page in pages for item in page] == every


def test_paths_of_one_language(section):
    assert read("paths/?locale=id") == read("paths/")
    assert problem("paths/?locale=xx")["code"] == "unknown_locale"


def test_redirects_are_those_that_resolve_answers(section):
    Redirect.add_redirect("/lama", "/lebih-baru/", is_permanent=True)
    Redirect.add_redirect("/lebih-baru", "/berita/", is_permanent=False)
    Redirect.add_redirect("/keluar.html", "https://elsewhere.example/", is_permanent=True)
    Redirect.add_redirect("/berita", "/lama/", is_permanent=True)
    Redirect.add_redirect("/topik/umkm", "/berita/", is_permanent=True)
    Redirect.add_redirect("/putar", "/putar/", is_permanent=True)
    found = read("redirects/")["items"]
    assert found == [
        {"path": "/keluar.html", "status": 301, "location": "https://elsewhere.example/", "external": True},
        {"path": "/lama/", "status": 302, "location": "/berita/", "external": False},
        {"path": "/lebih-baru/", "status": 302, "location": "/berita/", "external": False},
    ]
    for each in found:
        answer = read(f"resolve/?path={each['path']}")
        assert {**answer, "path": each["path"]} == {"kind": "redirect", **each}


def test_redirects_walk_by_cursor(section, monkeypatch):
    monkeypatch.setattr(redirects, "A_PAGE", 2)
    for number in range(5):
        Redirect.add_redirect(f"/lama-{number}", "/berita/", is_permanent=True)
    assert [[item["path"] for item in page] for page in walk("redirects/")] == [
        ["/lama-0/", "/lama-1/"],
        ["/lama-2/", "/lama-3/"],
        ["/lama-4/"],
    ]


def test_a_redirect_to_a_hidden_page_is_in_no_list(section):
    hidden = newsroom.article(section, title="Rahasia")
    Redirect.add_redirect("/lama", hidden, is_permanent=True)
    assert len(read("redirects/")["items"]) == 1
    hidden.unpublish()
    assert read("redirects/")["items"] == []


@pytest.mark.parametrize("count", [1, 30])
def test_redirects_cost_the_same_at_every_length(section, django_assert_num_queries, count):
    article = type(newsroom.article(section, title="Tujuan")).objects.get(slug="tujuan")
    for number in range(count):
        Redirect.add_redirect(f"/lama-{number}", article, is_permanent=True)
    call("redirects/")
    hot.forget()
    with django_assert_num_queries(5):
        assert len(read("redirects/")["items"]) == count


@pytest.mark.parametrize("path", ["paths/", "redirects/"])
def test_a_foreign_cursor_is_refused(section, path):
    assert problem(f"{path}?cursor=abc")["code"] == "invalid_cursor"
    assert problem(f"{path}?limit=5")["errors"][0]["code"] == "unknown_parameter"


@pytest.mark.parametrize("path", ["archive/", "paths/", "redirects/"])
def test_each_of_them_answers_304(section, path):
    response = call(path)
    again = call(path, headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
