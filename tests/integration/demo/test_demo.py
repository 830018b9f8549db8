"""What a newcomer finds after `manage.py demo`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage, Author, HomePage, Image, Rendition, SectionPage
from cms.demo import english, texts
from runtime.progress import silent
from tests.integration.demo.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

BOTTOMS = "article-bottom-1,article-bottom-2"
ARTICLE = "/en/training/rented-kitchen-digital-shop-window/"
ORIGINAL = "/pelatihan/umkm-digital/"


def test_has_sixty_one_public_articles_and_nine_hidden_ones() -> None:
    assert ArticlePage.objects.filter(live=True, locale__language_code="id").count() == 61
    assert ArticlePage.objects.in_status("scheduled").count() == 3
    assert ArticlePage.objects.in_status("draft").count() == 3
    assert ArticlePage.objects.filter(live=False, expired=True).count() == 3
    assert ArticlePage.objects.filter(locale__language_code="id").count() == 70


def test_has_six_sections_eight_authors_and_twelve_pictures() -> None:
    assert SectionPage.objects.filter(live=True, locale__language_code="id").count() == 6
    assert Author.objects.count() == 8
    assert Image.objects.count() == 12


def test_every_picture_has_its_jpeg_and_webp() -> None:
    assert set(Counter(Rendition.objects.values_list("image_id", flat=True)).values()) == {17 + 17}
    assert not [image for image in Image.objects.all() if image.needs_renditions]


def test_scheduled_articles_come_within_a_week() -> None:
    approved = [page.scheduled_revision for page in ArticlePage.objects.in_status("scheduled")]
    days = sorted((revision.approved_go_live_at - NOW).days for revision in approved)
    assert len(days) == 3
    assert days[0] >= 0
    assert days[-1] < 7


def test_three_articles_and_more_are_younger_than_two_days() -> None:
    young = ArticlePage.objects.filter(live=True, published_at__gt=NOW - timedelta(hours=48))
    assert young.count() >= 6
    assert not ArticlePage.objects.filter(live=True, published_at__gt=NOW).exists()


def test_the_one_from_bandung_is_whole(client: Client) -> None:
    pages = ArticlePage.objects.filter(dateline="BANDUNG", locale__language_code="id")
    assert pages.count() == 1
    page = client.get("/api/v1/resolve/", {"path": "/pelatihan/umkm-digital/"}).json()["page"]
    assert [block["type"] for block in page["body"]] == ["paragraph"] * 12
    assert (page["dateline"], page["end_mark"], page["reading_time_minutes"]) == ("BANDUNG", "[]", 2)
    assert page["lead_image"]["caption"].startswith("Etalase daring")
    assert page["lead_image"]["srcset"].count(" ") == 9


def test_the_home_page_shows_its_sections_in_the_admin() -> None:
    home = HomePage.objects.get(locale__language_code="id")
    assert SectionPage.objects.child_of(home).count() == 6
    assert home.get_children().count() == home.numchild >= 6


def test_leaves_no_stale_document_and_no_drift() -> None:
    from api.published import queue
    from api.published.models import Document

    assert not Document.objects.filter(dirty=True).exists()
    assert list(queue.drift(now=NOW)) == []


def test_the_public_sees_sixty_one_articles(client: Client) -> None:
    answer = client.get("/api/v1/articles/", {"limit": "100"}).json()
    assert answer["meta"]["total_count"] == 61
    assert len(answer["items"]) == 61


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("editor", "Editors"),
        ("reporter", "Reporters"),
        ("adops", "Ad managers"),
        ("admin", "Administrators"),
    ],
)
def test_a_login_works_and_has_its_role(name: str, group: str) -> None:
    user: Any = authenticate(username=name, password="warta-demo")
    assert [each.name for each in user.groups.all()] == [group]


def test_editor_and_reporter_are_authors() -> None:
    linked = Author.objects.filter(user__isnull=False).values_list("user__username", flat=True)
    assert sorted(linked) == ["editor", "reporter"]


def test_both_bottom_slots_fill_from_two_line_items_at_each_view(client: Client) -> None:
    served, creatives = Counter[int](), set()
    for path in list(
        ArticlePage.objects.filter(live=True, locale__language_code="id").values_list("url_path", flat=True)[
            :20
        ]
    ):
        answer = client.get("/api/v1/slots/decide/", {"slots": BOTTOMS, "path": path.removeprefix("/home")})
        first, second = answer.json()["decisions"].values()
        assert first["line_item"] != second["line_item"]
        assert (first["fallback"], second["fallback"]) == (False, False)
        assert (first["disclosure"], second["disclosure"]) == ("Advertisement", "Advertisement")
        served.update([first["line_item"], second["line_item"]])
        creatives |= {first["creative"], second["creative"]}
    assert len(served) >= 4
    assert len(creatives) >= 3


def test_line_items_stand_in_four_tiers() -> None:
    from ads.models import AdSlot, Advertiser, Campaign, LineItem

    status = LineItem.objects.with_status(NOW).values_list("tier", "status")
    assert {tier for tier, _ in status} == {"sponsorship", "standard-2", "network", "house"}
    assert {each for _, each in status} == {"delivering"}
    assert (Advertiser.objects.count(), Campaign.objects.count()) == (4, 6)
    assert sorted(AdSlot.objects.values_list("code", flat=True)) == [
        "article-bottom-1", "article-bottom-2", "article-inline-1", "article-top", "front-top", "section-top",
    ]  # fmt: skip


def test_every_creative_leads_to_a_page_that_is_there(client: Client) -> None:
    from ads.models import Creative

    addresses = list(Creative.objects.values_list("destination_url", flat=True))
    assert {url.split("/")[0] for url in addresses} == {"{frontend}"}
    paths = {url.split("/", 1)[1] for url in addresses}
    for path in paths:
        assert client.get("/api/v1/resolve/", {"path": f"/{path}"}).json()["kind"] == "page"


def test_a_click_leads_to_the_portal_where_it_is_served_today(client: Client, settings: Any) -> None:
    settings.FRONTEND_URL = "http://127.0.0.1:3999"
    answer = client.get("/api/v1/slots/decide/", {"slots": "article-bottom-1"}).json()
    response = client.get(urlsplit(answer["decisions"]["article-bottom-1"]["click_url"]).path)
    assert response.headers["Location"].startswith("http://127.0.0.1:3999/")


def test_a_goal_is_paced_from_the_first_day_on() -> None:
    from ads.models import LineItem

    item = LineItem.objects.get(tier="standard-2")
    assert (item.goal_quantity, item.pacing, item.cost_type, item.rate) == (300, "even", "CPM", 12_500)
    assert item.ends_at - item.starts_at == timedelta(days=30)


def test_does_nothing_on_a_portal_with_articles() -> None:
    out = StringIO()
    call_command("demo", stdout=out)
    assert "nothing was loaded" in out.getvalue()
    assert ArticlePage.objects.count() == 70 + 8


def test_generates_as_many_articles_as_asked_for(client: Client) -> None:
    made = _generate(3)
    indonesian = ArticlePage.objects.filter(locale__language_code="id")
    assert indonesian.filter(live=True).count() == 64
    assert indonesian.filter(dateline="BANDUNG").count() == 1
    assert client.get("/api/v1/articles/").json()["meta"]["total_count"] == 64
    again = _generate(2)
    assert [page.slug for page in (*made, *again)] == [f"arsip-{number}" for number in range(1, 6)]


def test_generated_articles_stand_in_a_tree_without_faults() -> None:
    _generate(12)
    assert Page.find_problems() == ([], [], [], [], [])
    assert all(
        page.get_parent().specific.key for page in ArticlePage.objects.filter(slug__startswith="arsip-")
    )


def test_generated_articles_have_the_documents_that_a_publish_would_have_made() -> None:
    from api.published import queue
    from cms.demo import loading

    made = _generate(12)
    assert list(queue.drift(now=NOW)) == []
    before = _details(made)
    for page in made:
        page.get_latest_revision().publish()
    loading.build_documents([], tell=silent)
    assert _details(made) == before


def test_a_generated_article_can_be_changed_and_scheduled(
    client: Client, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.published import schedule
    from articles import services

    monkeypatch.setattr(timezone, "now", clock.now)  # Wagtail asks Django's clock; here it is ours.
    [page] = _generate(1)
    assert page.live_revision_id == page.latest_revision_id == page.get_latest_revision().pk
    draft = page.get_latest_revision_as_object()
    assert [each.author_id for each in draft.article_authors.all()] == [
        each.author_id for each in page.article_authors.all()
    ]
    draft.title = "Diubah untuk besok"
    draft.save_revision()
    services.schedule(page, at=NOW + timedelta(hours=1))
    clock.set(NOW + timedelta(hours=2))
    assert schedule.publish_due(now=clock.now()) >= 1
    assert client.get(f"/api/v1/articles/{page.pk}/").json()["title"] == "Diubah untuk besok"


def test_generated_articles_are_found_by_search_and_by_their_references(client: Client) -> None:
    from wagtail.models import ReferenceIndex

    [page] = _generate(1)
    found = client.get("/api/v1/search/", {"q": page.title}).json()["items"]
    assert page.pk in [each["id"] for each in found]
    assert page.pk in [each.pk for each in ArticlePage.objects.all().search(page.title)]
    uses = ReferenceIndex.get_references_to(page.lead_image).values_list("object_id", flat=True)
    assert str(page.pk) in uses


def _generate(count: int) -> list[ArticlePage]:
    before = set(ArticlePage.objects.values_list("pk", flat=True))
    call_command("demo", articles=count, force=True, stdout=StringIO())
    return list(ArticlePage.objects.exclude(pk__in=before).order_by("pk"))


def _details(pages: list[ArticlePage]) -> dict[int, Any]:
    """Without what follows from the moment of publication: it is another one, and beside other articles."""
    from api.published.models import Document

    rows = Document.objects.filter(page_id__in=[page.pk for page in pages])
    shapes = {row.page_id: json.loads(bytes(row.detail)) for row in rows}
    for shape in shapes.values():
        shape["meta"].pop("last_published_at")
        shape.pop("related")
        shape["seo"] = {key: value for key, value in shape["seo"].items() if "json" not in key}
    return shapes


def test_refuses_in_production(settings: Any) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="refuses in production"):
        call_command("demo")


def test_a_live_blog_runs_with_its_entries(client: Client) -> None:
    blog = ArticlePage.objects.get(slug="langsung-pemulangan-kuala-lumpur")
    answer = client.get(f"/api/v1/live/{blog.pk}/").json()
    assert answer["meta"]["total_count"] == 8
    assert [item["title"] for item in answer["items"] if item["is_key_event"]] == [
        "Bus pertama berangkat",
        "Mendarat dengan selamat",
    ]
    assert answer["items"][-1]["author"]["slug"] == "komang-sutresna"


# --- in English ------------------------------------------------------------------------------------


def read(client: Client, route: str, **parameters: str) -> Any:
    response = client.get(f"/api/v1/{route}", parameters)
    assert response.status_code == 200, response.content
    return response.json()


def test_the_site_names_both_languages_and_speaks_english(client: Client) -> None:
    site = read(client, "site/", locale="en")
    assert [(each["code"], each["path"], each["default"]) for each in site["locales"]] == [
        ("id", "/", True),
        ("en", "/en/", False),
    ]
    assert site["tagline"] == "News for and about Indonesian migrant workers"
    assert read(client, "site/")["tagline"] == "Portal berita pekerja migran Indonesia"
    assert [each["path"] for each in site["menus"]["main"]] == [
        f"/en/{each}/" for each in ("training", "protection", "placement", "money", "destinations", "family")
    ]
    assert [each["title"] for each in site["menus"]["footer"]] == ["About us", "How we work", "Privacy"]


def test_eight_articles_stand_in_the_sections_of_their_originals(client: Client) -> None:
    sections = read(client, "sections/", locale="en")["items"]
    assert {each["key"]: each["article_count"] for each in sections} == {
        "pelatihan": 2, "pelindungan": 2, "penempatan": 1, "keuangan": 1, "negara-tujuan": 1, "keluarga": 1,
    }  # fmt: skip
    assert read(client, "articles/", locale="en")["meta"]["total_count"] == 8
    assert read(client, "front/", locale="en")["zones"][0]["items"][0]["path"] == ARTICLE


def test_an_article_and_its_translation_name_each_other(client: Client) -> None:
    page = read(client, "resolve/", path=ARTICLE, locale="en")["page"]
    original = read(client, "resolve/", path=ORIGINAL)["page"]
    both = [("id", ORIGINAL), ("en", ARTICLE)]
    assert [(each["locale"], each["path"]) for each in page["translations"]] == both
    assert page["translations"] == original["translations"]
    assert page["seo"]["alternates"] == original["seo"]["alternates"]
    assert [each["hreflang"] for each in page["seo"]["alternates"]] == ["id", "en", "x-default"]
    assert page["published_at"] == original["published_at"]
    assert page["byline"] == "By Ratih Wulandari and Bagas Pramono"
    assert [block["type"] for block in page["body"]] == ["paragraph"] * 12
    assert (page["dateline"], page["end_mark"], page["reading_time_minutes"]) == ("BANDUNG", "[]", 2)
    assert page["slots"] == original["slots"]
    assert json.loads(page["seo"]["json_ld"].replace("\\u003c", "<"))["inLanguage"] == "en"


def test_related_articles_and_links_stay_in_the_language(client: Client) -> None:
    page = read(client, "resolve/", path=ARTICLE)["page"]
    assert len(page["related"]) == 6
    assert all(
        each["path"].startswith("/en/") for each in [*page["related"], *page["tags"], *page["authors"]]
    )


def test_feeds_and_sitemap_show_them(client: Client) -> None:
    feed = client.get("/feeds/rss.xml", {"locale": "en"}).content.decode()
    assert feed.count("<item>") == 8
    assert "<language>en</language>" in feed
    page = read(client, "resolve/", path=ARTICLE)["page"]
    sitemap = client.get("/sitemap.xml", {"page": "1"}).content.decode()
    assert sitemap.count(f'href="{page["seo"]["canonical"]}" hreflang="en"') == 2


@pytest.mark.parametrize("name", ["editor", "admin"])
def test_an_editor_may_publish_in_the_other_language(name: str) -> None:
    page = Page.objects.get(locale__language_code="en", slug="rented-kitchen-digital-shop-window")
    user = User.objects.get(username=name)
    assert page.permissions_for_user(user).can_publish()
    assert page.specific.get_workflow().name == "Editor review"


def test_every_translation_has_the_picture_and_authors_of_its_original() -> None:
    from cms.demo import loading

    originals = {story.slug: story for story in loading.written()}
    for story in texts.stories(english.CODE):
        original = originals[story.original]
        assert (story.picture, story.authors) == (original.picture, original.authors)
        assert (story.dateline, story.label) == (original.dateline, original.label)
        assert [part.kind for part in story.parts if part.kind != "related_link"] == [
            part.kind for part in original.parts if part.kind != "related_link"
        ]
