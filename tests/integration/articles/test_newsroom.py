"""The helpers that other tests stand on."""

import pytest

from articles.models import ArticlePage
from tests import newsroom

pytestmark = pytest.mark.django_db


def test_an_article_goes_online_through_a_revision() -> None:
    article = newsroom.article(newsroom.section("Pelatihan"), title="UMKM digital")
    assert article.live
    assert article.live_revision_id == article.latest_revision_id
    assert article.full_url.endswith("/pelatihan/umkm-digital/")


def test_a_draft_stays_offline() -> None:
    article = newsroom.article(newsroom.section("Pelatihan"), publish=False)
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_authors_and_tags_are_kept() -> None:
    author = newsroom.author("Siti Rahma")
    article = newsroom.article(newsroom.section("Pelatihan"), authors=[author], tags=["umkm", "digital"])
    stored = ArticlePage.objects.get(pk=article.pk)
    assert [each.author for each in stored.article_authors.all()] == [author]
    assert sorted(tag.slug for tag in stored.tags.all()) == ["digital", "umkm"]
