"""Languages of one portal: `locale=` narrows, `fallback=` stands in, translations name the others."""

import orjson
import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Site

from api.published import queue
from articles.models import PortalSettings
from runtime import clock
from tests import adops, newsroom
from tests.api.calls import call, ids, problem, read

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def portal(kept):
    """Indonesian whole; English has the home page, one section, and one of its two articles."""
    with kept():
        home = newsroom.publish(newsroom.home())
        training = newsroom.section("Pelatihan")
        both = newsroom.article(training, title="Modal", slug="modal", tags=["umkm"])
        alone = newsroom.article(training, title="Daring", slug="daring", tags=["kelas"])
        newsroom.translated(home, title="Home")
        section = newsroom.translated(training, title="Training", slug="training", key="pelatihan")
        english = newsroom.translated(both, title="Capital", slug="capital")
        yield {"training": training, "section": section, "both": both, "alone": alone, "english": english}


def stored(page):
    return type(page).objects.get(pk=page.pk)


def test_every_page_names_its_translations_and_hreflang(portal):
    expected = [
        {"locale": "id", "id": portal["both"].pk, "path": "/pelatihan/modal/"},
        {"locale": "en", "id": portal["english"].pk, "path": "/en/training/capital/"},
    ]
    for page in (portal["both"], portal["english"]):
        detail = read(f"articles/{page.pk}/")
        shown = [{key: each[key] for key in ("locale", "id", "path")} for each in detail["translations"]]
        assert shown == expected
        assert detail["seo"]["alternates"] == [
            *({"hreflang": each["locale"], "href": each["html_url"]} for each in detail["translations"]),
            {"hreflang": "x-default", "href": detail["translations"][0]["html_url"]},
        ]
    assert read(f"articles/{portal['alone'].pk}/")["seo"]["alternates"] == []


def test_a_translation_that_goes_leaves_the_other_at_once(portal):
    stored(portal["english"]).unpublish()
    detail = read(f"articles/{portal['both'].pk}/")
    assert [each["locale"] for each in detail["translations"]] == ["id"]
    assert detail["seo"]["alternates"] == []


def test_lists_are_in_the_default_language_unless_told(portal):
    assert ids(read("articles/?order=published_at")) == [portal["both"].pk, portal["alone"].pk]
    assert ids(read("articles/?locale=en")) == [portal["english"].pk]
    assert ids(read("articles/?locale=en&section=pelatihan")) == [portal["english"].pk]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("articles/by-slug/daring/", "alone"),
        ("articles/by-slug/daring/?locale=en", None),
        ("articles/by-slug/daring/?locale=en&fallback=id", "alone"),
        ("articles/by-slug/capital/?locale=en&fallback=id", "english"),
        ("articles/{alone}/?locale=en", None),
        ("articles/{alone}/?locale=en&fallback=id", "alone"),
        ("pages/{alone}/?locale=en&fallback=id", "alone"),
        ("pages/{english}/?locale=id&fallback=en", "english"),
        ("resolve/?path=/pelatihan/daring/", "alone"),
        ("resolve/?path=/pelatihan/daring/&locale=en", None),
        ("resolve/?path=/pelatihan/daring/&locale=en&fallback=id", "alone"),
        ("resolve/?path=/en/pelatihan/daring/", None),
        ("resolve/?path=/en/pelatihan/daring/&fallback=id", "alone"),
        ("resolve/?path=/en/pelatihan/daring/&locale=en&fallback=id", "alone"),
        ("resolve/?path=/en/training/capital/&fallback=id", "english"),
        ("resolve/?path=/training/capital/&fallback=en", "english"),
    ],
)
def test_the_fallback_stands_in_where_there_is_nothing(portal, path, name):
    response = call(path.format(**{key: page.pk for key, page in portal.items()}))
    if name is None:
        assert response.status_code == 404
        return
    found = orjson.loads(response.content)
    assert found.get("page", found)["id"] == portal[name].pk


def test_a_fallback_is_the_page_itself_byte_for_byte(portal):
    pk = portal["alone"].pk
    assert call(f"articles/{pk}/?locale=en&fallback=id").content == call(f"articles/{pk}/").content


def test_a_redirect_of_the_path_wins_over_the_fallback(portal):
    Redirect.add_redirect("/en/pelatihan/daring", "/en/training/", is_permanent=True)
    assert read("resolve/?path=/en/pelatihan/daring/&fallback=id")["location"] == "/en/training/"


def test_what_went_in_one_language_is_gone_unless_the_fallback_has_it(portal):
    stored(portal["english"]).unpublish()
    path = "resolve/?path=/en/training/capital/"
    assert call(path).status_code == 410
    assert call(f"{path}&fallback=id").status_code == 410
    newsroom.translated(portal["alone"], slug="daring").unpublish()
    assert call("resolve/?path=/en/training/daring/").status_code == 410


