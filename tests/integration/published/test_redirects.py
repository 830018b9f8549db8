"""Where old paths lead."""

from __future__ import annotations

import pytest
from wagtail.contrib.redirects.models import Redirect as Stored
from wagtail.models import Site

from api.published.portal import portal
from api.published.redirects import Redirect, resolve
from runtime import clock
from tests import newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(clock):
    return newsroom.article(newsroom.section("Pelatihan"), title="Tujuan")


def _resolve(path: str) -> Redirect | None:
    return resolve(portal=portal(), path=path, now=clock.now())


def _redirect(old: str, to, *, is_permanent: bool = True, site: Site | None = None) -> None:
    Stored.add_redirect(old, redirect_to=to, is_permanent=is_permanent, site=site)


def test_a_path_without_a_redirect(article):
    assert _resolve("/tidak-ada/") is None


def test_to_a_page(article):
    _redirect("/lama/", article)
    assert _resolve("/lama/") == Redirect(301, "/pelatihan/tujuan/", False)


def test_to_another_host(article):
    _redirect("/lama/", "https://lain.example/x?y=1", is_permanent=False)
    assert _resolve("/lama/") == Redirect(302, "https://lain.example/x?y=1", True)


def test_a_full_address_of_the_site_is_a_path(article):
    _redirect("/lama/", f"{portal().root_url}/pelatihan/tujuan/")
    assert _resolve("/lama/") == Redirect(301, "/pelatihan/tujuan/", False)


def test_chains_collapse_and_one_temporary_hop_makes_them_temporary(article):
    _redirect("/satu/", "/dua/")
    _redirect("/dua/", "/tiga/", is_permanent=False)
    _redirect("/tiga/", article)
    assert _resolve("/satu/") == Redirect(302, "/pelatihan/tujuan/", False)


def test_loops_are_none(article):
    _redirect("/satu/", "/dua/")
    _redirect("/dua/", "/satu/")
    assert _resolve("/satu/") is None


def test_a_hidden_target_is_none(article):
    _redirect("/lama/", article)
    article.get_parent().specific.unpublish()
    assert _resolve("/lama/") is None


def test_a_path_with_a_visible_page_is_none(article):
    _redirect("/pelatihan/tujuan/", "https://lain.example/")
    assert _resolve("/pelatihan/tujuan/") is None


def test_a_redirect_of_the_site_comes_before_one_of_all(article):
    _redirect("/lama/", "https://semua.example/")
    _redirect("/lama/", "https://situs.example/", site=Site.objects.get(is_default_site=True))
    assert _resolve("/lama/").location == "https://situs.example/"


def test_another_scheme_is_none(article):
    Stored.objects.create(old_path="/lama", redirect_link="javascript:alert(1)")
    assert _resolve("/lama/") is None


def test_a_renamed_article_leaves_a_redirect(article, django_capture_on_commit_callbacks):
    page = type(article).objects.get(pk=article.pk)
    page.slug = "baru"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert _resolve("/pelatihan/tujuan/") == Redirect(301, "/pelatihan/baru/", False)
