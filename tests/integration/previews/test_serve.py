"""What the editor's preview does: the object in memory is stored, the frontend is asked to show it."""

import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page, Site

from api.models import PreviewDocument
from api.previews import drafts, services
from api.published.models import Document
from articles.models import PortalSettings, SectionPage
from runtime.clock import now
from tests import newsroom
from tests.integration.previews.editor import ARTICLE_FORM, token_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(person):
    return person()


@pytest.fixture
def page(editor):
    return newsroom.article(newsroom.section("Berita"), title="Terbit", slug="terbit")


def published(page):
    return Client().get(f"/api/v1/pages/{page.pk}/").content


def bytes_of(response):
    preview = services.find(token_in(response), now=now())
    return orjson.loads(bytes(preview.body))


def test_a_preview_redirects_to_the_frontend_with_a_token(editor, browser_of, page, settings):
    response = browser_of(editor).get(f"/admin/pages/{page.pk}/view_draft/")
    where = urlsplit(response.headers["Location"])
    assert f"{where.scheme}://{where.netloc}" == settings.FRONTEND_URL
    assert where.path == "/preview/"
    assert list(parse_qs(where.query)) == ["token"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))


def test_the_site_says_where_its_previews_are_rendered(editor, browser_of, page):
    site = Site.objects.get(is_default_site=True)
    PortalSettings.objects.filter(site=site).delete()
    PortalSettings.objects.create(site=site, preview_url="https://next.example.org/api/draft?key=a")
    location = browser_of(editor).get(f"/admin/pages/{page.pk}/view_draft/").headers["Location"]
    assert location.startswith("https://next.example.org/api/draft?key=a&token=")


def test_only_a_digest_of_the_token_is_stored(editor, browser_of, page):
    token = token_in(browser_of(editor).get(f"/admin/pages/{page.pk}/view_draft/"))
    stored = PreviewDocument.objects.get()
    assert token not in (stored.digest, stored.user_mark, stored.edit_url)
    assert stored.digest != hashlib.sha256(token.encode()).hexdigest()  # it takes the key of the ring too
    assert services.find(token, now=now()) == stored


def test_the_side_panel_says_that_it_is_one(editor, browser_of, page):
    response = typed(browser_of(editor), page)
    assert parse_qs(urlsplit(response.headers["Location"]).query)["in_preview_panel"] == ["true"]


def test_what_is_typed_is_in_the_preview_and_nowhere_else(editor, browser_of, page):
    before = bytes(Document.objects.get(page_id=page.pk).detail)
    response = typed(browser_of(editor), page, title="Diketik", dateline="BREBES", kicker="Dapur")
    shown = bytes_of(response)
    assert (shown["title"], shown["dateline"], shown["kicker"]) == ("Diketik", "BREBES", "Dapur")
    assert (shown["id"], shown["path"]) == (page.pk, "/berita/terbit/")
    assert PreviewDocument.objects.get().source == "form"
    assert bytes(Document.objects.get(page_id=page.pk).detail) == before
    assert Page.objects.get(pk=page.pk).title == "Terbit"


def test_typed_tags_and_authors_are_shown(editor, browser_of, page):
    author = newsroom.author("Siti Rahma")
    rows = {
        "article_authors-TOTAL_FORMS": "1",
        "article_authors-0-author": str(author.pk),
        "article_authors-0-ORDER": "1",
        "tags": "umkm, pelatihan",
    }
    shown = bytes_of(typed(browser_of(editor), page, **rows))
    assert shown["byline"] == "Oleh Siti Rahma"
    assert [tag["slug"] for tag in shown["tags"]] == ["pelatihan", "umkm"]


def test_the_preview_of_what_is_published_equals_what_is_published(editor, browser_of, page):
    token = token_in(browser_of(editor).get(f"/admin/pages/{page.pk}/view_draft/"))
    assert bytes(services.find(token, now=now()).body) == published(page)


@pytest.mark.parametrize("kind", ["section", "standard", "home"])
def test_every_type_of_page_has_a_preview(editor, browser_of, page, kind):
    pages = {
        "section": lambda: SectionPage.objects.get(),
        "standard": lambda: newsroom.standard_page("Tentang kami"),
        "home": newsroom.home,
    }
    shown_page = pages[kind]()
    token = token_in(browser_of(editor).get(f"/admin/pages/{shown_page.pk}/view_draft/"))
    assert bytes(services.find(token, now=now()).body) == published(shown_page)


def test_a_page_that_is_not_saved_yet_has_a_preview(editor, browser_of, page):
    section = page.get_parent()
    client = browser_of(editor)
    url = f"/admin/pages/add/articles/articlepage/{section.pk}/preview/"
    assert client.post(url, ARTICLE_FORM | {"title": "Baru", "slug": "baru"}).json()["is_valid"]
    shown = bytes_of(client.get(f"{url}?in_preview_panel=true&mode="))
    assert (shown["id"], shown["title"], shown["path"]) == (0, "Baru", "/berita/baru/")
    stored = PreviewDocument.objects.get()
    assert (stored.page_id, stored.parent_id, stored.is_live) == (None, section.pk, False)
    assert stored.edit_url.endswith(f"/admin/pages/add/articles/articlepage/{section.pk}/")


