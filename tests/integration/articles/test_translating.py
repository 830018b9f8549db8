"""Who may work on a page in another language, and how an editor gets there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import GroupPagePermission, Locale, Page, WorkflowPage

from articles.models import ArticlePage
from tests import newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    user = User.objects.create_user("penyunting", password="rahasia-sekali")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


def rights_on(page: Page) -> set[tuple[str, str]]:
    found = GroupPagePermission.objects.filter(page_id=page.pk)
    return set(found.values_list("group__name", "permission__codename"))


def test_who_works_on_a_home_page_works_on_its_translation_and_its_review_goes_along() -> None:
    home = newsroom.home()
    translated = newsroom.translated(home)
    assert ("Editors", "publish_page") in rights_on(home)
    assert rights_on(translated) == rights_on(home)
    workflows = WorkflowPage.objects.filter(page_id__in=[home.pk, translated.pk])
    assert len(set(workflows.values_list("workflow_id", flat=True))) == 1
    assert workflows.count() == 2


def test_an_editor_translates_an_article_in_the_admin(client: Client, editor: User) -> None:
    section = newsroom.section("Pelatihan")
    article = newsroom.article(section, title="Modal", slug="modal")
    newsroom.translated(newsroom.home())
    newsroom.translated(section)
    client.force_login(editor)
    english = Locale.objects.get(language_code="en")
    address = f"/admin/translation/submit/page/{article.pk}/"
    assert address in client.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    response = client.post(address, {"locales": [english.pk]})
    copy = ArticlePage.objects.get(translation_key=article.translation_key, locale=english)
    assert response["Location"] == f"/admin/pages/{copy.pk}/edit/"
    assert (copy.live, copy.get_parent().locale) == (False, english)
    assert client.get(response["Location"]).status_code == 200
