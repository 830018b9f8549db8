"""The desk on which a live blog is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from articles.models import LiveEntry
from tests import newsroom
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def blog(clock):
    return newsroom.article(newsroom.section("Pelindungan"), title="Pemulangan", label="live")


def desk(article):
    return reverse("articles_live_desk", args=[article.pk])


def form(title="Mendarat", text="<p>Selamat.</p>", **fields):
    body = streamfield([("paragraph", rich_text(text))] if text else [])
    return nested_form_data({"title": title, "body": body, "author": "", "at": "", **fields})


def written(article, title, *, minutes=0):
    return LiveEntry.objects.create(
        article=article,
        title=title,
        at=NOON + timedelta(minutes=minutes),
        body=[("paragraph", f"<p>Isi {title}.</p>")],
    )


def test_an_editor_publishes_an_entry_in_one_go(login, blog, clock):
    response = login("Editors").post(desk(blog), form(is_key_event="on"))
    assert response.status_code == 302
    assert response.url == desk(blog)
    entry = LiveEntry.objects.get()
    assert (entry.article_id, entry.title, entry.is_key_event, entry.at) == (blog.pk, "Mendarat", True, NOON)
    assert entry.updated_at is None


def test_the_entries_stand_below_the_form_the_newest_first(login, blog):
    for minutes, title in enumerate(["Berangkat", "Mendarat", "Bus"]):
        written(blog, title, minutes=minutes)
    html = login("Editors").get(desk(blog)).content.decode()
    places = [html.index(f"Isi {title}.") for title in ("Bus", "Mendarat", "Berangkat")]
    assert places == sorted(places)
    assert html.index("Publish entry") < places[0]


def test_a_form_that_stayed_open_takes_the_moment_of_publishing(login, blog, clock):
    client = login("Editors")
    client.get(desk(blog))
    clock.advance(timedelta(minutes=25))
    client.post(desk(blog), form())
    assert LiveEntry.objects.get().at == NOON + timedelta(minutes=25)


def test_an_entry_without_a_word_is_refused(login, blog):
    response = login("Editors").post(desk(blog), form(title="", text=""))
    assert "Write a headline or a text." in response.content.decode()
    assert not LiveEntry.objects.exists()


def test_an_edit_says_when_the_words_changed_and_keeps_the_seconds(login, blog, clock):
    entry = written(blog, "Mendarat")
    entry.at = NOON + timedelta(seconds=42)
    entry.save()
    clock.advance(timedelta(hours=1))
    url = reverse("articles_live_edit", args=[entry.pk])
    response = login("Editors").post(url, form(title="Mendarat dengan selamat", at="2026-08-15 12:00"))
    assert response.url == desk(blog)
    entry.refresh_from_db()
    assert (entry.title, entry.at) == ("Mendarat dengan selamat", NOON + timedelta(seconds=42))
    assert entry.updated_at == NOON + timedelta(hours=1)


def test_an_entry_that_becomes_a_key_event_is_not_shown_as_changed(login, blog):
    entry = LiveEntry.objects.create(article=blog, title="Mendarat", at=NOON)
    url = reverse("articles_live_edit", args=[entry.pk])
    login("Editors").post(url, form(text="", is_key_event="on", at="2026-08-15 12:00"))
    entry.refresh_from_db()
    assert (entry.is_key_event, entry.updated_at) == (True, None)


def test_an_entry_is_deleted_after_a_question(login, blog):
    entry, client = written(blog, "Keliru"), login("Editors")
    url = reverse("articles_live_delete", args=[entry.pk])
    assert client.get(url).status_code == 200
    assert LiveEntry.objects.exists()
    assert client.post(url).url == desk(blog)
    assert not LiveEntry.objects.exists()


@pytest.mark.parametrize("group", ["Reporters", "Ad managers"])
def test_who_may_not_publish_the_article_writes_nothing(login, blog, group):
    entry, client = written(blog, "Mendarat"), login(group)
    for url in (
        desk(blog),
        reverse("articles_live_edit", args=[entry.pk]),
        reverse("articles_live_delete", args=[entry.pk]),
    ):
        assert client.get(url).status_code == 302
        assert client.post(url, form()).status_code == 302
    assert [each.title for each in LiveEntry.objects.all()] == ["Mendarat"]


def test_an_entry_or_article_that_is_not_there_is_not_found(login, blog):
    client = login("Editors")
    for name in ("articles_live_desk", "articles_live_edit", "articles_live_delete"):
        assert client.get(reverse(name, args=[99999])).status_code == 404


def test_the_list_shows_live_blogs_alone_those_that_run_first(login, blog):
    over = newsroom.article(blog.get_parent(), title="Sudah lewat")
    written(over, "Selesai", minutes=90)
    newsroom.article(blog.get_parent(), title="Berita biasa")
    html = login("Editors").get(reverse("articles_live")).content.decode()
    assert html.index(desk(blog)) < html.index(desk(over))
    assert "Berita biasa" not in html


def test_a_reporter_has_an_empty_list(login, blog):
    html = login("Reporters").get(reverse("articles_live")).content.decode()
    assert "Pemulangan" not in html


def test_the_editor_of_a_live_article_leads_to_the_desk(login, blog):
    client = login("Editors")
    assert desk(blog) in client.get(reverse("wagtailadmin_pages:edit", args=[blog.pk])).content.decode()
    other = newsroom.article(blog.get_parent(), title="Berita biasa")
    assert desk(other) not in client.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).content.decode()


def test_the_desk_says_that_a_blog_is_over_or_not_yet_public(login, blog):
    client, draft = login("Editors"), newsroom.article(blog.get_parent(), label="live", publish=False)
    over = newsroom.article(blog.get_parent(), title="Sudah lewat")
    assert "not published yet" in client.get(desk(draft)).content.decode()
    assert "this live blog is over" in client.get(desk(over)).content.decode()
    assert "this live blog is over" not in client.get(desk(blog)).content.decode()
