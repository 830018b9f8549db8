"""The screen on which editors place stories."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Locale, Page, Site
from wagtail.test.utils.form_data import nested_form_data, streamfield

from articles.models import Front, HomePage
from tests import newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, django_user_model, clock):
    newsroom.home()
    user = django_user_model.objects.create_user("rani", password="rahasia-sekali")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def zone(code, *stories, **value):
    rows = {"count": len(stories)}
    for number, story in enumerate(stories):
        row = story if isinstance(story, dict) else {"article": story.pk}
        rows[str(number)] = {
            "deleted": "", "order": str(number), "value": {"pinned_until": "", **row}, "id": ""
        }  # fmt: skip
    listed = {f"stories-{key}": value for key, value in nested_form_data({"x": rows}).items()}
    listed = {key.replace("stories-x-", "stories-"): each for key, each in listed.items()}
    return {"code": code, "title": "", "layout": "grid", "limit": "4", "is_filled": "on", **listed, **value}


def posted(page, *zones):
    rows = streamfield([("zone", each) for each in zones])
    return nested_form_data({"page": page.pk, "zones": rows})


def add(client, *args):
    return client.post(reverse(Front.snippet_viewset.get_url_name("add")), posted(*args))


def faults(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_an_editor_places_stories(editor):
    section = newsroom.section("Daerah")
    story = newsroom.article(section, title="Banjir")
    response = add(
        editor, newsroom.home(), zone("hero", {"article": story.pk, "pinned_until": "2026-09-01 10:00"})
    )
    assert response.status_code == 302, response.content.decode()[:2000]
    [row] = Front.objects.get().zones.raw_data
    [pinned] = row["value"]["stories"]
    assert (row["value"]["code"], pinned["value"]["article"]) == ("hero", story.pk)
    listed = editor.get(reverse(Front.snippet_viewset.get_url_name("list"))).content.decode()
    assert "hero" in listed


def test_a_story_is_pinned_once_and_a_code_given_once(editor):
    story = newsroom.article(newsroom.section("Daerah"), title="Banjir")
    text = faults(add(editor, newsroom.home(), zone("hero", story), zone("hero", story)))
    assert "Another zone has this code." in text or "Zona lain memakai kode ini." in text
    assert Front.objects.count() == 0


def test_a_story_of_another_tree_is_refused_by_name(editor):
    other = HomePage(title="Lain", slug="lain")
    Page.get_first_root_node().add_child(instance=other)
    Site.objects.create(hostname="lain.example", root_page=other)
    story = newsroom.article(newsroom.section("Jauh", parent=other), title="Kabar jauh")
    assert "Kabar jauh" in faults(add(editor, newsroom.home(), zone("hero", story)))
    assert Front.objects.count() == 0


def test_an_editor_of_one_site_places_nothing_on_another(editor):
    other = HomePage(title="Lain", slug="lain", locale=Locale.objects.first())
    Page.get_first_root_node().add_child(instance=other)
    front = Front.objects.create(page=other.page_ptr)
    assert faults(add(editor, other, zone("hero")))
    assert Front.objects.count() == 1
    edit = reverse(Front.snippet_viewset.get_url_name("edit"), args=[front.pk])
    assert editor.get(edit).status_code == 302
    assert "Lain" not in editor.get(reverse(Front.snippet_viewset.get_url_name("list"))).content.decode()


def test_a_reporter_has_no_front(client, django_user_model, clock):
    newsroom.home()
    user = django_user_model.objects.create_user("adi", password="rahasia-sekali")
    user.groups.add(Group.objects.get(name="Reporters"))
    client.force_login(user)
    assert client.get(reverse(Front.snippet_viewset.get_url_name("list"))).status_code == 302
