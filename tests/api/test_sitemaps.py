"""Sitemaps: what search engines are told of, and for how long it is news."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from api.published import queue
from api.published.models import Document
from api.views import sitemaps
from runtime import clock as clocks
from tests import newsroom
from tests.api.calls import call, problem, read
from tests.api.documents import document
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
N = "{http://www.google.com/schemas/sitemap-news/0.9}"
X = "{http://www.w3.org/1999/xhtml}"
ROOT = "http://127.0.0.1:3000"


@pytest.fixture(scope="module")
def section(kept):
    with kept():
        section = newsroom.section("Berita")
        newsroom.article(section, title="Berita satu & dua", slug="berita-satu", published_at=NOON)
        queue.drain(now=clocks.now())
        yield section


def parse(path):
    response = call(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def locs(path):
    return [each.text for each in parse(path).iter(f"{S}loc")]


def test_the_index_names_its_pages_on_the_frontends_host(section):
    [page] = parse("/sitemap.xml").findall(f"{S}sitemap")
    assert page.findtext(f"{S}loc") == f"{ROOT}/sitemap.xml?page=1"
    changes = [each.text for each in parse("/sitemap.xml?page=1").iter(f"{S}lastmod")]
    assert page.findtext(f"{S}lastmod") == max(changes)


def test_a_page_lists_every_visible_page_with_its_last_change(section):
    newsroom.section("Draf", publish=False)
    root = parse("/sitemap.xml?page=1")
    assert {each.text for each in root.iter(f"{S}loc")} == {
        f"{ROOT}/",
        f"{ROOT}/berita/",
        f"{ROOT}/berita/berita-satu/",
    }
    assert all(each.findtext(f"{S}lastmod").endswith("Z") for each in root.findall(f"{S}url"))


@pytest.mark.parametrize("fields", [{"noindex": True}, {"canonical_url": "https://elsewhere.example/a/"}])
def test_what_search_engines_shall_not_find_is_in_no_sitemap(section, fields):
    newsroom.article(section, title="Rahasia", **fields)
    assert f"{ROOT}/berita/rahasia/" not in locs("/sitemap.xml?page=1")
    assert f"{ROOT}/berita/rahasia/" not in locs("/news-sitemap.xml")


def test_a_change_counts_before_the_queue_has_been_there(section):
    page = newsroom.article(section, title="Segera")
    Document.objects.filter(page_id=page.pk).update(dirty=True, path="/lama/")
    assert f"{ROOT}/berita/segera/" in locs("/sitemap.xml?page=1")
    page.noindex = True
    type(page).objects.filter(pk=page.pk).update(noindex=True)
    assert not {f"{ROOT}/berita/segera/", f"{ROOT}/lama/"} & set(locs("/sitemap.xml?page=1"))


def test_long_sitemaps_have_several_pages(section, clock, monkeypatch):
    monkeypatch.setattr(sitemaps, "PAGE", 2)
    for number in range(3):
        document(10**15 + number, published_at=clock.now() + timedelta(days=number))
    assert len(locs("/sitemap.xml")) == 3
    pages = [locs(f"/sitemap.xml?page={number}") for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 2]
    assert len({loc for page in pages for loc in page}) == 6
    lastmods = [each.text for each in parse("/sitemap.xml").iter(f"{S}lastmod")]
    assert lastmods[2] == "2026-08-17T05:00:00Z"
    assert problem("/sitemap.xml?page=4")["status"] == 404


def test_a_sitemap_page_is_a_number(section):
    assert problem("/sitemap.xml?page=0")["code"] == "out_of_range"
    assert problem("/sitemap.xml?page=x")["status"] == 400


def test_news_has_name_language_date_and_title(section):
    [url] = parse("/news-sitemap.xml").findall(f"{S}url")
    news = url.find(f"{N}news")
    assert url.findtext(f"{S}loc") == f"{ROOT}/berita/berita-satu/"
    assert news.findtext(f"{N}publication/{N}name")
    assert news.findtext(f"{N}publication/{N}language") == "id"
    assert news.findtext(f"{N}publication_date") == "2026-08-15T05:00:00Z"
    assert news.findtext(f"{N}title") == "Berita satu & dua"


def test_after_48_hours_only_the_newest_article_is_left(section, clock):
    clock.advance(timedelta(hours=1))
    newsroom.article(section, title="Berita dua", published_at=clock.now())
    assert len(locs("/news-sitemap.xml")) == 2
    clock.advance(timedelta(hours=47))
    assert locs("/news-sitemap.xml") == [f"{ROOT}/berita/berita-dua/"]
    clock.advance(timedelta(days=30))
    assert locs("/news-sitemap.xml") == [f"{ROOT}/berita/berita-dua/"]


def test_what_is_paid_for_is_no_news_while_there_is_any(section):
    newsroom.article(section, title="Berbayar", label="sponsored")
    assert locs("/news-sitemap.xml") == [f"{ROOT}/berita/berita-satu/"]
    Document.objects.filter(slug="berita-satu").delete()
    assert locs("/news-sitemap.xml") == [f"{ROOT}/berita/berbayar/"]


def test_a_sitemap_names_the_languages_of_a_page_as_its_head_does(section):
    page = type(section).objects.get(pk=section.pk).get_children().get()
    newsroom.translated(newsroom.home(), title="Home")
    newsroom.translated(section, title="News", slug="news")
    hidden = newsroom.translated(page, title="One", slug="one")
    queue.drain(now=clocks.now())
    urls = {each.findtext(f"{S}loc"): each for each in parse("/sitemap.xml?page=1").findall(f"{S}url")}

    def languages(path):
        return [(each.get("hreflang"), each.get("href")) for each in urls[ROOT + path].findall(f"{X}link")]

    for path in ("/", "/berita/", "/en/news/", "/berita/berita-satu/", "/en/news/one/"):
        alternates = read(f"resolve/?path={path}&fields=_,seo")["page"]["seo"]["alternates"]
        assert languages(path) == [(each["hreflang"], each["href"]) for each in alternates] != [], path
    hidden.unpublish()
    assert "one" not in call("/sitemap.xml?page=1").content.decode()


def test_news_is_kept_no_longer_than_it_is_news(section, clock):
    clock.advance(timedelta(hours=47, minutes=59, seconds=50))
    assert "s-maxage=10," in call("/news-sitemap.xml").headers["Cache-Control"]


def test_without_any_article_there_is_no_news_sitemap():
    Document.objects.all().delete()
    assert problem("/news-sitemap.xml")["status"] == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap.xml?page=1", "/news-sitemap.xml"])
def test_sitemaps_answer_304(section, path):
    response = call(path)
    again = call(path, headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "list" in response.headers["Cache-Tag"].split(",")


@pytest.mark.parametrize("items", [1, 20, 60])
def test_sitemaps_cost_one_query_at_every_length(section, django_assert_num_queries, items):
    for number in range(items):
        newsroom.article(section, title=f"Lagi {number}")
    queue.drain(now=clocks.now())
    for path in ("/sitemap.xml", "/sitemap.xml?page=1", "/news-sitemap.xml"):
        call(path)
        with django_assert_num_queries(1):
            assert call(path).status_code == 200
