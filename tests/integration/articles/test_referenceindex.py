"""Wagtail's index of references says the same as without our help, and takes one reading of the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import ReferenceIndex

from articles.models import ArticlePage, RelatedArticle
from articles.referenceindex import written_once
from tests import newsroom

pytestmark = pytest.mark.django_db


def index_of(page):
    rows = ReferenceIndex.objects.filter(object_id=str(page.pk))
    columns = ("content_type_id", "to_content_type_id", "to_object_id", "model_path", "content_path")
    return set(rows.values_list(*columns))


def written_anew(page):
    ReferenceIndex.objects.filter(object_id=str(page.pk)).delete()
    ReferenceIndex.create_or_update_for_object(ArticlePage.objects.get(pk=page.pk))
    return index_of(page)


@pytest.fixture
def page(db):
    section = newsroom.section("Pelatihan")
    others = [newsroom.article(section, title=title) for title in ("Satu", "Dua")]
    authors = [newsroom.author("Ani"), newsroom.author("Budi")]
    links = [RelatedArticle(target=each, sort_order=place) for place, each in enumerate(others)]
    return newsroom.article(section, title="Baru", authors=authors, related_links=links)


def test_a_publish_leaves_the_index_as_if_it_were_written_anew(page):
    before = index_of(page)
    assert before == written_anew(page)
    draft = page.get_latest_revision_as_object()
    draft.article_authors = draft.article_authors.all()[:1]
    draft.related_links = []
    draft.save_revision().publish()
    assert len(index_of(page)) == len(before) - 3
    assert index_of(page) == written_anew(page)


def test_an_alias_that_follows_its_original_is_indexed_too(page):
    alias = CreatePageAliasAction(page, parent=page.get_parent(), update_slug="salinan").execute()
    draft = page.get_latest_revision_as_object()
    draft.related_links = []
    draft.save_revision().publish()
    assert index_of(alias) == written_anew(alias)
    assert index_of(alias)


def test_a_draft_for_later_leaves_the_index_of_the_live_page(page):
    before = index_of(page)
    draft = page.get_latest_revision_as_object()
    draft.related_links = []
    draft.go_live_at = datetime(2100, 1, 1, tzinfo=UTC)
    draft.save_revision().publish()
    assert index_of(page) == before


def test_the_index_is_read_once_in_a_publish(page):
    revision = page.get_latest_revision_as_object().save_revision()
    with CaptureQueriesContext(connection) as asked:
        revision.publish()
    readings = [
        each["sql"] for each in asked if each["sql"].startswith('SELECT "wagtailcore_referenceindex"')
    ]
    assert len(readings) == 1


def test_an_act_within_another_waits_for_the_end_of_that(page):
    ReferenceIndex.objects.all().delete()
    with written_once():
        with written_once():
            page.save()
        assert not index_of(page)
    assert index_of(page) == written_anew(page)


def test_an_act_that_fails_leaves_wagtail_as_it_was(page):
    with pytest.raises(RuntimeError), written_once():
        raise RuntimeError
    ReferenceIndex.objects.all().delete()
    page.save()
    assert index_of(page)
