"""Authors and tags: their lists, each by itself, and their routes in resolve."""

from datetime import timedelta

import orjson
import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from articles.models import PortalSettings, Tag
from tests import newsroom
from tests.api.calls import call, ids, problem, read

pytestmark = pytest.mark.django_db

LINKS = [("link", {"name": "Mastodon", "url": "https://social.example/@siti"})]


@pytest.fixture(scope="module")
def section(kept):
    with kept():
        section = newsroom.section("Berita")
        siti = newsroom.author("Siti Rahma", role="Wartawan", bio="Menulis soal UMKM.", links=LINKS)
        siti.photo = newsroom.image("Siti")
        siti.save()
        budi = newsroom.author("Budi Santoso")
        newsroom.author("Tanpa Tulisan")
        newsroom.article(section, title="Satu", authors=[siti], tags=["umkm", "desa"])
        newsroom.article(section, title="Dua", authors=[siti, budi], tags=["umkm"])
        newsroom.article(section, title="Draf", authors=[siti], tags=["umkm", "rahasia"], publish=False)
        yield section


def test_authors_come_by_slug_with_the_count_of_visible_articles(section):
    found = read("authors/")
    assert [(item["slug"], item["article_count"]) for item in found["items"]] == [
        ("budi-santoso", 1),
        ("siti-rahma", 2),
    ]
    assert found["meta"] == {"total_count": 2, "next": None, "previous": None, "cursor": None}


def test_an_author_has_every_key(section):
    found = read("authors/siti-rahma/")
    assert list(found) == [
        "id", "name", "slug", "role", "path", "html_url", "photo", "article_count", "bio", "links", "seo",
    ]  # fmt: skip
    assert (found["path"], found["bio"], found["article_count"]) == (
        "/penulis/siti-rahma/",
        "Menulis soal UMKM.",
        2,
    )
    assert found["links"] == [{"name": "Mastodon", "url": "https://social.example/@siti"}]
    assert found["photo"]["alt"] == "Siti, dilihat dari depan"


def test_an_author_in_an_article_is_the_author_at_the_own_address(section):
    author = read("articles/by-slug/satu/")["authors"][0]
    alone = read("authors/siti-rahma/")
    assert author == {name: alone[name] for name in author}


def test_search_engines_read_a_profile(section):
    seo = read("authors/siti-rahma/")["seo"]
    assert (seo["title"], seo["description"]) == ("Siti Rahma", "Menulis soal UMKM.")
    assert seo["open_graph"]["type"] == "profile"
    entity = orjson.loads(seo["json_ld"])["mainEntity"]
    assert (entity["jobTitle"], entity["sameAs"]) == ("Wartawan", ["https://social.example/@siti"])


def test_tags_are_those_of_visible_articles(section):
    found = read("tags/")["items"]
    assert [(item["slug"], item["article_count"]) for item in found] == [("desa", 1), ("umkm", 2)]
    tag = read("tags/umkm/")
    assert list(tag) == ["name", "slug", "path", "html_url", "article_count", "seo"]
    assert tag["html_url"].endswith("/topik/umkm/")
    assert orjson.loads(tag["seo"]["json_ld"])["@type"] == "CollectionPage"


@pytest.mark.parametrize(
    "path", ["authors/tanpa-tulisan/", "authors/nobody/", "tags/rahasia/", "tags/nothing/"]
)
def test_what_no_visible_article_names_is_not_found(section, path):
    assert problem(path)["status"] == 404
    kind, slug, _ = path.split("/")
    route = {"authors": "penulis", "tags": "topik"}[kind]
    assert problem(f"resolve/?path=/{route}/{slug}/")["status"] == 404


