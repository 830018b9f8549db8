"""What an address answers after everything that can happen to the pages that stood at it."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageViewRestriction

from tests import newsroom
from tests.api.calls import call
from tests.integration.published import public

pytestmark = pytest.mark.django_db

GONE, UNKNOWN = 410, 404


def answers(*paths: str) -> list[str | int]:
    """For each the title that stands there, the path it leads to, or the status."""
    return [_answer(path) for path in paths]


def _answer(path: str) -> str | int:
    response = call(f"resolve/?path={path}")
    if response.status_code != 200:
        return int(response.status_code)
    found = response.json()
    return str(found["location"] if found["kind"] == "redirect" else found["page"]["title"])


def fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific


def slugged(page: Page, slug: str) -> None:
    page = fresh(page)
    page.slug = slug
    page.save_revision().publish()


def swap(one: Page, other: Page) -> None:
    first, second = fresh(one).slug, fresh(other).slug
    for page, slug in ((one, "sementara"), (other, first), (one, second)):
        slugged(page, slug)


@pytest.fixture
def section(clock):
    return newsroom.section("Berita")


def test_deleted_and_written_anew_and_renamed_and_deleted(section):
    newsroom.article(section, title="Pertama", slug="satu").delete()
    assert answers("/berita/satu/") == [GONE]
    second = newsroom.article(section, title="Kedua", slug="satu")
    assert answers("/berita/satu/") == ["Kedua"]
    slugged(second, "dua")
    assert answers("/berita/satu/", "/berita/dua/") == ["/berita/dua/", "Kedua"]
    fresh(second).delete()
    assert answers("/berita/satu/", "/berita/dua/") == [GONE, GONE]
    newsroom.article(section, title="Ketiga", slug="satu")
    assert answers("/berita/satu/", "/berita/dua/") == ["Ketiga", GONE]


def test_an_old_address_is_gone_with_its_page_and_back_with_it(section):
    article = newsroom.article(section, title="Satu", slug="satu")
    slugged(article, "dua")
    fresh(article).unpublish()
    for _ in range(2):
        assert answers("/berita/satu/", "/berita/dua/") == [GONE, GONE]
        public.drain()
    fresh(article).save_revision().publish()
    assert answers("/berita/satu/", "/berita/dua/") == ["/berita/dua/", "Satu"]


def test_an_old_address_of_a_restricted_page_is_unknown_as_its_own(section):
    article = newsroom.article(section, title="Satu", slug="satu")
    fresh(article).unpublish()
    fresh(article).save_revision().publish()
    slugged(article, "dua")
    PageViewRestriction.objects.create(page=fresh(article), restriction_type="login")
    assert answers("/berita/satu/", "/berita/dua/") == [UNKNOWN, UNKNOWN]


def test_back_and_forth_is_no_loop(section):
    other = newsroom.section("Arsip")
    article = newsroom.article(section, title="Satu", slug="satu")
    for _ in range(2):
        fresh(article).move(fresh(other), pos="last-child")
        assert answers("/berita/satu/", "/arsip/satu/") == ["/arsip/satu/", "Satu"]
        fresh(article).move(fresh(section), pos="last-child")
        assert answers("/berita/satu/", "/arsip/satu/") == ["Satu", "/berita/satu/"]


def test_two_articles_swap_their_slugs(section):
    one, other = (newsroom.article(section, title=word, slug=word.lower()) for word in ("Satu", "Dua"))
    swap(one, other)
    for _ in range(2):
        assert answers("/berita/satu/", "/berita/dua/", "/berita/sementara/") == [
            "Dua", "Satu", "/berita/dua/",
        ]  # fmt: skip
        public.drain()
    fresh(one).delete()
    # What stood last at the address counts, not what had it before.
    assert answers("/berita/satu/", "/berita/dua/", "/berita/sementara/") == ["Dua", GONE, GONE]


def test_two_sections_swap_their_slugs_with_all_below(section):
    other = newsroom.section("Arsip")
    newsroom.section("Dalam", key="d1", parent=section)
    newsroom.section("Dalam", key="d2", parent=other)
    swap(section, other)
    paths = ("/berita/", "/arsip/", "/sementara/", "/berita/dalam/", "/arsip/dalam/", "/sementara/dalam/")
    expected = ["Arsip", "Berita", "/arsip/", "Dalam", "Dalam", "/arsip/dalam/"]
    for _ in range(2):
        assert answers(*paths) == expected
        public.drain()
    fresh(section).delete()
    assert answers(*paths) == ["Arsip", GONE, GONE, "Dalam", GONE, GONE]


def test_a_section_that_is_deleted_and_made_anew_holds_what_is_in_it_now(section):
    for word in ("satu", "dua"):
        newsroom.article(section, title=word, slug=word)
    fresh(section).delete()
    assert answers("/berita/", "/berita/satu/") == [GONE, GONE]
    again = newsroom.section("Berita")
    newsroom.article(again, title="satu lagi", slug="satu")
    slugged(again, "kabar")
    assert answers("/berita/", "/berita/satu/", "/berita/dua/") == ["/kabar/", "/kabar/satu/", GONE]
    public.drain()
    assert public.differences() == []
