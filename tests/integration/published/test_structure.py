"""Sections renamed and moved: every address below follows in the same transaction."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from api.published.models import Document
from api.published.portal import portal
from articles.models import HomePage
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(clock):
    outer = newsroom.section("Daerah")
    inner = newsroom.section("Bandung", parent=outer)
    article = newsroom.article(inner, title="Pagi")
    other = newsroom.section("Olahraga")
    public.drain()
    return outer, inner, article, other


def _rename(page, slug: str) -> None:
    page = type(page).objects.get(pk=page.pk)
    page.slug = slug
    page.save_revision().publish()


def test_a_renamed_section_renames_all_below(tree):
    outer, _, article, _ = tree
    _rename(outer, "wilayah")
    assert public.at("/daerah/bandung/pagi/") is None
    assert public.at("/wilayah/bandung/pagi/")["id"] == article.pk
    assert set(Document.objects.values_list("path", flat=True)) == {
        "/", "/wilayah/", "/wilayah/bandung/", "/wilayah/bandung/pagi/", "/olahraga/",
    }  # fmt: skip
    public.drain()
    assert public.differences() == []


def test_the_key_survives_the_rename(tree):
    outer, *_ = tree
    _rename(outer, "wilayah")
    public.drain()
    assert public.titles(section="daerah") == ["Pagi"]
    assert public.section("daerah")["path"] == "/wilayah/"


def test_a_moved_section_takes_all_below_with_it(tree):
    _, inner, article, other = tree
    type(inner).objects.get(pk=inner.pk).move(other, pos="last-child")
    assert public.at("/daerah/bandung/pagi/") is None
    shaped = public.at("/olahraga/bandung/pagi/")
    assert (shaped["id"], [crumb["title"] for crumb in shaped["breadcrumb"][1:]]) == (
        article.pk,
        ["Olahraga", "Bandung"],
    )
    public.drain()
    assert public.titles(section="olahraga") == ["Pagi"]
    assert public.titles(section="daerah") == []
    assert (public.section("daerah")["article_count"], public.section("olahraga")["article_count"]) == (0, 1)
    assert public.differences() == []


def test_moved_under_a_hidden_section_it_is_hidden_at_once(tree):
    _, inner, article, other = tree
    type(other).objects.get(pk=other.pk).unpublish()
    type(inner).objects.get(pk=inner.pk).move(other, pos="last-child")
    assert public.detail(article) is None
    assert public.titles() == []
    public.drain()
    assert public.differences() == []


def test_sections_in_another_order(tree):
    outer, _, _, other = tree
    type(other).objects.get(pk=other.pk).move(outer, pos="left")
    assert [section["key"] for section in public.sections()] == ["olahraga", "daerah"]
    public.drain()
    assert public.differences() == []


def test_the_tree_of_sections(tree):
    [daerah, olahraga] = public.sections()
    assert (daerah["key"], daerah["article_count"], daerah["html_url"]) == (
        "daerah",
        1,
        f"{portal().root_url}/daerah/",
    )
    assert [child["key"] for child in daerah["children"]] == ["bandung"]
    assert olahraga["children"] == []


def test_a_section_by_its_key(tree):
    outer, inner, *_ = tree
    shaped = public.section("daerah")
    assert shaped["children"] == [
        {
            "id": inner.pk,
            "title": "Bandung",
            "key": "bandung",
            "path": "/daerah/bandung/",
            "html_url": f"{portal().root_url}/daerah/bandung/",
        }
    ]
    assert shaped == public.detail(outer)
    assert public.section("tidak-ada") is None


def test_a_second_site_answers_for_its_own_tree(tree):
    home = HomePage(title="Kedua", slug="kedua")
    newsroom.home().get_parent().add_child(instance=home)
    home.save_revision().publish()
    Site.objects.create(hostname="kedua.example", port=443, root_page=home, site_name="Kedua")
    section = newsroom.section("Kabar", parent=home)
    newsroom.article(section, title="Di situ")
    second = portal("kedua.example")
    rows = Document.objects.of_site(second.site_id)
    assert set(rows.values_list("path", flat=True)) == {"/", "/kabar/", "/kabar/di-situ/"}
    assert public.at("/kabar/di-situ/") is None
    public.drain()
    assert public.differences() == []


def test_a_link_to_another_site_is_absolute(tree):
    home = HomePage(title="Kedua", slug="kedua")
    newsroom.home().get_parent().add_child(instance=home)
    home.save_revision().publish()
    Site.objects.create(hostname="kedua.example", port=443, root_page=home)
    there = newsroom.article(newsroom.section("Kabar", parent=home), title="Di situ")
    _, inner, *_ = tree
    here = newsroom.article(inner, body=[("paragraph", f'<p><a linktype="page" id="{there.pk}">x</a></p>')])
    html = public.detail(here)["body"][0]["value"]["html"]
    assert html == '<p><a href="https://kedua.example/kabar/di-situ/">x</a></p>'
