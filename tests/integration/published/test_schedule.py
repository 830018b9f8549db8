"""Publishing what is due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from api.published import schedule
from api.published.models import Document, Tombstone
from api.published.visibility import LONG_AGO
from articles import services
from articles.models import ArticlePage
from runtime import timers
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def section(clock, monkeypatch):
    """Wagtail asks Django's clock; here it is ours."""
    monkeypatch.setattr(timezone, "now", clock.now)
    return newsroom.section("Pelatihan")


def test_an_approved_article_is_published_when_it_is_due(section, clock):
    article = newsroom.article(section, title="Nanti", publish=False)
    services.schedule(article, at=clock.now() + HOUR)
    assert schedule.publish_due(now=clock.now()) == 0
    clock.advance(HOUR)
    assert schedule.publish_due(now=clock.now()) == 1
    assert ArticlePage.objects.get(pk=article.pk).live
    assert Document.objects.get(page_id=article.pk).visible_from == LONG_AGO
    public.drain()
    assert public.titles() == ["Nanti"]
    assert public.differences() == []


def test_an_approved_change_of_a_live_article_waits_for_its_moment(section, clock):
    article = newsroom.article(section, title="Sekarang")
    page = ArticlePage.objects.get(pk=article.pk)
    page.title, page.go_live_at = "Nanti", clock.now() + HOUR
    page.save_revision().publish()
    assert public.titles() == ["Sekarang"]
    clock.advance(HOUR)
    schedule.publish_due(now=clock.now())
    assert public.titles() == ["Nanti"]


def test_what_is_over_is_taken_down_and_leaves_a_tombstone(section, clock):
    article = newsroom.article(section, title="Sementara", expire_at=clock.now() + HOUR)
    clock.advance(HOUR)
    assert schedule.publish_due(now=clock.now()) == 1
    page = ArticlePage.objects.get(pk=article.pk)
    assert (page.live, page.expired) == (False, True)
    assert not Document.objects.filter(page_id=article.pk).exists()
    assert list(Tombstone.objects.values_list("path", flat=True)) == ["/pelatihan/sementara/"]


def test_one_that_fails_does_not_stop_the_next(section, clock, monkeypatch, caplog):
    for title in ("Rusak", "Utuh"):
        services.schedule(newsroom.article(section, title=title, publish=False), at=clock.now() + HOUR)
    save = ArticlePage.save

    def broken(self, *args, **kwargs):
        if self.title == "Rusak":
            raise ValueError("expected")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(ArticlePage, "save", broken)
    clock.advance(HOUR)
    assert schedule.publish_due(now=clock.now()) == 1
    assert list(ArticlePage.objects.filter(live=True).values_list("title", flat=True)) == ["Utuh"]
    caplog.clear()


def test_the_timer_of_that_name_publishes(section, clock):
    services.schedule(newsroom.article(section, title="Nanti", publish=False), at=clock.now() + HOUR)
    clock.advance(HOUR)
    assert timers.run("publish_due", now=clock.now()) == timers.Outcome.DONE
    assert ArticlePage.objects.filter(live=True).count() == 1


def test_it_is_safe_to_run_twice(section, clock):
    services.schedule(newsroom.article(section, title="Nanti", publish=False), at=clock.now() + HOUR)
    clock.advance(HOUR)
    assert [schedule.publish_due(now=clock.now()) for _ in range(2)] == [1, 0]
