"""Positions of a live blog under writers at once: whoever follows gets each change once, in one order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from api.published import liveblog
from api.published.models import Document, LiveChange
from api.published.portal import portal
from articles.models import LiveEntry
from runtime import clock as runtime_clock
from tests import newsroom

WRITERS, EACH = 4, 8


@pytest.fixture
def blog(clock):
    return newsroom.article(newsroom.section("Pelindungan"), title="Pemulangan", label="live")


def _asked(blog, since):
    return liveblog.entries(
        portal=portal(), article_id=blog.pk, since=since, older=None, now=runtime_clock.now()
    )


def _write(blog, number):
    """Some entries; every second one is edited, every fourth deleted."""
    try:
        for n in range(EACH):
            entry = LiveEntry.objects.create(article_id=blog.pk, title=f"{number}-{n}")
            if n % 2:
                entry.title += " diubah"
                entry.save()
            if n % 4 == 3:
                entry.delete()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_reader_beside_four_writers_has_at_the_end_what_is_there(blog):
    first = _asked(blog, None)
    seen, positions, is_done = {}, [first.position], threading.Event()

    def follow():
        try:
            while True:
                was_done = is_done.is_set()
                answer = _asked(blog, positions[-1])
                for item in answer.items:
                    seen[item["id"]] = item["title"] if item["action"] == "put" else None
                positions.append(answer.position)
                if was_done and not answer.has_more_changes:
                    return
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(follow)
        writers = [pool.submit(_write, blog, number) for number in range(WRITERS)]
        for writer in writers:
            writer.result()
        is_done.set()
        reader.result()
    held = {pk: title for pk, title in seen.items() if title is not None}
    assert held == dict(LiveEntry.objects.values_list("pk", "title"))
    assert len(held) == WRITERS * EACH * 3 // 4
    assert positions == sorted(positions)


@pytest.mark.django_db
def test_each_change_takes_a_position_above_all_before(blog):
    entry = LiveEntry.objects.create(article=blog, title="Satu")
    other = LiveEntry.objects.create(article=blog, title="Dua")
    last = LiveChange.objects.get(entry=other).pk
    entry.save()
    assert LiveChange.objects.get(entry=entry).pk > last
    other.delete()
    assert list(LiveChange.objects.order_by("pk").values_list("entry_id", "is_deleted")) == [
        (entry.pk, False),
        (LiveChange.objects.last().entry_id, True),
    ]


@pytest.mark.django_db
def test_an_entry_leaves_the_article_of_its_blog_clean(blog):
    before = Document.objects.get(page_id=blog.pk)
    LiveEntry.objects.create(article=blog, title="Satu")
    after = Document.objects.get(page_id=blog.pk)
    assert not after.dirty
    assert after.etag != before.etag
    assert after.card_etag == before.card_etag


@pytest.mark.django_db
def test_nothing_is_left_of_a_blog_that_is_deleted(blog):
    LiveEntry.objects.create(article=blog, title="Satu")
    LiveEntry.objects.create(article=blog, title="Dua").delete()
    blog.delete()
    assert not LiveEntry.objects.exists()
    assert not LiveChange.objects.exists()
    assert not Document.objects.filter(page_id=blog.pk).exists()


@pytest.mark.django_db
def test_a_save_whose_change_cannot_be_told_is_no_save(blog, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("expected")

    monkeypatch.setattr(liveblog, "note", fail)
    with pytest.raises(RuntimeError):
        LiveEntry.objects.create(article=blog, title="Satu")
    assert not LiveEntry.objects.exists()


@pytest.mark.django_db
def test_an_alias_follows_the_entries_of_its_original(blog):
    alias = blog.create_alias(parent=newsroom.section("Daerah"), update_slug="salinan")
    entry = LiveEntry.objects.create(article=blog, title="Satu")
    told = Document.objects.get(page_id=alias.pk)
    assert not told.dirty
    assert b"#live-%d" % entry.pk in bytes(told.detail)
    entry.delete()
    assert Document.objects.get(page_id=alias.pk).dirty
