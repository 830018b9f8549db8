"""An article's way through the admin, as a reporter and as an editor go it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime
from wagtail.models import Page, Site, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles import ports
from articles.models import ArticlePage, Author
from tests import newsroom

pytestmark = pytest.mark.django_db

Login = Callable[..., Client]


def test_a_reporter_saves_a_draft(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    answer = create(login("Reporters"), section, form(title="UMKM digital", dateline="BANDUNG"))
    article = ArticlePage.objects.get()
    assert answer.status_code == 302
    assert (article.live, article.slug, article.dateline) == (False, "umkm-digital", "BANDUNG")
    assert [block.block_type for block in article.body] == ["paragraph"]
    assert article.published_at is None


def test_a_reporter_cannot_publish(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    create(login("Reporters"), section, form(**{"action-publish": "yes"}))
    assert not ArticlePage.objects.get().live


def test_what_a_reporter_submits_an_editor_approves(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    create(login("Reporters"), section, form(title="UMKM digital", **{"action-submit": "yes"}))
    article = ArticlePage.objects.get()
    task = TaskState.objects.get(status="in_progress")
    assert task.workflow_state.workflow.name == "Editor review"
    assert not article.live

    editor = login("Editors")
    answer = editor.post(
        reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", task.pk]),
        {"comment": ""},
        follow=True,
    )
    article.refresh_from_db()
    assert "Readers see it now at" in messages(answer)
    assert article.live
    assert article.published_at == article.first_published_at


def test_an_editor_approves_while_editing_and_is_told(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    create(login("Reporters"), section, form(**{"action-submit": "yes"}))
    article = ArticlePage.objects.get()
    approval = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    fields = form(title="Judul editor", slug=article.slug, **approval)
    answer = login("Editors").post(edit_url(article), fields, follow=True)
    assert "Readers see it now at" in messages(answer)
    assert ArticlePage.objects.get(live=True).title == "Judul editor"


def test_an_article_sent_back_for_changes_is_announced_nowhere(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    create(login("Reporters"), section, form(**{"action-submit": "yes"}))
    article, task = ArticlePage.objects.get(), TaskState.objects.get(status="in_progress")
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "reject", task.pk])
    answer = login("Editors").post(url, {"comment": "Sumber kedua?"}, follow=True)
    assert "Readers" not in messages(answer)
    assert not ArticlePage.objects.get().live


def test_an_editor_publishes_and_is_told_where_readers_see_it(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    see(ports.VisibleAt("http://portal.example/pelatihan/umkm/", None, None, is_public=True))
    answer = create(login("Editors"), section, form(slug="umkm", **{"action-publish": "yes"}), follow=True)
    article = ArticlePage.objects.get()
    assert article.live
    assert (
        'Readers see it now at <a href="http://portal.example/pelatihan/umkm/" target="_blank"'
        ' rel="noreferrer">http://portal.example/pelatihan/umkm/</a>.'
    ) in messages(answer)


def test_an_editor_schedules_and_is_told_from_when(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    at = localtime(datetime.now(UTC) + timedelta(days=1)).replace(second=0, microsecond=0)
    see(ports.VisibleAt("http://portal.example/x/", at, None, is_public=True))
    fields = {"go_live_at": at.strftime("%Y-%m-%d %H:%M"), "action-publish": "yes"}
    answer = create(login("Editors"), section, form(**fields), follow=True)
    article = ArticlePage.objects.get()
    assert (article.live, article.published_at, article.go_live_at) == (False, at, at)
    assert f"http://portal.example/x/</a> from {at.day} {at:%b %H:%M} WIB." in messages(answer)


def test_an_editor_is_told_when_the_section_hides_the_article(login: Login) -> None:
    section = newsroom.section("Pelatihan", publish=False)
    see(ports.VisibleAt("http://portal.example/x/", None, None, is_public=False))
    answer = create(login("Editors"), section, form(**{"action-publish": "yes"}), follow=True)
    assert "Readers do not see it yet: its section, or a page above it" in messages(answer)


def test_an_editor_is_told_that_readers_give_a_password(login: Login) -> None:
    see(ports.VisibleAt("http://portal.example/x/", None, None, is_public=False, is_locked=True))
    answer = create(
        login("Editors"), newsroom.section("Pelatihan"), form(**{"action-publish": "yes"}), follow=True
    )
    assert "http://portal.example/x/</a>, after they give the password" in messages(answer)


def test_view_live_opens_the_frontend(login: Login) -> None:
    article = newsroom.article(newsroom.section("Pelatihan"), slug="umkm")
    page = login("Editors").get(edit_url(article)).content.decode()
    assert f"{Site.objects.get(is_default_site=True).root_url}/pelatihan/umkm/" in page


def test_an_editor_takes_an_article_down(login: Login) -> None:
    article = newsroom.article(newsroom.section("Pelatihan"))
    login("Editors").post(reverse("wagtailadmin_pages:unpublish", args=[article.pk]))
    article.refresh_from_db()
    assert not article.live


def test_a_reporter_may_not_take_an_article_down(login: Login) -> None:
    article = newsroom.article(newsroom.section("Pelatihan"))
    login("Reporters").post(reverse("wagtailadmin_pages:unpublish", args=[article.pk]))
    article.refresh_from_db()
    assert article.live


def test_an_article_expires_at_the_moment_that_was_set(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    until = localtime(datetime.now(UTC) + timedelta(days=2)).replace(second=0, microsecond=0)
    fields = {"expire_at": until.strftime("%Y-%m-%d %H:%M"), "action-publish": "yes"}
    create(login("Editors"), section, form(**fields))
    assert ArticlePage.objects.get().expire_at == until


def test_show_as_updated_moves_the_date_of_the_change(login: Login) -> None:
    article = newsroom.article(newsroom.section("Pelatihan"))
    editor = login("Editors")
    edit(editor, article, form(title="Baru", slug=article.slug, **{"action-publish": "yes"}))
    assert ArticlePage.objects.get().updated_at is None
    edit(editor, article, form(slug=article.slug, show_as_updated="on", **{"action-publish": "yes"}))
    updated_at = ArticlePage.objects.get().updated_at
    assert updated_at is not None
    edit(editor, article, form(slug=article.slug, **{"action-publish": "yes"}))
    assert ArticlePage.objects.get().updated_at == updated_at


def test_an_edit_leaves_the_date_of_the_first_publication_alone(login: Login) -> None:
    article, editor = newsroom.article(newsroom.section("Pelatihan")), login("Editors")
    shown = editor.get(edit_url(article)).context["form"]["published_at"].value()
    fields = form(
        slug=article.slug, published_at=shown.strftime("%Y-%m-%d %H:%M"), **{"action-publish": "yes"}
    )
    assert edit(editor, article, fields).status_code == 302
    assert ArticlePage.objects.get().published_at == article.published_at


def test_a_new_article_starts_with_the_end_mark_and_the_author_of_the_login(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    reporter = login("Reporters")
    author = newsroom.author("Siti Rahma", user=User.objects.get(username="reporters"))
    newsroom.author("Orang Lain")
    answer = reporter.get(add_url(section))
    byline = answer.context["form"].formsets["article_authors"]
    assert answer.context["form"]["end_mark"].value() == "[]"
    assert [row["author"].value() for row in byline.initial_forms] == [author.pk]
    create(reporter, section, form(authors=[author]))
    assert [row.author for row in ArticlePage.objects.get().article_authors.all()] == [author]


def test_a_login_without_an_author_starts_with_an_empty_byline(login: Login) -> None:
    answer = login("Reporters").get(add_url(newsroom.section("Pelatihan")))
    assert answer.context["form"].formsets["article_authors"].initial_forms == []


def test_an_archived_author_is_not_prefilled(login: Login) -> None:
    reporter = login("Reporters")
    newsroom.author(user=User.objects.get(username="reporters"), archived_at=datetime(2026, 1, 1, tzinfo=UTC))
    answer = reporter.get(add_url(newsroom.section("Pelatihan")))
    assert answer.context["form"].formsets["article_authors"].initial_forms == []


def test_a_taken_slug_is_the_field_s_error_and_names_the_other_article(login: Login) -> None:
    one, two = newsroom.section("Satu"), newsroom.section("Dua")
    newsroom.article(one, title="Banjir besar", slug="banjir")
    answer = create(login("Editors"), two, form(slug="banjir"))
    assert answer.context["form"].errors["slug"] == [
        "“banjir” belongs to “Banjir besar” in Satu already. Choose another one."
    ]
    assert ArticlePage.objects.count() == 1


def test_a_taken_slug_is_refused_when_an_article_is_copied(login: Login) -> None:
    one, two = newsroom.section("Satu"), newsroom.section("Dua")
    article = newsroom.article(one, title="Banjir", slug="banjir")
    editor, url = login("Editors"), reverse("wagtailadmin_pages:copy", args=[article.pk])
    fields = {"new_title": "Banjir", "new_slug": "banjir", "new_parent_page": two.pk}
    refused = editor.post(url, fields)
    assert "belongs to “Banjir” in Satu" in refused.context["form"].errors["new_slug"][0]
    assert editor.post(url, {**fields, "new_slug": "banjir-dua"}).status_code == 302
    assert ArticlePage.objects.filter(slug="banjir-dua").exists()


def test_a_taken_key_is_the_field_s_error(login: Login) -> None:
    newsroom.section("Pelatihan")
    answer = login("Editors").post(
        reverse("wagtailadmin_pages:add", args=["articles", "sectionpage", newsroom.home().pk]),
        nested_form_data(
            {
                "title": "Kursus",
                "slug": "kursus",
                "key": "pelatihan",
                "intro": rich_text("<p></p>"),
                "slot_layout": streamfield([]),
                "comments": inline_formset([]),
            }
        ),
    )
    assert "belongs to “Pelatihan”" in answer.context["form"].errors["key"][0]


def test_an_archived_author_is_refused_on_a_new_article_and_stays_on_an_old_one(login: Login) -> None:
    section, author, editor = newsroom.section("Pelatihan"), newsroom.author("Siti Rahma"), login("Editors")
    old = newsroom.article(section, authors=[author])
    Author.objects.update(archived_at=datetime(2026, 1, 1, tzinfo=UTC))

    refused = create(editor, section, form(slug="baru", authors=[author]))
    errors = refused.context["form"].formsets["article_authors"].errors
    assert errors == [{"author": ["Siti Rahma is archived. Choose somebody else."]}]

    row = old.article_authors.get()
    kept = form(slug=old.slug, title="Judul baru", authors=[row], **{"action-publish": "yes"})
    assert edit(editor, old, kept).status_code == 302
    stored = ArticlePage.objects.get(pk=old.pk)
    assert (stored.title, [each.author for each in stored.article_authors.all()]) == ("Judul baru", [author])


def test_one_author_twice_is_refused(login: Login) -> None:
    section, author = newsroom.section("Pelatihan"), newsroom.author("Siti Rahma")
    refused = create(login("Editors"), section, form(authors=[author, author]))
    errors = refused.context["form"].formsets["article_authors"].errors
    assert errors == [{}, {"author": ["Siti Rahma is in the byline twice."]}]


def test_two_authors_swap_their_places(login: Login) -> None:
    section, one, two = newsroom.section("Pelatihan"), newsroom.author("Satu"), newsroom.author("Dua")
    article = newsroom.article(section, authors=[one, two])
    rows = list(article.article_authors.all())
    rows[0].author, rows[1].author = two, one
    edit(login("Editors"), article, form(slug=article.slug, authors=rows, **{"action-publish": "yes"}))
    assert [row.author for row in ArticlePage.objects.get().article_authors.all()] == [two, one]


def test_a_heading_of_a_wrong_level_is_the_block_s_error(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    body = streamfield([("heading", {"level": "1", "text": "Dua hal"})])
    answer = create(login("Editors"), section, form(body=body, **{"action-publish": "yes"}))
    assert answer.status_code == 200
    assert "body" in answer.context["form"].errors
    assert not ArticlePage.objects.exists()


def test_every_field_of_an_article_is_kept(login: Login) -> None:
    section, image = newsroom.section("Pelatihan"), newsroom.image()
    related = newsroom.article(section, title="Lain")
    fields = form(
        slug="lengkap",
        kicker="Pelatihan",
        standfirst="Digelar di Bandung.",
        dateline="BANDUNG",
        end_mark="[]",
        lead_image=image.pk,
        lead_image_caption="Peserta",
        lead_image_credit="Antara",
        lead_image_alt="Ruang kelas",
        label="sponsored",
        access="metered",
        breaking_until="2027-01-01 10:00",
        published_at="2021-09-17 08:00",
        sponsor_name="Bank",
        sponsor_url="https://bank.example/",
        sponsor_disclosure="Dibayar oleh Bank.",
        tags="umkm, digital",
        related_links=inline_formset([{"target": related.pk}]),
        corrections=inline_formset([{"at": "2026-01-01 10:00", "text": "Ralat."}]),
        updates=inline_formset([{"at": "2026-01-02 10:00", "text": "Tambahan."}]),
        seo_title="Judul mesin pencari",
        canonical_url="https://asal.example/",
        noindex="on",
        exclude_labels="Maskapai, bank",
        no_ads="on",
        **{"action-publish": "yes"},
    )
    assert create(login("Editors"), section, fields).status_code == 302
    stored = ArticlePage.objects.get(slug="lengkap")
    assert stored.live
    assert (stored.kicker, stored.standfirst, stored.dateline) == (
        "Pelatihan",
        "Digelar di Bandung.",
        "BANDUNG",
    )
    assert (stored.lead_image, stored.lead_image_caption) == (image, "Peserta")
    assert (stored.label, stored.access, stored.sponsor_name) == ("sponsored", "metered", "Bank")
    assert stored.published_at == datetime(2021, 9, 17, 1, 0, tzinfo=UTC)
    assert stored.breaking_until == datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    assert sorted(stored.tags.names()) == ["digital", "umkm"]
    assert [row.target for row in stored.related_links.all()] == [related]
    assert [row.text for row in stored.corrections.all()] == ["Ralat."]
    assert [row.text for row in stored.updates.all()] == ["Tambahan."]
    assert (stored.canonical_url, stored.noindex) == ("https://asal.example/", True)
    assert (stored.exclude_labels, stored.no_ads) == (["bank", "maskapai"], True)


def test_what_is_no_label_is_the_field_s_error(login: Login) -> None:
    section = newsroom.section("Pelatihan")
    answer = create(login("Editors"), section, form(exclude_labels="bank!"))
    assert "letters a-z" in answer.context["form"].errors["exclude_labels"][0]


def test_an_editor_makes_a_section_sensitive(login: Login) -> None:
    section = newsroom.section("Bencana", exclude_labels=["maskapai"])
    editor = login("Editors")
    answer = editor.get(edit_url(section))
    assert 'value="maskapai"' in answer.content.decode()
    fields = {
        "title": "Bencana",
        "slug": "bencana",
        "key": "bencana",
        "intro": rich_text("<p></p>"),
        "slot_layout": streamfield([]),
        "comments": inline_formset([]),
        "exclude_labels": "maskapai, asuransi",
        "action-publish": "yes",
    }
    assert editor.post(edit_url(section), nested_form_data(fields)).status_code == 302
    section.refresh_from_db()
    assert section.exclude_labels == ["asuransi", "maskapai"]


def test_comments_are_on(login: Login) -> None:
    article = newsroom.article(newsroom.section("Pelatihan"))
    assert "comments" in login("Editors").get(edit_url(article)).context["form"].formsets


def see(answer: ports.VisibleAt) -> None:
    """What the published documents would say of a page."""
    ports.visible_at.fill(lambda page: answer)


@pytest.fixture(autouse=True)
def _visible_at() -> Any:
    before = ports.visible_at._function
    ports.visible_at.fill(lambda page: ports.VisibleAt("http://portal.example/", None, None, is_public=True))
    yield
    ports.visible_at._function = before


def form(*, authors: Any = (), **fields: Any) -> dict[str, Any]:
    """What the browser sends: a filled form with some fields changed."""
    return nested_form_data(
        {
            "title": "UMKM digital",
            "slug": "umkm-digital",
            "label": "news",
            "access": "open",
            "body": streamfield([("paragraph", rich_text("<p>Para peserta berkumpul.</p>"))]),
            "article_authors": _byline(authors),
            "related_links": inline_formset([]),
            "corrections": inline_formset([]),
            "updates": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def _byline(authors: Any) -> dict[str, Any]:
    rows = [
        {"author": each.pk} if isinstance(each, Author) else {"author": each.author_id, "id": each.pk}
        for each in authors
    ]
    return inline_formset(rows, initial=sum("id" in row for row in rows))


def create(client: Client, section: Page, fields: dict[str, Any], *, follow: bool = False) -> Any:
    return client.post(add_url(section), fields, follow=follow)


def edit(client: Client, article: Page, fields: dict[str, Any]) -> Any:
    return client.post(edit_url(article), fields)


def add_url(section: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section.pk])


def edit_url(article: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


def messages(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_sponsor_s_address_cannot_pose_as_another_s(login: Login) -> None:
    fields = form(sponsor_name="Bank", sponsor_url="https://bank.example@other.example/")
    answer = create(login("Editors"), newsroom.section("Pelatihan"), fields)
    assert list(answer.context["form"].errors) == ["sponsor_url"]
    assert "before its host" in answer.context["form"].errors["sponsor_url"][0]