def test_the_list_walks_by_cursor(section):
    first = read("tags/?limit=1")
    assert [item["slug"] for item in first["items"]] == ["desa"]
    second = call(first["meta"]["next"].partition("/api/v1/")[2])
    found = orjson.loads(second.content)
    assert [item["slug"] for item in found["items"]] == ["umkm"]
    assert found["meta"] == {"total_count": None, "next": None, "previous": None, "cursor": None}
    assert problem(f"authors/?cursor={first['meta']['cursor']}")["code"] == "cursor_mismatch"
    assert problem("tags/?cursor=abc")["code"] == "invalid_cursor"


@pytest.mark.parametrize(
    ("route", "kind", "path"),
    [("/penulis/siti-rahma/", "author", "authors/siti-rahma/"), ("/topik/umkm", "tag", "tags/umkm/")],
)
def test_their_routes_resolve(section, route, kind, path):
    assert call(f"resolve/?path={route}").content == b'{"kind":"%b","%b":%b}' % (
        kind.encode(),
        kind.encode(),
        call(path).content,
    )
    assert read(f"resolve/?path={route}&fields=_,name") == {"kind": kind, kind: {"name": read(path)["name"]}}


def test_a_route_goes_before_a_redirect_and_after_a_page(section):
    Redirect.add_redirect("/topik/umkm", "/berita/", is_permanent=True)
    Redirect.add_redirect("/topik/rahasia", "/berita/", is_permanent=True)
    assert read("resolve/?path=/topik/umkm/")["kind"] == "tag"
    assert read("resolve/?path=/topik/rahasia/")["kind"] == "redirect"
    topics = newsroom.section("Topik")
    newsroom.section("UMKM", parent=topics)
    assert read("resolve/?path=/topik/umkm/")["kind"] == "page"


def test_the_routes_are_those_of_the_site(section):
    settings = PortalSettings.for_site(Site.objects.get(is_default_site=True))
    settings.tag_route = "/tema/kata/{slug}/"
    settings.save()
    assert problem("resolve/?path=/topik/umkm/")["status"] == 404
    assert read("resolve/?path=/tema/kata/umkm/")["tag"]["path"] == "/tema/kata/umkm/"


def test_a_takedown_moves_the_count_at_once(section):
    page = type(newsroom.article(section, title="Tiga", tags=["umkm"])).objects.get(slug="tiga")
    assert read("tags/umkm/")["article_count"] == 3
    page.unpublish()
    assert read("tags/umkm/")["article_count"] == 2


def test_an_expiry_ends_the_answer_and_moves_the_count(section, clock):
    page = newsroom.article(section, title="Empat", tags=["kilat"], publish=False)
    page.expire_at = clock.now() + timedelta(seconds=40)
    page.save_revision()
    newsroom.publish(page)
    assert "s-maxage=40" in call("tags/kilat/").headers["Cache-Control"]
    clock.advance(timedelta(seconds=40))
    assert problem("tags/kilat/")["status"] == 404


def test_an_archived_author_keeps_the_address(section, clock):
    author = newsroom.author("Lama Sekali", archived_at=clock.now())
    newsroom.article(section, title="Dulu", authors=[author])
    assert read("authors/lama-sekali/")["article_count"] == 1


def test_a_new_name_of_a_tag_shows_at_once(section):
    tag = Tag.objects.get(slug="umkm")
    tag.name = "Usaha Kecil"
    tag.save()
    assert read("tags/umkm/")["name"] == "Usaha Kecil"


@pytest.mark.parametrize("path", ["authors/", "authors/siti-rahma/", "tags/", "tags/umkm/"])
def test_each_of_them_answers_304_and_names_its_tags(section, path):
    response = call(path)
    assert "list" in response.headers["Cache-Tag"].split(",")
    again = call(path, headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["authors/?limit=101", "tags/?offset=1", "authors/siti-rahma/?limit=1"])
def test_what_they_do_not_take_is_refused(section, path):
    assert problem(path)["status"] == 400


def test_every_author_of_the_list_has_articles(section):
    for author in read("authors/")["items"]:
        assert len(ids(read("articles/", author=author["slug"]))) == author["article_count"]
