"""Sections, front pages and the site."""

import pytest

from tests import newsroom
from tests.api.calls import call, ids, problem, read

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def portal(kept):
    with kept():
        training = newsroom.section("Pelatihan")
        digital = newsroom.section("Digital", parent=training)
        news = newsroom.section("Berita")
        newsroom.section("Draf", publish=False)
        for number in range(4):
            newsroom.article(digital, title=f"Digital {number}")
        newsroom.article(training, title="Pelatihan 1")
        newsroom.article(news, title="Berita 1")
        yield {"training": training, "digital": digital, "news": news}


def test_sections_are_a_tree_with_counts(portal):
    items = read("sections/")["items"]
    assert [(item["key"], item["article_count"]) for item in items] == [("pelatihan", 5), ("berita", 1)]
    assert [(child["key"], child["article_count"]) for child in items[0]["children"]] == [("digital", 4)]


def test_a_section_by_its_key(portal):
    found = read("sections/pelatihan/")
    assert (found["id"], found["title"], found["article_count"]) == (portal["training"].pk, "Pelatihan", 5)
    assert [child["key"] for child in found["children"]] == ["digital"]
    assert [crumb["path"] for crumb in found["breadcrumb"]] == ["/"]
    assert {"intro", "slots", "seo"} <= set(found)
    assert found == read(f"pages/{found['id']}/")


def test_an_unknown_and_a_hidden_section_are_not_found(portal):
    assert problem("sections/nothing/")["status"] == 404
    assert problem("sections/draf/")["status"] == 404
    assert problem("front/draf/")["status"] == 404


def test_a_key_survives_a_rename(portal):
    section = type(portal["news"]).objects.get(pk=portal["news"].pk)
    section.title, section.slug = "Kabar", "kabar"
    section.save_revision()
    newsroom.publish(section)
    found = read("sections/berita/")
    assert (found["title"], found["path"]) == ("Kabar", "/kabar/")


def test_a_front_page_has_zones_and_no_card_twice(portal):
    found = read("front/")
    assert list(found) == ["meta", "page", "zones", "breaking"]
    assert set(found["page"]) == {"id", "title", "path", "seo", "slots"}
    for zone in found["zones"]:
        assert list(zone) == ["code", "title", "layout", "more", "items"]
    shown = [card["id"] for zone in found["zones"] for card in zone["items"]]
    assert len(shown) == len(set(shown)) == 6
    assert found["zones"][0]["code"] == "hero"


def test_a_section_front_shows_its_own_articles(portal):
    found = read("front/pelatihan/")
    shown = {card["id"] for zone in found["zones"] for card in zone["items"]}
    assert shown == set(ids(read("articles/?section=pelatihan")))


def test_site_has_every_key(portal):
    found = read("site/")
    assert list(found) == [
        "name",
        "tagline",
        "logo",
        "end_mark",
        "locales",
        "time_zone",
        "menus",
        "routes",
        "social",
        "contact",
        "consent",
        "newsletter",
        "not_found",
    ]
    assert found["locales"] == [{"code": "id", "name": "Bahasa Indonesia", "path": "/", "default": True}]
    assert found["time_zone"] == "Asia/Jakarta"
    assert set(found["routes"]) == {"author", "tag", "search"}


def test_the_site_is_chosen_by_its_host(portal):
    host = read("resolve/?path=/&fields=_,meta(html_url)")["page"]["meta"]["html_url"].split("/")[2]
    assert read(f"site/?site={host}") == read("site/")
    found = problem("site/?site=nobody.example")
    assert found["code"] == "unknown_site"
    assert found["errors"][0]["allowed"] == [host]


@pytest.mark.parametrize(
    "path", ["sections/", "sections/pelatihan/", "front/", "front/pelatihan/", "site/", "schema/"]
)
def test_each_of_them_answers_304(portal, path):
    response = call(path)
    again = call(path, headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == response.headers["Cache-Control"]
