"""What search engines and social networks read of each kind of page."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from wagtail.models import Page, Site

from articles.models import PortalSettings
from tests import newsroom
from tests.api.calls import read

pytestmark = pytest.mark.django_db

ROOT = "http://127.0.0.1:3000"


@pytest.fixture(scope="module")
def portal(kept):
    with kept():
        settings = PortalSettings.for_site(Site.objects.get())
        settings.tagline = "Kabar dari rantau"
        settings.save()
        section = newsroom.section("Pelatihan", intro="<p>Kursus dan sertifikat.</p>")
        author = newsroom.author("Siti Rahma", bio="Meliput pelatihan.")
        article = newsroom.article(
            section, title="Modal", standfirst="Dari awal.", authors=[author], tags=["umkm"]
        )
        bare = newsroom.article(section, title="Tanpa teras", body=[("paragraph", f"<p>{'kata ' * 60}</p>")])
        standing = newsroom.standard_page("Tentang kami", standfirst="Siapa kami.")
        yield {"section": section, "article": article, "bare": bare, "standing": standing}


def seo(path: str) -> dict[str, Any]:
    found = read(f"resolve/?path={path}")
    answer: dict[str, Any] = found[found["kind"]]["seo"]
    return answer


def ld(path: str) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(seo(path)["json_ld"])
    return answer


@pytest.mark.parametrize(
    ("path", "title", "description", "kind", "social"),
    [
        ("/", "Warta", "Kabar dari rantau", "WebSite", "website"),
        ("/pelatihan/", "Pelatihan", "Kursus dan sertifikat.", "CollectionPage", "website"),
        ("/pelatihan/modal/", "Modal", "Dari awal.", "NewsArticle", "article"),
        ("/tentang-kami/", "Tentang kami", "Siapa kami.", "WebPage", "website"),
        ("/penulis/siti-rahma/", "Siti Rahma", "Meliput pelatihan.", "ProfilePage", "profile"),
        ("/topik/umkm/", "umkm", "", "CollectionPage", "website"),
    ],
)
def test_every_kind_of_page_is_described(portal, path, title, description, kind, social):
    found = seo(path)
    assert (found["title"], found["description"], found["canonical"]) == (title, description, ROOT + path)
    assert found["robots"] == "index, follow, max-image-preview:large"
    graph = found["open_graph"]
    assert (graph["type"], graph["title"], graph["url"]) == (social, title, ROOT + path)
    assert (ld(path)["@type"], ld(path)["url"], ld(path)["inLanguage"]) == (kind, ROOT + path, "id")
    assert found["alternates"] == []


def test_without_a_standfirst_the_text_describes_itself_in_whole_words(portal):
    description = seo("/pelatihan/tanpa-teras/")["description"]
    assert description == " ".join(["kata"] * 31) + " …"


def test_what_an_editor_wrote_for_search_engines_comes_first(portal):
    page = stored(portal["article"])
    page.seo_title, page.search_description = "Modal usaha kecil", "Cara memulai."
    page.save_revision().publish()
    found = seo("/pelatihan/modal/")
    assert (found["title"], found["description"]) == ("Modal usaha kecil", "Cara memulai.")


def test_the_home_page_tells_where_to_search(portal):
    found = ld("/")
    assert found["name"] == "Warta"
    assert found["potentialAction"] == {
        "@type": "SearchAction",
        "target": f"{ROOT}/cari/?q={{search_term_string}}",
        "query-input": "required name=search_term_string",
    }


def test_a_new_tagline_describes_the_home_page_at_once(portal):
    assert seo("/")["description"] == "Kabar dari rantau"
    settings = PortalSettings.objects.get()
    settings.tagline = "Kabar dari rumah"
    settings.save()
    assert seo("/")["description"] == "Kabar dari rumah"


@pytest.fixture
def in_english(portal):
    newsroom.translated(newsroom.home(), title="Home")
    return newsroom.translated(portal["section"], title="Training", slug="training", key="pelatihan")


@pytest.mark.parametrize(("path", "other"), [("/", "/en/"), ("/pelatihan/", "/en/training/")])
def test_languages_name_each_other_and_the_default_one(in_english, path, other):
    expected = [
        {"hreflang": "id", "href": ROOT + path},
        {"hreflang": "en", "href": ROOT + other},
        {"hreflang": "x-default", "href": ROOT + path},
    ]
    assert seo(path)["alternates"] == expected
    assert seo(other)["alternates"] == expected


def test_what_search_engines_shall_not_find_names_no_languages(in_english):
    section = stored(in_english)
    section.noindex = True
    section.save_revision().publish()
    assert seo("/en/training/")["robots"] == "noindex, follow"
    assert seo("/en/training/")["alternates"] == []


def test_an_alias_sends_everybody_to_its_original(portal):
    other = newsroom.section("Arsip")
    page = stored(portal["article"])
    page.create_alias(parent=Page.objects.get(pk=other.pk), update_slug="modal-lagi")
    found = seo("/arsip/modal-lagi/")
    assert found["canonical"] == found["open_graph"]["url"] == f"{ROOT}/pelatihan/modal/"


def stored(page: Page) -> Any:
    return type(page).objects.get(pk=page.pk)