def test_a_draft_has_the_date_that_publishing_would_give_it(editor, clock):
    section = newsroom.section("Berita")
    page = newsroom.article(section, publish=False)
    at = clock.now()
    assert orjson.loads(drafts.draft(page, now=at).body)["published_at"] == at.strftime("%Y-%m-%dT%H:%M:%SZ")
    page.go_live_at = at + timedelta(days=1)
    later = (at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    page.published_at = None
    assert orjson.loads(drafts.draft(page, now=at).body)["published_at"] == later


def test_relations_in_a_preview_are_what_the_public_may_see(editor):
    section = newsroom.section("Berita")
    shown = newsroom.article(section, title="Tampak")
    hidden = newsroom.article(section, title="RAHASIA", publish=False)
    link = f'<p><a linktype="page" id="{hidden.pk}">a</a><a linktype="page" id="{shown.pk}">b</a></p>'
    page = newsroom.article(
        section,
        title="Rancangan",
        publish=False,
        body=[("paragraph", link), ("related_link", {"title": "", "page": hidden, "url": ""})],
    )
    body = orjson.loads(drafts.draft(page, now=now()).body)
    assert "RAHASIA" not in str(body)
    assert [block["type"] for block in body["body"]] == ["paragraph"]
    assert body["body"][0]["value"]["html"].count("href=") == 1


def test_a_section_that_is_hidden_is_not_told_by_a_draft_in_it(editor):
    section = newsroom.section("Berita")
    hidden = newsroom.section("RAHASIA", parent=section, publish=False)
    page = newsroom.article(hidden, title="Rancangan", publish=False)
    body = orjson.loads(drafts.draft(page, now=now()).body)
    assert body["section"] is None
    assert body["meta"]["parent"] is None
    assert [crumb["title"] for crumb in body["breadcrumb"]] == [newsroom.home().title, "Berita"]
    assert body["path"] == "/berita/rahasia/rancangan/"


def test_a_preview_belongs_to_the_site_of_its_page(editor, browser_of):
    newsroom.home()
    Locale.objects.get_or_create(language_code="id")
    other = type(newsroom.home())(title="Lain", slug="lain")
    Page.get_first_root_node().add_child(instance=other)
    other.save_revision().publish()
    site = Site.objects.create(hostname="lain.example", port=443, root_page=other)
    editor.is_superuser = True
    editor.save()
    response = browser_of(editor).get(f"/admin/pages/{other.pk}/view_draft/")
    assert response.headers["Location"].startswith("https://lain.example/preview/?token=")
    assert PreviewDocument.objects.get().site == site


def test_who_may_not_edit_gets_no_preview(person, browser_of, page):
    reporter = person("Reporters", "reporter")
    assert browser_of(reporter).get(f"/admin/pages/{page.pk}/view_draft/").status_code == 302
    assert not PreviewDocument.objects.exists()
    assert Client().get(f"/admin/pages/{page.pk}/view_draft/").headers["Location"].startswith("/admin/login/")


# --- the end of a preview ---------------------------------------------------------------------------


def alive(token):
    return services.find(token, now=now()) is not None


def test_a_preview_ends_after_an_hour(clock, opened, page):
    token = opened(page)
    clock.advance(timedelta(hours=1) - timedelta(seconds=1))
    assert alive(token)
    clock.advance(timedelta(seconds=1))
    assert not alive(token)


def test_a_disabled_user_ends_their_previews(opened, editor, page):
    token = opened(page)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert not alive(token)


def test_a_lost_right_ends_a_preview(opened, editor, page):
    token = opened(page)
    assert alive(token)
    editor.groups.clear()
    assert not alive(token)


def test_a_new_password_ends_a_preview(opened, editor, page):
    token = opened(page)
    editor.set_password("kata-sandi-lain")
    editor.save()
    assert not alive(token)


def test_logging_out_ends_a_preview(editor, browser_of, page):
    client = browser_of(editor)
    token = token_in(client.get(f"/admin/pages/{page.pk}/view_draft/"))
    assert alive(token)
    client.post("/admin/logout/")
    assert not alive(token)


def test_a_deleted_page_ends_its_previews(opened, page):
    token = opened(page)
    page.delete()
    assert not alive(token)


def test_a_preview_of_another_key_ring_is_none(opened, page, settings):
    token = opened(page)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "x" * 50
    assert not alive(token)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert alive(token)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é" * 43, "\x00" * 43, "a" * 10_000])
def test_an_unknown_token_opens_nothing(opened, page, token):
    opened(page)
    assert not alive(token)


def test_what_cannot_be_a_token_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert services.find("nonsense", now=now()) is None


def test_of_one_object_and_user_the_newest_are_kept(editor, page):
    moment = now()
    tokens = [
        services.open_preview(page=page, user=editor, source="form", now=moment)[1]
        for _ in range(services.KEPT_OF_AN_OBJECT + 3)
    ]
    assert PreviewDocument.objects.count() == services.KEPT_OF_AN_OBJECT
    assert [alive(token) for token in tokens[:4]] == [False, False, False, True]


def test_prune_drops_what_is_over(clock, opened, page, editor):
    opened(page)
    clock.advance(timedelta(minutes=30))
    opened(page)
    services.revoke(user=editor, now=clock.now())
    token = opened(page)
    call_command("prune")
    assert [alive(token), PreviewDocument.objects.count()] == [True, 1]
    clock.advance(timedelta(hours=1))
    call_command("prune")
    assert not PreviewDocument.objects.exists()


def test_a_draft_costs_the_same_queries_whatever_it_holds(editor, django_assert_max_num_queries):
    section = newsroom.section("Berita")
    others = [newsroom.article(section) for _ in range(6)]
    body = [("related_link", {"title": "", "page": each, "url": ""}) for each in others]
    page = newsroom.article(section, publish=False, body=body, authors=[newsroom.author()], tags=["a", "b"])
    moment = now()
    drafts.draft(page, now=moment)
    with django_assert_max_num_queries(25):
        drafts.draft(page, now=moment)
