"""A section of five thousand articles gets another address: at once, for good, and in a few statements."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect as Stored
from wagtail.models import Page, Site

from api.published import redirects
from api.published.models import Document
from api.published.portal import portal
from api.published.redirects import Redirect
from articles.models import ArticlePage, SectionPage
from runtime import clock
from tests import newsroom
from tests.api.calls import call, problem, read
from tests.integration.published.many import fill

pytestmark = pytest.mark.django_db

OLD = "/pelatihan/"
MANY = 5_000


@pytest.fixture
def section(clock) -> SectionPage:
    return newsroom.section("Pelatihan")


def rename(section: SectionPage, slug: str) -> None:
    page = SectionPage.objects.get(pk=section.pk)
    page.slug = slug
    page.save_revision().publish()


def move(page: Page, target: Page) -> None:
    Page.objects.get(pk=page.pk).specific.move(Page.objects.get(pk=target.pk), pos="last-child")


def resolved(path: str) -> Redirect | None:
    return redirects.resolve(portal=portal(), path=path, now=clock.now())


def statements(action: object, *given: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        action(*given)  # type: ignore[operator]
    return len(queries)


def test_a_rename_and_a_move_cost_the_same_for_five_and_for_five_hundred(section) -> None:
    targets = newsroom.section("Arsip lama"), newsroom.section("Arsip baru")
    small = newsroom.section("Kecil")
    fill(small, 5)
    fill(section, 500)
    few = statements(rename, small, "kecil-sekali"), statements(move, small, targets[0])
    many = statements(rename, section, "pelatihan-kerja"), statements(move, section, targets[1])
    assert many == few


def test_five_thousand_articles_never_show_the_old_path_and_all_of_it_leads_on(section) -> None:
    """No timer has run: their stored bytes still say the old one."""
    fill(section, MANY)
    rename(section, "diklat")
    stored = Document.objects.articles().values_list("card", "dirty")
    assert all(OLD.encode() in bytes(card) and dirty for card, dirty in stored)
    answers = [
        call(url)
        for url in (
            "articles/?limit=100",
            "articles/?limit=100&offset=4900",
            "pages/?limit=100",
            "sections/",
            "sections/pelatihan/",
            "front/",
            "front/pelatihan/",
            "paths/",
            "resolve/?path=/diklat/artikel-4711/",
            f"articles/{Page.objects.get(slug='artikel-4711').pk}/",
            "/feeds/rss.xml",
            "/sitemap.xml",
        )
    ]
    assert [answer.status_code for answer in answers] == [200] * 12
    assert [OLD.encode() in answer.content for answer in answers] == [False] * 12
    assert b"/diklat/artikel-" in answers[0].content
    assert Stored.objects.filter(automatically_created=True).count() == MANY + 1
    assert resolved("/pelatihan/") == Redirect(301, "/diklat/", False)
    assert resolved("/pelatihan/artikel-4711/") == Redirect(301, "/diklat/artikel-4711/", False)
    assert read("resolve/?path=/pelatihan/artikel-4711/")["location"] == "/diklat/artikel-4711/"


def test_two_moves_are_one_hop_and_the_way_back_is_no_loop(section) -> None:
    fill(section, 3)
    rename(section, "diklat")
    rename(section, "kursus")
    assert resolved("/pelatihan/artikel-2/") == Redirect(301, "/kursus/artikel-2/", False)
    assert resolved("/diklat/artikel-2/") == Redirect(301, "/kursus/artikel-2/", False)
    rename(section, "pelatihan")
    assert resolved("/pelatihan/artikel-2/") is None
    assert resolved("/kursus/artikel-2/") == Redirect(301, "/pelatihan/artikel-2/", False)
    assert not Stored.objects.filter(old_path__startswith="/pelatihan").exists()


def test_what_an_editor_entered_stays(section) -> None:
    fill(section, 2)
    Stored.add_redirect(
        "/pelatihan/artikel-1", "https://lain.example/", is_permanent=False, site=Site.objects.get()
    )
    rename(section, "diklat")
    assert resolved("/pelatihan/artikel-1/") == Redirect(302, "https://lain.example/", True)
    assert resolved("/pelatihan/artikel-2/") == Redirect(301, "/diklat/artikel-2/", False)


def test_an_address_leads_to_what_stood_there_last(section) -> None:
    first = newsroom.article(section, title="Jadwal")
    page = ArticlePage.objects.get(pk=first.pk)
    page.slug = "jadwal-2025"
    page.save_revision().publish()
    second = newsroom.article(section, title="Jadwal")
    assert resolved("/pelatihan/jadwal/") is None
    page = ArticlePage.objects.get(pk=second.pk)
    page.slug = "jadwal-2026"
    page.save_revision().publish()
    assert resolved("/pelatihan/jadwal/") == Redirect(301, "/pelatihan/jadwal-2026/", False)


def test_what_nobody_saw_leaves_nothing(section) -> None:
    fill(section, 2)
    Document.objects.filter(slug="artikel-1").update(is_public=False)
    rename(section, "diklat")
    assert sorted(Stored.objects.values_list("old_path", flat=True)) == ["/pelatihan", "/pelatihan/artikel-2"]


def test_an_address_too_long_for_a_redirect_stops_no_move(section) -> None:
    inner = newsroom.section("x" * 200, parent=section)
    newsroom.article(inner, title="y" * 60)
    rename(section, "diklat")
    assert [
        path.count("/") for path in Stored.objects.order_by("old_path").values_list("old_path", flat=True)
    ] == [1, 2]


def test_a_section_that_is_taken_down_is_gone_with_all_its_articles(section) -> None:
    fill(section, 700)
    SectionPage.objects.get(pk=section.pk).unpublish()
    assert problem("resolve/?path=/pelatihan/")["status"] == 410
    assert problem("resolve/?path=/pelatihan/artikel-699/")["status"] == 410