def test_sections_tags_and_fronts_fall_back_too(portal):
    assert call("tags/kelas/?locale=en").status_code == 404
    assert read("tags/kelas/?locale=en&fallback=id")["path"] == "/topik/kelas/"
    assert read("resolve/?path=/en/topik/kelas/&fallback=id")["tag"]["path"] == "/topik/kelas/"
    newsroom.section("Opini")
    assert call("sections/opini/?locale=en").status_code == 404
    assert read("sections/opini/?locale=en&fallback=id")["key"] == "opini"
    assert call("front/opini/?locale=en").status_code == 404
    assert read("front/opini/?locale=en&fallback=id")["meta"] == {"locale": "id", "section": "opini"}
    assert read("front/?locale=en&fallback=id")["meta"]["locale"] == "en"


def test_the_site_speaks_the_language_that_is_asked_for(portal):
    policy = newsroom.standard_page("Privasi")
    settings = PortalSettings.for_site(newsroom.home().get_site())
    settings.consent_policy_page = policy
    item = {"type": "item", "value": {"title": "Kursus", "page": portal["training"].pk, "url": ""}}
    legal = {"type": "item", "value": {"title": "", "page": policy.pk, "url": ""}}
    settings.menus = orjson.dumps(
        [{"type": "menu", "value": {"code": "main", "items": [item, legal]}}]
    ).decode()
    settings.save()

    def paths(query=""):
        found = read(f"site/{query}")
        menu = [(each["title"], each["path"]) for each in found["menus"]["main"]]
        return menu, found["consent"]["policy_path"], found["routes"]["tag"]

    indonesian = [("Kursus", "/pelatihan/"), ("Privasi", "/privasi/")]
    assert paths() == paths("?locale=id") == (indonesian, "/privasi/", "/topik/{slug}/")
    assert paths("?locale=en") == ([("Training", "/en/training/")], None, "/en/topik/{slug}/")
    mixed = [("Training", "/en/training/"), ("Privasi", "/privasi/")]
    assert paths("?locale=en&fallback=id") == (mixed, "/privasi/", "/en/topik/{slug}/")
    assert read("site/?locale=en")["routes"]["search"] == "/en/cari/"


@pytest.mark.parametrize(
    "path",
    ["articles/1/", "pages/1/", "articles/by-slug/x/", "resolve/?path=/", "site/", "front/", "sections/a/"],
)
def test_an_unknown_fallback_is_refused(portal, path):
    found = problem(f"{path}{'&' if '?' in path else '?'}fallback=xx")
    assert (found["errors"][0]["parameter"], found["errors"][0]["code"]) == ("fallback", "unknown_locale")
    assert found["errors"][0]["allowed"] == ["id", "en"]


def test_lists_take_no_fallback(portal):
    for path in ("articles/", "pages/", "search/?q=a", "archive/"):
        assert problem(f"{path}{'&' if '?' in path else '?'}fallback=id")["code"] == "unknown_parameter"


def test_the_other_language_of_a_site_is_no_language_of_another(portal):
    newsroom.second_site()
    assert [each["code"] for each in read("site/?site=kedua.example")["locales"]] == ["id"]
    assert problem("articles/?site=kedua.example&locale=en")["errors"][0]["allowed"] == ["id"]


def test_a_translated_home_page_with_a_site_of_its_own_is_that_sites_alone(portal):
    home = newsroom.home().get_translation(Locale.objects.get(language_code="en"))
    Site.objects.create(hostname="english.example", port=443, root_page=home, site_name="English")
    queue.drain(now=clock.now())
    assert [each["code"] for each in read("site/")["locales"]] == ["id"]
    assert ids(read("articles/?site=english.example")) == [portal["english"].pk]
    assert (
        read("resolve/?path=/training/capital/&site=english.example")["page"]["path"] == "/training/capital/"
    )
    assert [each["locale"] for each in read(f"articles/{portal['both'].pk}/")["translations"]] == ["id"]
    assert portal["english"].get_url() == "https://english.example/training/capital/"


def test_the_frame_of_an_ad_is_in_the_language_of_its_page(portal):
    adops.slot("bawah")
    for path, language in [("/en/training/capital/", "en"), ("/pelatihan/modal/", "id"), ("/tiada/", "id")]:
        page = call(f"slots/bawah/frame/?path={path}").content.decode()
        assert f'<html lang="{language}">' in page


def test_the_tagline_is_what_the_home_page_of_the_language_says_of_itself(portal):
    settings = PortalSettings.for_site(Site.objects.get(is_default_site=True))
    settings.tagline = "Kabar bagi perantau"
    settings.save()
    assert read("site/?locale=en")["tagline"] == "Kabar bagi perantau"
    home = newsroom.home().get_translation(Locale.objects.get(language_code="en"))
    home.search_description = "News for those abroad"
    home.save_revision().publish()
    queue.drain(now=clock.now())
    assert read("site/?locale=en")["tagline"] == "News for those abroad"
    assert read("site/")["tagline"] == "Kabar bagi perantau"


def test_a_translated_page_has_its_address_before_it_is_published(portal):
    draft = newsroom.translated(portal["alone"], publish=False)
    assert draft.get_url() == "http://127.0.0.1:3000/en/training/daring/"
