"""After each kind of change what is answered is what would be serialised now, before and after the queue."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime

import orjson
import pytest
from django.test import RequestFactory
from wagtail import hooks
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from api.published import keys
from api.published.models import Document
from articles import imagesets
from articles.models import PortalSettings, Tag
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db


class Desk:
    """One article that embeds one of everything."""

    def __init__(self) -> None:
        self.section = newsroom.section("Pelatihan")
        self.author = newsroom.author("Siti Rahma", photo=newsroom.image("Wajah"))
        self.image = newsroom.image("Foto")
        self.target = newsroom.article(self.section, title="Tujuan")
        self.article = newsroom.article(
            self.section,
            title="Semua",
            tags=["umkm"],
            authors=[self.author],
            lead_image=self.image,
            body=[
                ("paragraph", f'<p>Lihat <a linktype="page" id="{self.target.pk}">ini</a>.</p>'),
                (
                    "image",
                    {"image": self.image, "alt": "", "caption": "Sendiri", "credit": "", "decorative": False},
                ),
            ],
        )
        self.aside = newsroom.article(self.section, title="Lain")
        public.drain()


@pytest.fixture(scope="module")
def made(kept) -> Iterator[Desk]:
    with kept():
        yield Desk()


@pytest.fixture
def desk(made, clock) -> Desk:
    return deepcopy(made)


def _text(page) -> str:
    return orjson.dumps(public.detail(page)).decode()


def _is_right(page) -> None:
    """Answered as serialised now, by the stale document and by the built one."""
    live = public.live_bytes(page)
    assert orjson.dumps(public.detail(page)) == live[1]
    public.drain()
    assert public.stored_bytes(page) == live
    assert public.dirty() == set()
    assert public.differences() == []


def test_publishing_again_rebuilds_the_article_at_once(desk):
    page = type(desk.article).objects.get(pk=desk.article.pk)
    page.title = "Judul baru"
    page.save_revision().publish()
    assert desk.article.pk not in public.dirty()
    assert public.stored_bytes(page) == public.live_bytes(page)
    _is_right(page)


def test_a_renamed_author(desk):
    desk.author.name, desk.author.slug = "Siti R. Hasanah", "siti-hasanah"
    desk.author.save()
    assert public.dirty() == {desk.article.pk, desk.aside.pk}
    assert public.detail(desk.article)["byline"] == "Oleh Siti R. Hasanah"
    _is_right(desk.article)
    assert public.titles(author="siti-hasanah") == ["Semua"]
    assert public.titles(author="siti-rahma") == []


def test_a_renamed_tag(desk):
    tag = Tag.objects.get(slug="umkm")
    tag.name, tag.slug = "Usaha kecil", "usaha-kecil"
    tag.save()
    assert public.dirty() == {desk.article.pk, desk.aside.pk}
    _is_right(desk.article)
    assert public.titles(tag="usaha-kecil") == ["Semua"]


def test_a_deleted_tag(desk):
    Tag.objects.get(slug="umkm").delete()
    assert public.detail(desk.article)["tags"] == []
    _is_right(desk.article)


def test_a_changed_image(desk):
    desk.image.credit = "Antara"
    desk.image.save()
    assert public.dirty() == {desk.article.pk, desk.aside.pk}
    assert public.detail(desk.article)["lead_image"]["credit"] == "Antara"
    _is_right(desk.article)


def test_an_image_with_its_jpegs_made(desk):
    imagesets.make(desk.image)
    shaped = public.detail(desk.article)["lead_image"]
    assert [part.split()[1] for part in shaped["srcset"].split(", ")] == [
        "320w",
        "480w",
        "640w",
        "960w",
        "1280w",
    ]
    assert (shaped["width"], shaped["height"]) == (1280, 720)
    assert shaped["src"].startswith("http")
    _is_right(desk.article)


def test_a_deleted_image(desk):
    desk.image.delete()
    shaped = public.detail(desk.article)
    assert shaped["lead_image"] is None
    assert [block["type"] for block in shaped["body"]] == ["paragraph"]
    _is_right(desk.article)


def test_a_photo_of_an_author(desk):
    desk.author.photo.description = "Potret"
    desk.author.photo.save()
    assert public.detail(desk.article)["authors"][0]["photo"]["alt"] == "Potret"
    _is_right(desk.article)


def test_an_image_moved_into_a_private_collection(desk):
    private = Collection.get_first_root_node().add_child(name="Rahasia")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    type(desk.image).objects.filter(pk=desk.image.pk).update(collection=private)
    for hook in hooks.get_hooks("after_bulk_action"):
        hook(RequestFactory().post("/"), "add_to_collection", [desk.image], None)
    assert public.detail(desk.article)["lead_image"] is None
    _is_right(desk.article)


def test_a_collection_made_private_and_public_again(desk):
    album = Collection.get_first_root_node().add_child(name="Album")
    desk.image.collection = album
    desk.image.save()
    public.drain()
    restriction = CollectionViewRestriction.objects.create(collection=album, restriction_type="login")
    assert public.detail(desk.article)["lead_image"] is None
    _is_right(desk.article)
    restriction.delete()
    assert public.detail(desk.article)["lead_image"]["id"] == desk.image.pk
    _is_right(desk.article)


def test_a_retitled_section_changes_all_that_name_it(desk):
    page = type(desk.section).objects.get(pk=desk.section.pk)
    page.title = "Latihan kerja"
    page.save_revision().publish()
    assert {desk.article.pk, desk.target.pk, desk.aside.pk} <= public.dirty()
    assert public.detail(desk.article)["section"]["title"] == "Latihan kerja"
    _is_right(desk.article)


def test_a_new_slug_of_a_link_target(desk):
    page = type(desk.target).objects.get(pk=desk.target.pk)
    page.slug = "tujuan-baru"
    page.save_revision().publish()
    assert desk.article.pk in public.dirty()
    assert 'href=\\"/pelatihan/tujuan-baru/\\"' in _text(desk.article)
    _is_right(desk.article)


def test_the_settings_of_the_portal(desk):
    site = Site.objects.get(is_default_site=True)
    settings = PortalSettings.for_site(site)
    public.drain()
    settings.tag_route = "/tag/{slug}/"
    settings.slot_layout = [
        ("slot", {"code": "article-bottom-1", "position": "after_body", "paragraph": None})
    ]
    settings.save()
    shaped = public.detail(desk.article)
    assert shaped["tags"][0]["path"] == "/tag/umkm/"
    assert shaped["slots"] == [{"code": "article-bottom-1", "position": "after_body"}]
    _is_right(desk.article)


def test_another_host_of_the_site(desk):
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = "portal.example", 443
    site.save()
    assert public.detail(desk.article)["meta"]["html_url"] == "https://portal.example/pelatihan/semua/"
    _is_right(desk.article)


def test_another_address_of_this_server_makes_documents_stale(desk, settings):
    settings.PUBLIC_URL = "https://api.example"
    url = public.detail(desk.article)["meta"]["detail_url"]
    assert url == f"https://api.example/api/v1/pages/{desk.article.pk}/"
    _is_right(desk.article)


def test_saving_a_draft_makes_nothing_stale(desk):
    page = type(desk.article).objects.get(pk=desk.article.pk)
    page.title = "Draf"
    page.save_revision()
    assert public.dirty() == set()


def test_publishing_the_home_page_unchanged_leaves_the_site_alone(desk):
    newsroom.home().save_revision().publish()
    assert public.dirty() == set()


def test_renaming_the_home_page_changes_every_breadcrumb(desk):
    page = newsroom.home()
    page.title = "Beranda baru"
    page.save_revision().publish()
    assert desk.article.pk in public.dirty()
    assert public.detail(desk.article)["breadcrumb"][0]["title"] == "Beranda baru"
    _is_right(desk.article)


def test_a_section_counts_what_is_published_below_it(desk):
    assert public.section("pelatihan")["article_count"] == 3
    newsroom.article(desk.section, title="Keempat")
    assert public.section("pelatihan")["article_count"] == 4
    _is_right(desk.section)


def test_an_article_moved_to_another_section(desk):
    other = newsroom.section("Daerah")
    public.drain()
    type(desk.article).objects.get(pk=desk.article.pk).move(other, pos="last-child")
    shaped = public.detail(desk.article)
    assert (shaped["path"], shaped["section"]["key"]) == ("/daerah/semua/", "daerah")
    assert public.section("pelatihan")["article_count"] == 2
    assert public.section("daerah")["article_count"] == 1
    _is_right(desk.article)


def test_a_stale_document_keeps_its_etag_where_nothing_changed(desk):
    before = Document.objects.get(page_id=desk.article.pk)
    Document.objects.update(dirty=True)
    public.drain()
    after = Document.objects.get(page_id=desk.article.pk)
    assert (after.etag, after.modified_at, after.pk) == (before.etag, before.modified_at, before.pk)


def test_every_embedded_thing_is_a_dependency(desk):
    row = Document.objects.get(page_id=desk.article.pk)
    tag = Tag.objects.get(slug="umkm")
    site = Site.objects.get(is_default_site=True)
    assert set(row.tags.split()) == set(row.dependencies.values_list("key", flat=True))
    assert set(row.tags.split()) == {
        keys.of_page("articles.ArticlePage", desk.article.pk),
        keys.of_page("articles.ArticlePage", desk.target.pk),
        keys.of_page("articles.SectionPage", desk.section.pk),
        keys.of_page("articles.HomePage", site.root_page_id),
        keys.of_image(desk.image.pk),
        keys.of_image(desk.author.photo_id),
        keys.of_author(desk.author.pk),
        keys.of_tag(tag.pk),
        keys.of_site(site.pk),
    }


def test_an_alias_is_answered_and_follows_its_original(desk):
    other = newsroom.section("Daerah")
    alias = type(desk.article).objects.get(pk=desk.article.pk).create_alias(parent=other)
    shaped = public.detail(alias)
    assert (shaped["path"], shaped["meta"]["alias_of"]["id"]) == ("/daerah/semua-2/", desk.article.pk)
    page = type(desk.article).objects.get(pk=desk.article.pk)
    page.title = "Judul baru"
    page.save_revision().publish()
    assert public.detail(alias)["title"] == "Judul baru"
    _is_right(alias)


def test_published_at_stays_and_updated_at_is_shown(desk):
    page = type(desk.article).objects.get(pk=desk.article.pk)
    first = public.detail(page)["published_at"]
    page.updated_at = datetime(2026, 8, 17, 12, tzinfo=UTC)
    page.save_revision().publish()
    shaped = public.detail(page)
    assert (shaped["published_at"], shaped["updated_at"]) == (first, "2026-08-17T12:00:00Z")
    _is_right(page)


def test_a_translation_that_appears_and_goes(desk):
    newsroom.translated(newsroom.home())
    newsroom.translated(desk.section)
    copy = newsroom.translated(desk.article, title="All")
    assert [each["locale"] for each in public.detail(desk.article)["translations"]] == ["id", "en"]
    _is_right(desk.article)
    _is_right(copy)
    type(copy).objects.get(pk=copy.pk).unpublish()
    assert [each["locale"] for each in public.detail(desk.article)["translations"]] == ["id"]
    _is_right(desk.article)


def test_a_link_target_that_asks_for_a_login(desk):
    restriction = PageViewRestriction.objects.create(page=desk.target, restriction_type="login")
    assert "/pelatihan/tujuan/" not in _text(desk.article)
    _is_right(desk.article)
    restriction.delete()
    assert "/pelatihan/tujuan/" in _text(desk.article)
    _is_right(desk.article)


def test_a_section_that_moves_with_all_below_it(desk):
    other = newsroom.section("Kursus")
    public.drain()
    Page.objects.get(pk=desk.section.pk).move(Page.objects.get(pk=other.pk), pos="last-child")
    assert public.detail(desk.article)["path"] == "/kursus/pelatihan/semua/"
    _is_right(desk.article)
    _is_right(desk.target)


def test_another_alternative_text_of_an_image(desk):
    desk.image.description = "Dua puluh peserta di ruang kelas"
    desk.image.save()
    assert public.detail(desk.article)["lead_image"]["alt"] == "Dua puluh peserta di ruang kelas"
    _is_right(desk.article)
