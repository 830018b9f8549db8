"""Building what is stale, and comparing what is stored with what should be."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from api.published import builder, queue
from api.published.models import Document, DocumentTerm
from articles.models import ArticlePage
from runtime import clock, timers, versions
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db

LATER = datetime(2037, 8, 15, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(kept):
    with kept():
        yield _articles()


@pytest.fixture
def articles(made, clock):
    return deepcopy(made)


def _articles():
    section = newsroom.section("Pelatihan")
    made = [newsroom.article(section, title=f"Artikel {number}") for number in range(3)]
    public.drain()
    return made


def _check() -> tuple[int, str]:
    out, status = StringIO(), 0
    try:
        call_command("rebuild_documents", check=True, stdout=out, stderr=StringIO())
    except SystemExit as end:
        status = int(end.code or 0)
    return status, out.getvalue()


def test_nothing_is_stale_after_a_run(articles):
    Document.objects.update(dirty=True)
    assert public.drain() == 5
    assert public.drain() == 0
    assert public.dirty() == set()


def test_what_is_over_is_built_anew(articles, clock):
    Document.objects.filter(page_id=articles[0].pk).update(valid_until=LATER, detail=b"{}")
    assert public.drain() == 0
    clock.set(LATER)
    assert public.drain() == 1
    assert public.stored_bytes(articles[0]) == public.live_bytes(articles[0])


def test_the_timer_of_that_name_builds(articles):
    Document.objects.update(dirty=True)
    assert timers.run("rebuild_documents", now=clock.now()) == timers.Outcome.DONE
    assert public.dirty() == set()


def test_every_batch_raises_the_version(articles):
    before = versions.read("content")
    Document.objects.update(dirty=True)
    public.drain()
    assert versions.read("content") == before + 1


def test_a_page_that_fails_does_not_stop_the_next(articles, monkeypatch, caplog):
    def broken(content, place, scope):
        if content.node.id == articles[1].pk:
            raise ValueError("expected")
        return build_place(content, place, scope)

    build_place = builder._build_place
    monkeypatch.setattr(builder, "_build_place", broken)
    Document.objects.update(dirty=True)
    public.drain()
    assert public.dirty() == {articles[1].pk}
    caplog.clear()


def test_what_changed_while_it_was_built_is_built_again(articles, monkeypatch):
    Document.objects.filter(page_id=articles[0].pk).update(dirty=True)
    build = queue.build
    seen = []

    def overtaken(page_ids, *, now):
        found = build(page_ids, now=now)
        if not seen:
            ArticlePage.objects.filter(pk=articles[0].pk).update(title="Lebih baru")
            versions.bump("content")
        seen.append(list(page_ids))
        return found

    monkeypatch.setattr(queue, "build", overtaken)
    public.drain()
    assert seen == [[articles[0].pk]] * 2
    assert public.detail(articles[0])["title"] == "Lebih baru"


def test_no_drift_is_status_0(articles):
    assert _check() == (0, "no difference\n")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda rows: rows.update(detail=b"{}"), "detail"),
        (lambda rows: rows.update(title="Lain"), "title"),
        (lambda rows: rows.update(is_public=False), "is_public"),
        (lambda rows: rows.delete(), "it is missing"),
        (lambda rows: rows.update(page_id=999_999), "it should not exist"),
    ],
)
def test_a_difference_that_nobody_knows_of_is_status_1(articles, change, line):
    change(Document.objects.filter(page_id=articles[0].pk))
    status, told = _check()
    assert status == 1
    assert line in told


def test_a_missing_term_is_a_difference(articles):
    DocumentTerm.objects.filter(document__page_id=articles[0].pk).delete()
    assert _check()[0] == 1


def test_what_is_known_to_be_stale_is_no_difference(articles):
    Document.objects.filter(page_id=articles[0].pk).update(detail=b"{}", dirty=True)
    assert _check()[0] == 0


def test_the_command_mends_every_difference(articles):
    Document.objects.filter(page_id=articles[0].pk).delete()
    Document.objects.filter(page_id=articles[1].pk).update(page_id=999_999)
    Document.objects.filter(page_id=articles[2].pk).update(detail=b"{}")
    call_command("rebuild_documents", stdout=StringIO())
    assert _check()[0] == 0
    assert public.titles() == ["Artikel 2", "Artikel 1", "Artikel 0"]


def test_stale_answers_write_nothing(articles, django_assert_num_queries):
    Document.objects.update(dirty=True)
    public.detail(articles[0])
    public.titles()
    assert Document.objects.filter(dirty=True).count() == 5


def test_pages_made_without_a_signal_are_found_by_the_command(articles):
    page = ArticlePage(title="Diam-diam", live=True)
    articles[0].get_parent().add_child(instance=page)
    assert _check()[0] == 1
    call_command("rebuild_documents", stdout=StringIO())
    assert public.detail(page)["title"] == "Diam-diam"


def test_late_boundaries_end_an_answer(articles, clock):
    page = ArticlePage.objects.get(pk=articles[0].pk)
    page.expire_at = LATER
    page.save_revision().publish()
    clock.set(LATER - timedelta(minutes=1))
    from api.published.portal import portal

    assert portal().next_boundary(clock.now()) == LATER
    clock.set(LATER)
    assert portal().next_boundary(clock.now()) is None
