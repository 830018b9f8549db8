"""What the page tree promises: places, keys, slugs, dates and addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Locale, Page, Site

from articles import services
from articles.admin.moving import first_double
from articles.models import ArticlePage, HomePage, SectionPage, StandardPage
from tests import newsroom

pytestmark = pytest.mark.django_db

# Wagtail decides by the real clock what is scheduled.
TOMORROW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)


@pytest.mark.parametrize(
    ("child", "parent", "allowed"),
    [
        (HomePage, Page, True),
        (HomePage, HomePage, False),
        (SectionPage, HomePage, True),
        (SectionPage, SectionPage, True),
        (SectionPage, Page, False),
        (ArticlePage, SectionPage, True),
        (ArticlePage, HomePage, False),
        (ArticlePage, ArticlePage, False),
        (StandardPage, HomePage, True),
        (StandardPage, SectionPage, False),
    ],
)
def test_pages_stand_where_they_may(child: type[Page], parent: type[Page], allowed: bool) -> None:
    assert (child in parent.allowed_subpage_models()) is allowed


def test_a_section_takes_its_key_from_the_slug() -> None:
    assert newsroom.section("Pekerja Migran").key == "pekerja-migran"


def test_a_key_survives_rename_and_move() -> None:
    section, other = newsroom.section("Pelatihan"), newsroom.section("Ekonomi")
    section.title, section.slug = "Kursus", "kursus"
    section.save_revision().publish()
    Page.objects.get(pk=section.pk).specific.move(Page.objects.get(pk=other.pk), pos="last-child")
    stored = SectionPage.objects.get(pk=section.pk)
    assert (stored.key, stored.slug) == ("pelatihan", "kursus")
    assert stored.get_parent().pk == other.pk


def test_a_draft_without_a_key_keeps_the_one_of_the_row() -> None:
    section = newsroom.section("Pelatihan")
    section.key = ""
    section.save_revision().publish()
    assert SectionPage.objects.get(pk=section.pk).key == "pelatihan"


def test_two_sections_of_one_name_get_two_keys() -> None:
    north, south = newsroom.section("Utara"), newsroom.section("Selatan")
    first = newsroom.section("Ekonomi", parent=north)
    second = newsroom.section("Ekonomi", parent=south)
    assert (first.key, second.key) == ("ekonomi", "ekonomi-2")


def test_a_taken_key_is_refused_naming_the_section_that_has_it() -> None:
    newsroom.section("Pelatihan")
    other = newsroom.section("Ekonomi")
    other.key = "pelatihan"
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert "Pelatihan" in refused.value.message_dict["key"][0]


def test_the_same_key_is_free_in_another_locale() -> None:
    newsroom.section("Pelatihan")
    english = _home_in("en", "Home")
    assert newsroom.section("Pelatihan", parent=english).key == "pelatihan"


def test_an_alias_of_a_section_keeps_a_key_of_its_own() -> None:
    section, other = newsroom.section("Pelatihan"), newsroom.section("Ekonomi")
    alias = Page.objects.get(pk=section.pk).specific.create_alias(parent=Page.objects.get(pk=other.pk))
    section = SectionPage.objects.get(pk=section.pk)
    section.intro = "<p>Baru</p>"
    section.save_revision().publish()
    stored = SectionPage.objects.get(pk=alias.pk)
    assert (stored.key, stored.intro) == ("pelatihan-2", "<p>Baru</p>")


def test_an_article_slug_is_unique_in_the_whole_portal() -> None:
    one, two = newsroom.section("Satu"), newsroom.section("Dua")
    newsroom.article(one, title="Banjir", slug="banjir")
    second = newsroom.article(two, title="Banjir lagi")
    second.slug = "banjir"
    with pytest.raises(ValidationError) as refused:
        second.full_clean()
    assert "“Banjir” in Satu" in refused.value.message_dict["slug"][0]


def test_code_that_asks_for_a_taken_slug_is_told() -> None:
    one, two = newsroom.section("Satu"), newsroom.section("Dua")
    newsroom.article(one, slug="banjir")
    with pytest.raises(services.SlugTaken):
        newsroom.article(two, slug="banjir")


def test_an_article_without_a_slug_gets_a_free_one() -> None:
    one, two = newsroom.section("Satu"), newsroom.section("Dua")
    assert newsroom.article(one, title="Banjir").slug == "banjir"
    assert newsroom.article(two, title="Banjir").slug == "banjir-2"


def test_the_same_slug_is_free_in_another_locale() -> None:
    newsroom.article(newsroom.section("Satu"), slug="banjir")
    english = newsroom.section("One", parent=_home_in("en", "Home"))
    assert newsroom.article(english, slug="banjir").slug == "banjir"


def test_a_copied_section_numbers_the_slugs_of_its_articles_in_rows_and_drafts() -> None:
    section, other = newsroom.section("Satu"), newsroom.section("Dua")
    newsroom.article(section, title="Banjir")
    copy = Page.objects.get(pk=section.pk).specific.copy(
        to=Page.objects.get(pk=other.pk), recursive=True, keep_live=True
    )
    article = ArticlePage.objects.child_of(copy).get()
    assert article.slug == "banjir-2"
    assert article.get_latest_revision_as_object().slug == "banjir-2"
    assert SectionPage.objects.get(pk=copy.pk).key == "satu-2"
    article.get_latest_revision_as_object().full_clean()


def test_a_copy_is_dated_anew() -> None:
    section = newsroom.section("Satu")
    old = newsroom.article(section, published_at=datetime(2020, 1, 2, tzinfo=UTC))
    copy = Page.objects.get(pk=old.pk).specific.copy(to=Page.objects.get(pk=section.pk), keep_live=True)
    assert ArticlePage.objects.get(pk=copy.pk).published_at > datetime(2026, 1, 1, tzinfo=UTC)


def test_an_alias_of_an_article_has_a_slug_of_its_own() -> None:
    one, two = newsroom.section("Satu"), newsroom.section("Dua")
    article = newsroom.article(one, title="Banjir")
    alias = Page.objects.get(pk=article.pk).specific.create_alias(parent=Page.objects.get(pk=two.pk))
    article = ArticlePage.objects.get(pk=article.pk)
    article.standfirst = "Air surut."
    article.save_revision().publish()
    stored = ArticlePage.objects.get(pk=alias.pk)
    assert (stored.slug, stored.standfirst, stored.live) == ("banjir-2", "Air surut.", True)


def test_an_article_moves_between_sections_with_its_slug() -> None:
    one, two = newsroom.section("Satu"), newsroom.section("Dua")
    article = newsroom.article(one, slug="banjir")
    Page.objects.get(pk=article.pk).specific.move(Page.objects.get(pk=two.pk), pos="last-child")
    stored = ArticlePage.objects.get(pk=article.pk)
    assert stored.slug == "banjir"
    assert stored.full_url.endswith("/dua/banjir/")


def test_a_draft_whose_slug_went_to_another_article_keeps_its_old_one() -> None:
    section = newsroom.section("Satu")
    article = newsroom.article(section, slug="banjir")
    article.slug = "banjir-besar"
    article.save_revision()
    newsroom.article(section, slug="banjir-besar")
    ArticlePage.objects.get(pk=article.pk).latest_revision.publish()
    assert ArticlePage.objects.get(pk=article.pk).slug == "banjir"


def test_a_move_to_another_tree_finds_the_doubles_first() -> None:
    section = newsroom.section("Satu")
    article = newsroom.article(section, slug="banjir")
    english = _home_in("en", "Home")
    assert first_double(section, english) is None
    there = newsroom.article(newsroom.section("One", parent=english), slug="banjir")
    assert first_double(section, english) == ("banjir", there)
    assert first_double(article, english) == ("banjir", there)


def test_first_publication_dates_an_article() -> None:
    article = newsroom.article(newsroom.section("Satu"))
    assert article.published_at == article.first_published_at


def test_a_draft_has_no_date() -> None:
    article = newsroom.article(newsroom.section("Satu"), publish=False)
    assert ArticlePage.objects.get(pk=article.pk).published_at is None


def test_a_date_entered_by_the_editor_stays() -> None:
    day = datetime(2021, 9, 17, tzinfo=UTC)
    assert newsroom.article(newsroom.section("Satu"), published_at=day).published_at == day


def test_later_publications_leave_the_date_alone() -> None:
    article = newsroom.article(newsroom.section("Satu"))
    dated = article.published_at
    article.title = "Baru"
    article.save_revision().publish()
    older = ArticlePage.objects.get(pk=article.pk).revisions.order_by("pk").first()
    older.publish()
    assert ArticlePage.objects.get(pk=article.pk).published_at == dated


def test_a_scheduled_article_is_dated_at_its_go_live() -> None:
    article = newsroom.article(newsroom.section("Satu"), publish=False)
    scheduled = services.schedule(article, at=TOMORROW)
    assert not scheduled.live
    assert scheduled.published_at == TOMORROW
    assert scheduled.scheduled_revision.approved_go_live_at == TOMORROW


def test_a_schedule_moved_moves_the_date() -> None:
    article = newsroom.article(newsroom.section("Satu"), publish=False)
    services.schedule(article, at=TOMORROW)
    later = TOMORROW + timedelta(hours=3)
    again = services.schedule(ArticlePage.objects.get(pk=article.pk), at=later)
    assert again.published_at == later


def test_a_scheduled_article_keeps_its_date_when_it_goes_live() -> None:
    article = newsroom.article(newsroom.section("Satu"), publish=False)
    scheduled = services.schedule(article, at=TOMORROW)
    revision = scheduled.scheduled_revision
    past = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    # The day has come: the schedule lies in the past.
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    revision.publish()
    stored = ArticlePage.objects.get(pk=article.pk)
    assert (stored.live, stored.published_at) == (True, past)


def test_an_address_comes_from_the_site_record() -> None:
    article = newsroom.article(newsroom.section("Pelatihan"), slug="umkm")
    site = Site.objects.get(is_default_site=True)
    assert article.get_url() == article.full_url == f"{site.root_url}/pelatihan/umkm/"
    assert article.relative_url(site) == article.full_url


def test_the_home_page_stands_at_the_root() -> None:
    site = Site.objects.get(is_default_site=True)
    assert newsroom.home().full_url == f"{site.root_url}/"


def test_serving_a_page_here_redirects_to_the_frontend(client: Client) -> None:
    article = newsroom.article(newsroom.section("Pelatihan"), slug="umkm")
    answer = client.get("/pelatihan/umkm/", HTTP_HOST="127.0.0.1")
    assert (answer.status_code, answer["Location"]) == (302, article.full_url)


def test_words_are_counted_in_dateline_and_text_only() -> None:
    article = newsroom.article(
        newsroom.section("Satu"),
        title="Judul yang tidak dihitung",
        dateline="BANDUNG",
        end_mark="[]",
        body=[
            ("paragraph", "<p>Satu <b>dua</b> tiga.</p><ul><li>empat</li></ul>"),
            ("heading", {"level": "2", "text": "Lima enam"}),
            ("quote", {"text": "<p>Tujuh</p>", "attribution": "Bukan", "role": "Bukan"}),
            ("divider", None),
        ],
        publish=False,
    )
    assert article.word_count == 8
    assert article.reading_time_minutes == 1


def test_a_new_article_in_code_has_the_end_mark_of_the_portal() -> None:
    assert newsroom.article(newsroom.section("Satu")).end_mark == "[]"


def _home_in(language: str, title: str) -> HomePage:
    locale, _created = Locale.objects.get_or_create(language_code=language)
    home = HomePage(title=title, slug=f"home-{language}", locale=locale, live=False)
    newsroom.home()
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)
