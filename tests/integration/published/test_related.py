"""What to read next: the editor's choice first, then what the portal finds, and nothing that is hidden."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from api.published import queue, suggestions
from api.published.models import Document, DocumentTerm
from api.published.suggestions import KEPT, Shelves, Wish, ranked
from articles import services
from articles.models import RelatedArticle
from runtime import clock as runtime_clock
from tests import newsroom
from tests.conftest import NOON
from tests.integration.published import public

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def furnished(kept):
    with kept():
        yield _room()


@pytest.fixture
def room(furnished, clock):
    return deepcopy(furnished)


def _room():
    """Two sections; five articles, the first the oldest: two share tags with others, one is elsewhere."""
    training, abroad = newsroom.section("Pelatihan"), newsroom.section("Negara tujuan")
    made = [
        newsroom.article(section, title=title, tags=tags, published_at=NOON - timedelta(days=9 - day))
        for day, (section, title, tags) in enumerate(
            [
                (training, "Satu", ["umkm", "pasar"]),
                (abroad, "Dua", ["umkm", "pasar"]),
                (abroad, "Tiga", ["umkm"]),
                (training, "Empat", []),
                (abroad, "Lima", []),
            ]
        )
    ]
    return training, abroad, made


def titles(page):
    return [card["title"] for card in public.detail(page)["related"]]


def made(section, title, *, days=0, **fields):
    return newsroom.article(section, title=title, published_at=NOON - timedelta(days=days), **fields)


def test_shared_tags_come_first_then_the_section_then_the_newest(room):
    training, _, _ = room
    page = made(training, "Baru", tags=["umkm", "pasar"])
    assert titles(page) == ["Dua", "Satu", "Tiga", "Empat", "Lima"]


def test_the_choice_of_an_editor_stands_before_all_and_once(room):
    training, _, (one, *_, five) = room
    links = [RelatedArticle(target=five, sort_order=0), RelatedArticle(target=one, sort_order=1)]
    page = made(training, "Baru", tags=["umkm", "pasar"], related_links=links)
    assert titles(page) == ["Lima", "Satu", "Dua", "Tiga", "Empat"]


def test_six_are_shown_at_most(room):
    training, *_ = room
    for number in range(8):
        made(training, f"Lagi {number}")
    assert len(titles(made(training, "Baru"))) == 6


def test_what_is_paid_for_is_offered_by_editors_alone(room):
    training, *_ = room
    paid = made(training, "Berbayar", label="sponsored", sponsor_name="Bank")
    assert "Berbayar" not in titles(made(training, "Baru"))
    chosen = made(training, "Dipilih", related_links=[RelatedArticle(target=paid)])
    assert titles(chosen)[0] == "Berbayar"


def test_neither_an_alias_nor_its_original_is_offered_beside_the_other(room):
    training, abroad, (one, *_) = room
    alias = one.create_alias(parent=abroad, update_slug="satu-lagi")
    assert titles(one).count("Satu") == 0
    assert titles(alias).count("Satu") == 0
    assert titles(made(training, "Baru", tags=["umkm"])).count("Satu") == 1


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "delete"])
def test_one_that_is_hidden_leaves_at_once_and_the_next_takes_its_place(room, hide):
    training, _, (_, two, *_) = room
    for number in range(6):
        made(training, f"Lagi {number}", days=20 + number)
    page = made(training, "Baru", tags=["umkm", "pasar"])
    assert titles(page) == ["Dua", "Satu", "Tiga", "Empat", "Lagi 0", "Lagi 1"]
    if hide == "unpublish":
        two.unpublish()
    elif hide == "restrict":
        PageViewRestriction.objects.create(page=two, restriction_type=PageViewRestriction.LOGIN)
    else:
        two.delete()
    assert titles(page) == ["Satu", "Tiga", "Empat", "Lagi 0", "Lagi 1", "Lagi 2"]


def test_one_that_expires_leaves_at_its_moment_with_every_timer_stopped(room, clock):
    training, _, (_, two, *_) = room
    two.expire_at = NOON + timedelta(days=3650, minutes=5)
    two.save_revision().publish()
    page = made(training, "Baru", tags=["umkm", "pasar"])
    clock.set(NOON + timedelta(days=3650, minutes=5) - timedelta(microseconds=1))
    assert titles(page)[0] == "Dua"
    clock.set(NOON + timedelta(days=3650, minutes=5))
    assert titles(page)[0] == "Satu"


def test_one_that_is_scheduled_is_no_candidate_and_a_hidden_choice_opens_at_its_moment(room, clock):
    training, *_ = room
    opens = datetime(2051, 8, 17, 5, 0, tzinfo=UTC)
    coming = newsroom.article(training, title="Besok", tags=["umkm", "pasar"], publish=False)
    services.schedule(coming, at=opens)
    links = [RelatedArticle(target_id=coming.pk)]
    page = made(training, "Baru", tags=["umkm", "pasar"], related_links=links)
    assert titles(page)[0] == "Dua"
    clock.set(opens)
    assert titles(page)[0] == "Besok"


def test_a_new_article_comes_into_the_older_ones_by_the_timer(room, clock):
    training, _, (one, *_) = room
    made(training, "Baru", tags=["umkm", "pasar"])
    assert "Baru" not in titles(one)
    assert suggestions.renew(now=runtime_clock.now()) == 0
    clock.advance(suggestions.EVERY + timedelta(seconds=1))
    assert suggestions.renew(now=runtime_clock.now()) > 0
    assert titles(one)[0] == "Baru"
    queue.drain(now=runtime_clock.now())
    assert titles(one)[0] == "Baru"
    assert list(queue.drift(now=runtime_clock.now())) == []


def test_the_timer_leaves_what_stays_the_same_clean(room, clock):
    clock.advance(timedelta(hours=1))
    suggestions.renew(now=runtime_clock.now())
    queue.drain(now=runtime_clock.now())
    clock.advance(timedelta(hours=1))
    assert suggestions.renew(now=runtime_clock.now()) == 0
    assert not Document.objects.filter(dirty=True).exists()


def test_candidates_are_kept_with_the_document_and_survive_a_rebuild(room):
    training, *_ = room
    page = made(training, "Baru", tags=["umkm"])
    row = Document.objects.get(page_id=page.pk)
    assert len(row.related_ids) == 5
    Document.objects.filter(pk=row.pk).update(dirty=True)
    made(training, "Lebih baru", tags=["umkm"])
    queue.drain(now=runtime_clock.now())
    assert Document.objects.get(pk=row.pk).related_ids == row.related_ids


PLACE = (1, "id")
TERMS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 30)), max_size=15, unique_by=lambda each: each[1]
)


def _shelf(rows):
    return sorted(((NOON + timedelta(hours=hour), page_id) for hour, page_id in rows), reverse=True)


@settings(max_examples=200, deadline=None)
@given(st.lists(TERMS, min_size=3, max_size=3), TERMS, st.lists(st.integers(1, 30), unique=True, max_size=15))
def test_candidates_are_some_of_what_there_is_each_once_and_tags_before_all_else(tags, section, newest):
    names = ("a", "b", "c")
    by_term = {(PLACE, DocumentTerm.TAG, name): _shelf(rows) for name, rows in zip(names, tags, strict=True)}
    by_term[(PLACE, DocumentTerm.SECTION, "s")] = _shelf(section)
    wish = Wish(page_id=7, place=PLACE, tags=names, section="s", left_out=frozenset({7, 9}))
    found = ranked(wish, Shelves(by_term, {PLACE: newest}))
    shared = {page_id for rows in tags for _, page_id in rows} - {7, 9}
    there = shared | ({page_id for _, page_id in section} | set(newest)) - {7, 9}
    assert len(found) == len(set(found)) == min(KEPT, len(there))
    assert set(found) <= there
    head = found[: min(len(shared), KEPT)]
    assert set(head) <= shared
    counts = [sum(page_id in {each for _, each in rows} for rows in tags) for page_id in head]
    assert counts == sorted(counts, reverse=True)
