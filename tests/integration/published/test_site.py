"""What the site says of itself, and a portal with nothing in it."""

from __future__ import annotations

import orjson
import pytest
from wagtail.models import Site

from api.published import store
from api.published.portal import UnknownLocale, UnknownSite, portal
from articles.models import PortalSettings
from runtime import clock
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db


def test_the_front_of_an_empty_portal(clock):
    newsroom.home()
    shaped = public.front()
    assert (shaped["zones"], shaped["breaking"]) == ([], [])


def _site():
    return orjson.loads(store.site(portal=portal(), now=clock.now()).body)


def test_the_site_has_every_key(clock):
    newsroom.home()
    shaped = _site()
    assert list(shaped) == [
        "name", "tagline", "logo", "end_mark", "locales", "time_zone", "menus", "routes", "social", "contact",
        "consent", "newsletter", "not_found",
    ]  # fmt: skip
    assert shaped["locales"] == [{"code": "id", "name": "Bahasa Indonesia", "path": "/", "default": True}]
    assert shaped["routes"] == {"author": "/penulis/{slug}/", "tag": "/topik/{slug}/", "search": "/cari/"}


def test_a_hidden_page_is_in_no_menu(clock):
    sections = newsroom.section("Daerah"), newsroom.section("Olahraga")
    settings = PortalSettings.for_site(Site.objects.get(is_default_site=True))
    items = [
        {"title": "", "page": sections[0], "url": ""},
        {"title": "Olah raga", "page": sections[1], "url": ""},
        {"title": "Luar", "page": None, "url": "https://lain.example/"},
    ]
    settings.menus = [("menu", {"code": "main", "items": items})]
    settings.save()
    sections[0].unpublish()
    assert _site()["menus"] == {
        "main": [
            {"title": "Olah raga", "path": "/olahraga/", "url": f"{portal().root_url}/olahraga/"},
            {"title": "Luar", "path": None, "url": "https://lain.example/"},
        ],
        "footer": [],
    }


def test_an_unknown_site_names_those_that_exist(clock):
    newsroom.home()
    with pytest.raises(UnknownSite) as refused:
        portal("lain.example")
    assert refused.value.allowed == (portal().host,)


def test_an_unknown_locale_names_those_that_exist(clock):
    newsroom.home()
    with pytest.raises(UnknownLocale) as refused:
        portal().locale("fr")
    assert refused.value.allowed == ("id",)
