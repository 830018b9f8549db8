"""A live blog as a stranger follows it: first answer, edits, deletions, nothing lost and nothing twice."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from articles import services
from articles.models import LiveEntry
from tests import newsroom
from tests.api.calls import call, read
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

OPENS = datetime(2051, 8, 17, 5, 0, tzinfo=UTC)
"""Far ahead: Wagtail asks the real clock whether a moment has passed."""


@pytest.fixture
def blog(clock):
    section = newsroom.section("Negara tujuan", key="negara-tujuan")
    return newsroom.article(
        section, title="Pendaftaran dibuka", slug="pendaftaran-dibuka", label="live", published_at=NOON
    )


def entry(blog, title="", *, minutes=0, **fields):
    fields.setdefault("body", [("paragraph", f"<p>Isi {title}.</p>")])
    return LiveEntry.objects.create(
        article_id=blog.pk, title=title, at=NOON + timedelta(minutes=minutes), **fields
    )


def follow(blog, **parameters):
    return read(f"live/{blog.pk}/", **parameters)


def titles(answer):
    return [item["title"] for item in answer["items"]]


def test_the_first_answer_has_every_entry_the_newest_first(blog):
    siti = newsroom.author("Siti Rahma")
    entry(blog, "Dibuka", minutes=1)
    second = entry(blog, "Antrean", minutes=9, author=siti, is_key_event=True)
    answer = follow(blog)
    assert titles(answer) == ["Antrean", "Dibuka"]
    assert answer["items"][0] == {
        "action": "put",
        "id": second.pk,
        "at": "2026-08-15T05:09:00Z",
        "updated_at": None,
        "title": "Antrean",
        "is_key_event": True,
        "author": {"name": "Siti Rahma", "slug": "siti-rahma", "path": "/penulis/siti-rahma/"},
        "body": [
            {
                "id": second.body[0].id,
                "type": "paragraph",
                "value": {"html": "<p>Isi Antrean.</p>", "text": "Isi Antrean."},
            }
        ],
    }
    cursor = answer["meta"].pop("cursor")
    assert isinstance(cursor, str)
    assert answer["meta"] == {"total_count": 2, "next": None, "previous": None, "is_running": True}


def test_nothing_new_gives_no_items_and_the_same_cursor(blog):
    entry(blog, "Dibuka")
    cursor = follow(blog)["meta"]["cursor"]
    again = follow(blog, since=cursor)
    assert again["items"] == []
    assert again["meta"]["cursor"] == cursor


def test_a_new_entry_an_edit_and_a_deletion_come_once_each_in_their_order(blog):
    first, second = entry(blog, "Dibuka"), entry(blog, "Antrean")
    cursor = follow(blog)["meta"]["cursor"]
    entry(blog, "Ditutup")
    first.title = "Dibuka pukul dua belas"
    first.save()
    second_id = second.pk
    second.delete()
    answer = follow(blog, since=cursor)
    assert [(item["action"], item["id"], item["title"]) for item in answer["items"]] == [
        ("put", LiveEntry.objects.get(title="Ditutup").pk, "Ditutup"),
        ("put", first.pk, "Dibuka pukul dua belas"),
        ("delete", second_id, ""),
    ]
    assert answer["meta"]["total_count"] == 2
    assert follow(blog, since=answer["meta"]["cursor"])["items"] == []


def test_a_deleted_entry_has_every_key_and_no_value(blog):
    gone = entry(blog, "Dibuka")
    cursor, number = follow(blog)["meta"]["cursor"], gone.pk
    gone.delete()
    assert follow(blog, since=cursor)["items"] == [
        {
            "action": "delete",
            "id": number,
            "at": None,
            "updated_at": None,
            "title": "",
            "is_key_event": False,
            "author": None,
            "body": [],
        }
    ]
    assert follow(blog)["items"] == []


def test_an_entry_that_came_and_went_unseen_is_told_as_a_deletion_alone(blog):
    cursor = follow(blog)["meta"]["cursor"]
    entry(blog, "Keliru").delete()
    assert [item["action"] for item in follow(blog, since=cursor)["items"]] == ["delete"]


def test_more_entries_than_one_answer_holds_go_on_without_gap_or_repeat(blog):
    made = [entry(blog, f"Kabar {n}", minutes=n // 3).pk for n in range(250)]
    first = follow(blog)
    cursor, seen, answer = first["meta"]["cursor"], [], first
    edited = LiveEntry.objects.get(pk=made[3])
    while True:
        seen += [item["id"] for item in answer["items"]]
        assert answer["meta"]["cursor"] == cursor
        if not answer["meta"]["next"]:
            break
        entry(blog, "Sisipan", minutes=0)
        edited.save()
        answer = Client().get(answer["meta"]["next"]).json()
    assert len(first["items"]) == 100
    assert seen == [pk for pk in reversed(made) if pk != edited.pk]
    later = follow(blog, since=cursor)
    assert sorted(item["title"] for item in later["items"]) == ["Kabar 3", "Sisipan", "Sisipan"]


def test_many_changes_come_a_hundred_at_a_time(blog):
    cursor = follow(blog)["meta"]["cursor"]
    made = [entry(blog, f"Kabar {n}").pk for n in range(203)]
    seen, url = [], None
    answer = follow(blog, since=cursor)
    while True:
        seen += [item["id"] for item in answer["items"]]
        url = answer["meta"]["next"]
        if url is None:
            break
        assert len(answer["items"]) == 100
        answer = Client().get(url).json()
    assert seen == made


def test_it_may_be_kept_for_two_seconds_and_no_longer(blog):
    entry(blog, "Dibuka")
    for _time in range(3):
        response = call(f"live/{blog.pk}/")
        assert response.headers["Cache-Control"] == (
            "public, max-age=0, s-maxage=2, stale-while-revalidate=0, stale-if-error=300"
        )
    assert f"live-{blog.pk}" in response.headers["Cache-Tag"].split(",")


def test_it_is_kept_no_longer_than_to_the_end_of_the_article(blog):
    blog.expire_at = NOON + timedelta(seconds=1)
    blog.save_revision().publish()
    entry(blog, "Dibuka")
    header = call(f"live/{blog.pk}/").headers["Cache-Control"]
    assert header == "public, max-age=0, s-maxage=1, stale-while-revalidate=0, stale-if-error=0"


def test_whoever_holds_an_answer_gets_a_304(blog):
    entry(blog, "Dibuka")
    etag = call(f"live/{blog.pk}/").headers["ETag"]
    for _time in range(2):
        held = call(f"live/{blog.pk}/", headers={"If-None-Match": etag})
        assert (held.status_code, held.content) == (304, b"")
    entry(blog, "Antrean")
    assert call(f"live/{blog.pk}/", headers={"If-None-Match": etag}).status_code == 200


def test_when_the_label_goes_the_blog_is_over_and_can_still_be_read(blog):
    entry(blog, "Dibuka")
    blog.label = "news"
    blog.save_revision().publish()
    answer = follow(blog)
    assert answer["meta"]["is_running"] is False
    assert titles(answer) == ["Dibuka"]
    assert read(f"articles/{blog.pk}/")["live"]["is_running"] is False


def test_an_article_that_never_was_one_is_none(blog):
    other = newsroom.article(blog.get_parent(), title="Biasa")
    assert call(f"live/{other.pk}/").status_code == 404
    assert read(f"articles/{other.pk}/")["live"] is None


def test_the_article_leads_to_its_entries(blog):
    assert read(f"articles/{blog.pk}/")["live"] == {
        "url": f"http://127.0.0.1:8000/api/v1/live/{blog.pk}/",
        "is_running": True,
    }


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "expire", "delete"])
def test_entries_are_hidden_with_their_article_at_once(blog, hide, clock):
    entry(blog, "Dibuka")
    cursor = follow(blog)["meta"]["cursor"]
    if hide == "unpublish":
        blog.unpublish()
    elif hide == "restrict":
        PageViewRestriction.objects.create(page=blog, restriction_type=PageViewRestriction.LOGIN)
    elif hide == "expire":
        blog.expire_at = NOON + timedelta(minutes=5)
        blog.save_revision().publish()
        assert call(f"live/{blog.pk}/").status_code == 200
        clock.set(NOON + timedelta(minutes=5))
    else:
        blog.delete()
    assert call(f"live/{blog.pk}/").status_code == 404
    assert call(f"live/{blog.pk}/", since=cursor).status_code == 404


def test_a_link_in_an_entry_opens_with_its_page(blog, clock):
    coming = newsroom.article(blog.get_parent(), title="Besok", slug="besok", publish=False)
    services.schedule(coming, at=OPENS)
    entry(blog, "Baca", body=[("paragraph", f'<p>Baca <a linktype="page" id="{coming.pk}">ini</a>.</p>')])

    def html():
        return follow(blog)["items"][0]["body"][0]["value"]["html"]

    clock.set(OPENS - timedelta(microseconds=1))
    assert html() == "<p>Baca <a>ini</a>.</p>"
    clock.set(OPENS)
    assert html() == f'<p>Baca <a href="/negara-tujuan/besok/" data-page="{coming.pk}">ini</a>.</p>'


def test_an_alias_shows_the_entries_of_its_original(blog):
    elsewhere = newsroom.section("Beranda negara", key="beranda-negara")
    alias = blog.create_alias(parent=elsewhere, update_slug="salinan")
    entry(blog, "Dibuka")
    assert titles(follow(alias)) == ["Dibuka"]
    updates = orjson.loads(read(f"articles/{alias.pk}/")["seo"]["json_ld"])["liveBlogUpdate"]
    assert [each["headline"] for each in updates] == ["Dibuka"]


def test_search_engines_read_a_live_blog_with_its_newest_entries(blog):
    entry(blog, "Dibuka", minutes=-90)
    last = entry(blog, "", minutes=4)
    ld = orjson.loads(read(f"articles/{blog.pk}/")["seo"]["json_ld"])
    assert ld["@type"] == "LiveBlogPosting"
    assert ld["coverageStartTime"] == "2026-08-15T03:30:00Z"
    assert "coverageEndTime" not in ld
    assert ld["dateModified"] == "2026-08-15T05:04:00Z"
    assert ld["liveBlogUpdate"][0] == {
        "@type": "BlogPosting",
        "headline": "Isi .",
        "url": f"http://127.0.0.1:3000/negara-tujuan/pendaftaran-dibuka/#live-{last.pk}",
        "datePublished": "2026-08-15T05:04:00Z",
        "dateModified": "2026-08-15T05:04:00Z",
        "articleBody": "Isi .",
    }
    assert len(ld["liveBlogUpdate"]) == 2


def test_search_engines_are_told_when_it_ended(blog):
    entry(blog, "Ditutup", minutes=30)
    blog.label = "news"
    blog.save_revision().publish()
    ld = orjson.loads(read(f"articles/{blog.pk}/")["seo"]["json_ld"])
    assert (ld["@type"], ld["coverageEndTime"]) == ("LiveBlogPosting", "2026-08-15T05:30:00Z")


def test_an_article_without_entries_stays_a_news_article(blog):
    other = newsroom.article(blog.get_parent(), title="Biasa")
    assert orjson.loads(read(f"articles/{other.pk}/")["seo"]["json_ld"])["@type"] == "NewsArticle"


def test_rich_text_comes_as_nodes_where_that_is_asked_for(blog):
    entry(blog, "Dibuka")
    value = follow(blog, rich_text_format="json")["items"][0]["body"][0]["value"]
    assert (list(value), value["text"]) == (["nodes", "text"], "Isi Dibuka.")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"since": "kemarin"}, "invalid_cursor"),
        ({"since": "2026-08-15T05:00:00Z"}, "invalid_cursor"),
        ({"cursor": "kemarin"}, "invalid_cursor"),
        ({"limit": "5"}, "unknown_parameter"),
        ({"site": "nowhere.example"}, "unknown_site"),
    ],
)
def test_what_is_no_cursor_is_refused(blog, query, code):
    response = call(f"live/{blog.pk}/", **query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == code
    assert response.json()["errors"][0]["parameter"] == next(iter(query))


def test_a_cursor_of_another_blog_is_refused(blog):
    other = newsroom.article(blog.get_parent(), title="Lain", label="live")
    response = call(f"live/{other.pk}/", since=follow(blog)["meta"]["cursor"])
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "cursor_mismatch"


def test_since_and_cursor_do_not_go_together(blog):
    cursor = follow(blog)["meta"]["cursor"]
    response = call(f"live/{blog.pk}/", since=cursor, cursor=cursor)
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "conflict"


@pytest.mark.parametrize("number", [1, 20, 100])
def test_the_number_of_queries_does_not_grow_with_the_entries(blog, number, django_assert_num_queries):
    section = blog.get_parent()
    target = newsroom.article(section, title="Tujuan")
    picture = newsroom.image()
    read("site/")
    for n in range(number):
        link = f'<p><a linktype="page" id="{target.pk}">ini</a></p>'
        image = {"image": picture, "alt": "", "caption": "", "credit": "", "decorative": False}
        entry(blog, f"Kabar {n}", body=[("paragraph", link), ("image", image)])
    read("site/")
    with django_assert_num_queries(9):
        assert len(follow(blog)["items"]) == number


def test_times_are_told_in_utc(blog):
    made = entry(blog, "Dibuka")
    made.updated_at = NOON.astimezone(UTC)
    made.save()
    assert follow(blog)["items"][0]["updated_at"] == "2026-08-15T05:00:00Z"
