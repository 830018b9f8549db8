"""Every signal of a change is inside the transaction of the change."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.signals import page_published, page_unpublished, post_page_move, published, unpublished

from api.published.models import Document
from api.published.transactions import changed, content_changes
from articles.models import ArticlePage
from runtime import versions
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(clock):
    section = newsroom.section("Pelatihan")
    newsroom.section("Daerah")
    return newsroom.article(section, title="Satu")


ACTS = [
    (page_published, lambda page: page.save_revision().publish()),
    (published, lambda page: page.save_revision().publish()),
    (page_unpublished, lambda page: page.unpublish()),
    (unpublished, lambda page: page.unpublish()),
    (post_page_move, lambda page: page.move(page.get_parent().get_next_sibling(), pos="last-child")),
]


@pytest.mark.parametrize(
    ("signal", "act"),
    ACTS,
    ids=["page_published", "published", "page_unpublished", "unpublished", "post_page_move"],
)
def test_the_signal_comes_inside_a_transaction(page, signal, act):
    seen = []

    def receive(**_):
        seen.append(connection.in_atomic_block)

    signal.connect(receive)
    try:
        act(ArticlePage.objects.get(pk=page.pk))
    finally:
        signal.disconnect(receive)
    assert seen == [True]


def test_a_publish_that_fails_leaves_page_and_document_as_they_were(page):
    fresh = ArticlePage.objects.get(pk=page.pk)
    fresh.title = "Dua"
    revision = fresh.save_revision()

    def fail(**_):
        raise ValueError("a receiver of somebody else")

    published.connect(fail)
    try:
        with pytest.raises(ValueError, match="somebody else"):
            revision.publish()
    finally:
        published.disconnect(fail)
    assert ArticlePage.objects.get(pk=page.pk).title == "Satu"
    assert public.detail(page)["title"] == "Satu"


def test_a_publish_raises_the_version_once(page):
    before = versions.read("content")
    ArticlePage.objects.get(pk=page.pk).save_revision().publish()
    assert versions.read("content") == before + 1


def test_a_section_hides_all_at_once_and_each_page_below_follows_in_a_transaction_of_its_own(page):
    section = page.get_parent().specific
    newsroom.article(section, title="Dua")
    below = section.get_descendants().values("pk")
    before, seen = versions.read("content"), []

    def receive(**_):
        shown = Document.objects.filter(page_id__in=below, is_public=True).count()
        seen.append((versions.read("content") - before, shown))

    page_unpublished.connect(receive)
    try:
        somebody = User.objects.create_superuser("akar")
        UnpublishPageAction(section, user=somebody, include_descendants=True).execute()
    finally:
        page_unpublished.disconnect(receive)
    assert seen == [(0, 0), (1, 0), (1, 0)]
    assert (versions.read("content"), below.filter(live=True).count()) == (before + 1, 0)


def test_a_draft_does_not_raise_it(page):
    before = versions.read("content")
    ArticlePage.objects.get(pk=page.pk).save_revision()
    assert versions.read("content") == before


def test_nested_changes_raise_it_once(page):
    before = versions.read("content")
    with content_changes():
        changed()
        with content_changes():
            changed()
    assert versions.read("content") == before + 1


def test_what_is_rolled_back_does_not_raise_it(page):
    before = versions.read("content")
    with pytest.raises(ValueError, match="no"), content_changes():
        changed()
        raise ValueError("no")
    with content_changes():
        pass
    assert versions.read("content") == before


def test_writers_at_once_wait_for_each_other(page):
    """Editors, pictures and the queue at the same time: no deadlock, no lost change."""
    section = page.get_parent()
    pages = [page, *(newsroom.article(section, title=f"Lagi {number}") for number in range(3))]
    author = newsroom.author()
    failed: list[BaseException] = []

    def work(act) -> None:
        try:
            for _ in range(3):
                act()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def publish(pk):
        return lambda: ArticlePage.objects.get(pk=pk).save_revision().publish()

    acts = [*(publish(each.pk) for each in pages), public.drain, author.save]
    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    public.drain()
    assert public.differences() == []
    assert not transaction.get_connection().in_atomic_block
