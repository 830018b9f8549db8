"""The flat list of articles, and the lists of authors and tags."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from articles import services
from articles.models import Author, Tag
from tests import newsroom

pytestmark = pytest.mark.django_db

Login = Callable[..., Client]

HOSTILE = ['"', "'", "\x00", "* OR NEAR(", "a AND", "(", "%", "\\", "-", "^", ":", "{", "漢", "x" * 300]


def test_lists_articles_of_every_section_newest_edit_first(login: Login) -> None:
    one, two = newsroom.section("Satu"), newsroom.section("Dua")
    newsroom.article(one, title="Lama")
    newsroom.article(two, title="Baru")
    assert titles(login("Editors").get(url())) == ["Baru", "Lama"]


def test_a_line_tells_section_byline_label_status_and_date(login: Login) -> None:
    author = newsroom.author("Siti Rahma")
    newsroom.article(
        newsroom.section("Pelatihan"),
        authors=[author],
        label="opinion",
        published_at=datetime(2021, 9, 17, 1, 0, tzinfo=UTC),
    )
    page = login("Editors").get(url()).content.decode()
    for shown in ("Pelatihan", "Siti Rahma", "Opinion", "17 Sep 2021 08:00 WIB"):
        assert shown in page


def test_query_count_does_not_grow_with_the_list(login: Login, django_assert_max_num_queries: Any) -> None:
    section, author, editor = newsroom.section("Satu"), newsroom.author(), login("Editors")
    newsroom.article(section, authors=[author])
    editor.get(url())
    with django_assert_max_num_queries(60) as one:
        editor.get(url())
    allowed = len(one)  # of a log that the next request begins anew
    for _number in range(4):
        newsroom.article(section, authors=[author])
    editor.get(url())  # after a publish the process learns of the portal anew
    with django_assert_max_num_queries(allowed):
        editor.get(url())


def test_filters_by_section_and_what_lies_under_it(login: Login) -> None:
    economy, sports = newsroom.section("Ekonomi"), newsroom.section("Olahraga")
    newsroom.article(newsroom.section("Kawasan", parent=economy), title="Batam")
    newsroom.article(sports, title="Bola")
    assert titles(login("Editors").get(url(), {"section": economy.pk})) == ["Batam"]


def test_filters_by_byline(login: Login) -> None:
    section, siti = newsroom.section("Satu"), newsroom.author("Siti")
    newsroom.article(section, title="Oleh Siti", authors=[newsroom.author("Budi"), siti])
    newsroom.article(section, title="Tanpa nama")
    assert titles(login("Editors").get(url(), {"author": siti.pk})) == ["Oleh Siti"]


def test_filters_by_label(login: Login) -> None:
    section = newsroom.section("Satu")
    newsroom.article(section, title="Opini", label="opinion")
    newsroom.article(section, title="Berita")
    assert titles(login("Editors").get(url(), {"label": "opinion"})) == ["Opini"]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("live", ["Terbit"]),
        ("draft", ["Ditinjau", "Draf"]),
        ("scheduled", ["Terjadwal"]),
        ("in_review", ["Ditinjau"]),
        ("expired", ["Lewat"]),
    ],
)
def test_filters_by_status(login: Login, status: str, found: list[str]) -> None:
    section = newsroom.section("Satu")
    newsroom.article(section, title="Terbit")
    newsroom.article(section, title="Draf", publish=False)
    coming = newsroom.article(section, title="Terjadwal", publish=False)
    services.schedule(coming, at=datetime.now(UTC) + timedelta(days=1))
    newsroom.article(section, title="Lewat").unpublish(set_expired=True)
    reviewed = newsroom.article(section, title="Ditinjau", publish=False)
    reviewed.get_workflow().start(reviewed, None)
    assert titles(login("Editors").get(url(), {"status": status})) == found


def test_filters_by_the_date_that_readers_see(login: Login) -> None:
    section = newsroom.section("Satu")
    newsroom.article(section, title="Lama", published_at=datetime(2021, 9, 16, 18, 0, tzinfo=UTC))
    newsroom.article(section, title="Baru", published_at=datetime(2021, 9, 17, 18, 0, tzinfo=UTC))
    asked = {"published_at_from": "2021-09-17", "published_at_to": "2021-09-17"}
    assert titles(login("Editors").get(url(), asked)) == ["Lama"]


@pytest.mark.parametrize(
    ("words", "found"), [("banjir", ["Banjir besar"]), ("besar banjir", ["Banjir besar"]), ("tidak ada", [])]
)
def test_searches_every_word(login: Login, words: str, found: list[str]) -> None:
    section = newsroom.section("Satu")
    newsroom.article(section, title="Banjir besar")
    newsroom.article(section, title="Panen besar")
    assert titles(login("Editors").get(url(), {"q": words})) == found


def test_searches_drafted_headlines(login: Login) -> None:
    article = newsroom.article(newsroom.section("Satu"), title="Lama")
    article.title = "Judul baru"
    article.save_revision()
    assert titles(login("Editors").get(url(), {"q": "judul"})) == ["Lama"]


@pytest.mark.parametrize("words", HOSTILE)
def test_any_input_is_a_search(login: Login, words: str) -> None:
    newsroom.article(newsroom.section("Satu"))
    editor = login("Editors")
    assert editor.get(url(), {"q": words}).status_code == 200
    assert editor.get(reverse("articles:index_results"), {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"section": "x"},
        {"section": "99999999999999999999999"},
        {"label": "nothing"},
        {"status": "nothing"},
        {"published_at_from": "yesterday"},
        {"ordering": "password"},
        {"p": "-1"},
        {"p": "zzz"},
    ],
)
def test_odd_filters_are_no_server_errors(login: Login, asked: dict[str, str]) -> None:
    newsroom.article(newsroom.section("Satu"))
    assert login("Editors").get(url(), asked).status_code in {200, 404}


def test_sorts_by_date(login: Login) -> None:
    section = newsroom.section("Satu")
    newsroom.article(section, title="Lama", published_at=datetime(2020, 1, 1, tzinfo=UTC))
    newsroom.article(section, title="Baru", published_at=datetime(2021, 1, 1, tzinfo=UTC))
    assert titles(login("Editors").get(url(), {"ordering": "published_at"})) == ["Lama", "Baru"]


def test_add_article_asks_for_the_section_and_goes_on_to_the_form(login: Login) -> None:
    newsroom.section("Satu")
    section, editor = newsroom.section("Dua"), login("Editors")
    assert reverse("articles:choose_parent") in editor.get(url()).content.decode()
    assert editor.get(reverse("articles:choose_parent")).status_code == 200
    answer = editor.post(reverse("articles:choose_parent"), {"parent_page": section.pk})
    form = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section.pk])
    assert answer["Location"] == f"{form}?next={url()}"


def test_one_section_alone_is_not_asked_for(login: Login) -> None:
    section = newsroom.section("Satu")
    answer = login("Reporters").get(reverse("articles:choose_parent"))
    assert answer["Location"].endswith(f"/articlepage/{section.pk}/")


def test_the_dashboard_tells_what_goes_live_next(login: Login) -> None:
    article = newsroom.article(newsroom.section("Satu"), title="Besok", publish=False)
    services.schedule(article, at=datetime.now(UTC) + timedelta(days=1))
    page = login("Editors").get(reverse("wagtailadmin_home")).content.decode()
    assert "Besok" in page
    assert reverse("articles:choose_parent") in page


def test_no_screen_links_to_a_foreign_host(login: Login) -> None:
    page = login("Editors").get(reverse("wagtailadmin_home")).content.decode()
    assert "wagtail.org" not in page
    assert "gravatar" not in page


def test_ad_managers_have_no_newsroom(login: Login) -> None:
    manager = login("Ad managers")
    assert manager.get(reverse("wagtailadmin_home")).status_code == 200
    assert manager.get(url()).status_code == 302


def test_an_author_is_archived_and_brought_back(login: Login) -> None:
    author, editor = newsroom.author("Siti Rahma"), login("Editors")
    editor.post(reverse("articles_author_archive", args=[author.pk]))
    author.refresh_from_db()
    assert author.is_archived
    editor.post(reverse("articles_author_restore", args=[author.pk]))
    author.refresh_from_db()
    assert not author.is_archived


def test_a_reporter_may_not_archive(login: Login) -> None:
    author = newsroom.author("Siti Rahma")
    login("Reporters").post(reverse("articles_author_archive", args=[author.pk]))
    author.refresh_from_db()
    assert not author.is_archived


def test_looking_at_the_address_archives_nobody(login: Login) -> None:
    author = newsroom.author("Siti Rahma")
    assert login("Editors").get(reverse("articles_author_archive", args=[author.pk])).status_code == 405
    author.refresh_from_db()
    assert not author.is_archived


def test_deleting_an_author_answers_how_to_archive(login: Login) -> None:
    author, administrator = newsroom.author("Siti Rahma"), login("Administrators")
    delete = reverse("wagtailsnippets_articles_author:delete", args=[author.pk])
    answer = administrator.post(delete, follow=True)
    assert "Authors are archived, not deleted" in str(next(iter(answer.context["messages"])))
    bulk = reverse("wagtail_bulk_action", args=["articles", "author", "delete"])
    administrator.post(f"{bulk}?id={author.pk}")
    assert Author.objects.filter(pk=author.pk).exists()


def test_lists_offer_to_archive_in_place_of_deleting(login: Login) -> None:
    author = newsroom.author("Siti Rahma")
    page = login("Administrators").get(reverse("wagtailsnippets_articles_author:list")).content.decode()
    assert reverse("articles_author_archive", args=[author.pk]) in page
    assert reverse("wagtailsnippets_articles_author:delete", args=[author.pk]) not in page


def test_archived_authors_are_not_offered(login: Login) -> None:
    newsroom.author("Siti Rahma", archived_at=datetime(2026, 1, 1, tzinfo=UTC))
    newsroom.author("Budi")
    page = login("Editors").get(reverse("wagtailsnippetchoosers_articles_author:choose")).content.decode()
    assert "Budi" in page
    assert "Siti Rahma" not in page


@pytest.mark.parametrize("words", HOSTILE)
def test_any_input_is_a_search_for_authors_and_tags(login: Login, words: str) -> None:
    newsroom.author("Siti Rahma")
    Tag.objects.create(name="UMKM", slug="umkm")
    editor = login("Editors")
    for name in (
        "wagtailsnippetchoosers_articles_author:choose_results",
        "wagtailsnippets_articles_author:list",
        "wagtailsnippets_articles_tag:list",
    ):
        assert editor.get(reverse(name), {"q": words}).status_code == 200


def test_editors_change_the_portal_settings(login: Login) -> None:
    page = login("Editors").get(
        reverse("wagtailsettings:edit", args=["articles", "portalsettings"]), follow=True
    )
    assert page.status_code == 200
    assert "end_mark" in page.content.decode()


def url() -> str:
    return reverse("articles:index")


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [Page.objects.get(pk=page.pk).title for page in answer.context["object_list"]]
