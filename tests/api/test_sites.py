"""Two portals in one installation: neither sees the other, in any public answer."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from tests import newsroom
from tests.api.calls import call, ids, problem, read
from tests.api.two_portals import HERE, SECOND, THERE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def portals(kept):
    """The same sections, slugs and paths on both, each with words, an author and a tag of its own."""
    with kept():
        home, second = newsroom.publish(newsroom.home()), newsroom.second_site()
        yield {HERE: write(home, HERE), THERE: write(second, THERE)}


def write(home, word):
    section = newsroom.section("Berita", parent=home, intro=f"<p>{word}</p>")
    author = newsroom.author(f"{word} nama")
    article = newsroom.article(
        section, title=f"{word} satu", slug="satu", standfirst=word, authors=[author], tags=[word]
    )
    site = Site.objects.get(root_page=home)
    Redirect.objects.create(site=site, old_path=f"/{word.lower()}", redirect_page=article)
    Redirect.objects.create(site=site, old_path="/lama", redirect_page=article)
    gone = newsroom.article(section, title=f"{word} dua")
    gone.unpublish()
    return {"home": home, "section": section, "article": article}


def stored(page):
    return type(page).objects.get(pk=page.pk)


def test_the_same_path_and_slug_are_each_portals_own(portals):
    for word, query in ((HERE, ""), (THERE, SECOND)):
        assert read(f"resolve/?path=/berita/satu/&{query}")["page"]["title"] == f"{word} satu"
        assert read(f"articles/by-slug/satu/?{query}")["title"] == f"{word} satu"
        assert read(f"resolve/?path=/lama/&{query}")["location"] == "/berita/satu/"
        assert call(f"resolve/?path=/berita/{word.lower()}-dua/&{query}").status_code == 410
    assert call(f"resolve/?path=/berita/{HERE.lower()}-dua/&{SECOND}").status_code == 404
    assert call(f"resolve/?path=/{HERE.lower()}/&{SECOND}").status_code == 404


def test_ids_of_the_other_portal_are_unknown(portals):
    there = portals[THERE]
    assert call(f"articles/{there['article'].pk}/").status_code == 404
    assert read(f"articles/{there['article'].pk}/?{SECOND}")["id"] == there["article"].pk
    assert ids(read(f"articles/?id__in={there['article'].pk}")) == []
    assert problem(f"pages/?child_of={there['section'].pk}")["code"] == "unknown_page"


def test_names_exist_where_their_articles_are(portals):
    assert [item["slug"] for item in read("tags/")["items"]] == [HERE.lower()]
    assert [item["slug"] for item in read(f"tags/?{SECOND}")["items"]] == [THERE.lower()]
    assert call(f"authors/{THERE.lower()}-nama/").status_code == 404
    assert call(f"/feeds/author/{THERE.lower()}-nama/rss.xml").status_code == 404
    assert call(f"/feeds/author/{THERE.lower()}-nama/rss.xml?{SECOND}").status_code == 200


def test_addresses_begin_with_each_portals_own_host(portals):
    for path in ("/sitemap.xml", "/sitemap.xml?page=1", "/news-sitemap.xml", "/feeds/rss.xml"):
        assert "kedua.example" not in call(path).content.decode()
        body = call(f"{path}{'&' if '?' in path else '?'}{SECOND}").content.decode()
        assert "https://kedua.example/" in body


def test_a_cursor_of_one_portal_is_none_of_the_other(portals):
    newsroom.article(portals[HERE]["section"], title=f"{HERE} tiga")
    cursor = read("articles/?limit=1")["meta"]["cursor"]
    assert problem(f"articles/?limit=1&cursor={cursor}&{SECOND}")["code"] == "cursor_mismatch"


def test_an_editors_link_across_is_a_link_out_and_no_relation(portals):
    there = portals[THERE]["article"]
    page = newsroom.article(
        portals[HERE]["section"],
        title=f"{HERE} empat",
        body=[
            ("paragraph", f'<p>Baca <a linktype="page" id="{there.pk}">ini</a>.</p>'),
            ("related_link", {"title": "Mitra", "page": there, "url": ""}),
        ],
    )
    page.related_links.create(target=there)
    page.save_revision().publish()
    detail = read(f"articles/{page.pk}/")
    assert {card["title"] for card in detail["related"]} == {f"{HERE} satu"}
    assert detail["body"][0]["value"]["html"] == (
        '<p>Baca <a href="https://kedua.example/berita/satu/">ini</a>.</p>'
    )
    assert detail["body"][1]["value"] == {
        "title": "Mitra",
        "path": None,
        "url": "https://kedua.example/berita/satu/",
        "card": None,
    }


def test_an_alias_in_the_house_names_its_original_and_its_canonical_address(portals):
    original = stored(portals[HERE]["article"])
    alias = original.create_alias(parent=newsroom.section("Pilihan"), update_slug="pilihan-satu")
    detail = read(f"articles/{alias.pk}/")
    assert detail["meta"]["alias_of"] == {
        "id": original.pk,
        "meta": {
            "type": "articles.ArticlePage",
            "detail_url": f"http://127.0.0.1:8000/api/v1/pages/{original.pk}/",
            "html_url": read(f"articles/{original.pk}/")["meta"]["html_url"],
        },
        "title": f"{HERE} satu",
        "path": "/berita/satu/",
    }
    assert detail["seo"]["canonical"] == detail["meta"]["alias_of"]["meta"]["html_url"]
    assert "/pilihan/pilihan-satu/" not in call("/sitemap.xml?page=1").content.decode()
    original.unpublish()
    hidden = call(f"articles/{alias.pk}/")
    assert hidden.status_code == 404


def test_an_alias_in_the_other_portal_has_its_canonical_address_at_the_original(portals):
    original = stored(portals[HERE]["article"])
    alias = original.create_alias(parent=portals[THERE]["section"], update_slug="dari-sana")
    detail = read(f"articles/{alias.pk}/?{SECOND}")
    assert detail["meta"]["alias_of"] is None
    assert detail["seo"]["canonical"] == read(f"articles/{original.pk}/")["meta"]["html_url"]
    assert detail["path"] == "/berita/dari-sana/"
    assert "dari-sana" not in call(f"/sitemap.xml?page=1&{SECOND}").content.decode()


def test_an_unknown_site_is_refused_everywhere(portals):
    for path in (
        "articles/",
        "pages/",
        "front/",
        "site/",
        "resolve/?path=/",
        "search/?q=a",
        "/feeds/rss.xml",
    ):
        found = problem(f"{path}{'&' if '?' in path else '?'}site=lain.example")
        assert found["errors"][0]["code"] == "unknown_site"
        assert "kedua.example" in found["errors"][0]["allowed"]
