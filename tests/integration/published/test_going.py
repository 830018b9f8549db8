"""A section goes with all below it: at once, whole or not at all, and our part of it in a few statements."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path as File
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models.signals import post_delete
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished

import api
from api.published.models import Document, Tombstone
from articles.models import ArticlePage, SectionPage
from tests import newsroom
from tests.api.calls import call, problem
from tests.integration.published import public
from tests.integration.published.many import fill

pytestmark = pytest.mark.django_db

OURS = str(File(api.__file__).parent)
FEW, MANY = 20, 60


def rename(section: SectionPage) -> None:
    page = SectionPage.objects.get(pk=section.pk)
    page.slug = f"{page.slug}-baru"
    page.save_revision().publish()


def move(section: SectionPage) -> None:
    SectionPage.objects.get(pk=section.pk).move(Page.objects.get(slug="tujuan"), pos="last-child")


def restrict(section: SectionPage) -> None:
    PageViewRestriction.objects.create(page=section, restriction_type="login")


def unpublish(section: SectionPage) -> None:
    SectionPage.objects.get(pk=section.pk).unpublish()


def unpublish_all(section: SectionPage) -> None:
    editor = get_user_model().objects.get(username="redaktur")
    page = SectionPage.objects.get(pk=section.pk)
    UnpublishPageAction(page, user=editor, include_descendants=True).execute()


def delete(section: SectionPage) -> None:
    SectionPage.objects.get(pk=section.pk).delete()


def our_statements(act: Callable[[SectionPage], None], section: SectionPage) -> Counter[str]:
    """Those that the API's code asks for itself, by function: not what Wagtail does in between."""
    asked: Counter[str] = Counter()

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        frame = sys._getframe(1)
        while frame.f_back is not None:
            name = frame.f_code.co_filename
            if name.startswith(OURS):
                asked[frame.f_code.co_qualname] += 1
                break
            if "/wagtail/" in name or "/treebeard/" in name:
                break
            frame = frame.f_back
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(watch):
        act(section)
    return asked


@pytest.fixture
def sections(clock) -> tuple[SectionPage, SectionPage]:
    """One with few and one with many articles, each of which has had another address."""
    newsroom.section("Tujuan")
    get_user_model().objects.create_superuser("redaktur", password="x")
    few, many = newsroom.section("Sedikit"), newsroom.section("Banyak")
    fill(few, FEW)
    fill(many, MANY)
    rename(few)
    rename(many)
    return few, many


@pytest.mark.parametrize("act", [rename, move, restrict, unpublish, delete])
def test_our_part_is_the_same_for_sixty_as_for_twenty(sections, act):
    few, many = (our_statements(act, section) for section in sections)
    assert many == few
    assert many.total() > 10


def test_what_is_taken_down_with_its_section_is_asked_for_once_and_waited_for_once(sections):
    """Each page is a transaction of its own: the lock of content, and whether readers have it again."""
    few, many = (our_statements(unpublish_all, section) for section in sections)
    more = MANY - FEW
    assert dict(many - few) == {"content_changes": 2 * more, "lock": more, "on_unpublished": more}


@pytest.mark.parametrize("act", [unpublish, unpublish_all, delete])
def test_everything_below_is_gone_at_once_and_stays_gone(sections, act):
    _, many = sections
    act(many)
    paths = ["/banyak-baru/", *(f"/banyak-baru/artikel-{number}/" for number in (1, MANY))]
    for _ in range(2):
        assert [problem(f"resolve/?path={path}")["status"] for path in paths] == [410] * 3
        assert len(public.titles()) == FEW
        assert call("front/banyak/").status_code == 404
        public.drain()
    assert Tombstone.objects.filter(path__startswith="/banyak-baru/").count() == MANY + 1
    assert public.differences() == []


def test_what_embedded_something_below_has_lost_it_before_any_timer(clock):
    outer = newsroom.section("Daerah")
    article = newsroom.article(newsroom.section("Bandung", parent=outer), title="Kenari")
    friend = newsroom.article(
        newsroom.section("Lain"), body=[("related_link", {"title": "", "page": article, "url": ""})]
    )
    public.drain()
    assert [block["type"] for block in public.detail(friend)["body"]] == ["related_link"]
    delete(outer)
    assert public.detail(friend)["body"] == []


def test_a_deletion_that_fails_on_its_way_leaves_everything(sections):
    _, many = sections
    last = ArticlePage.objects.get(slug=f"artikel-{MANY}", path__startswith=many.path)
    before = Document.objects.count()

    def fail(*, instance: Page, **_: Any) -> None:
        if instance.pk == last.pk:
            raise RuntimeError("the power goes")

    post_delete.connect(fail, sender=ArticlePage, dispatch_uid="fails")
    try:
        with pytest.raises(RuntimeError):
            delete(many)
    finally:
        post_delete.disconnect(sender=ArticlePage, dispatch_uid="fails")
    assert (Document.objects.count(), Tombstone.objects.count()) == (before, 0)
    assert call("resolve/?path=/banyak-baru/artikel-1/").status_code == 200
    ArticlePage.objects.get(slug="artikel-1", path__startswith=many.path).unpublish()
    assert problem("resolve/?path=/banyak-baru/artikel-1/")["status"] == 410


def test_what_is_given_back_while_the_rest_goes_is_taken_when_its_turn_comes(sections):
    """Somebody publishes the section again, and the timer has built its articles, before all are down."""
    _, many = sections

    def give_back(*, instance: Page, **_: Any) -> None:
        if instance.slug == "artikel-1":
            SectionPage.objects.get(pk=many.pk).save_revision().publish()
            public.drain()
            assert len(public.titles()) == MANY - 1

    page_unpublished.connect(give_back, sender=ArticlePage, dispatch_uid="gives back")
    try:
        Document.objects.articles().exclude(parent_id=many.pk).delete()
        unpublish_all(many)
    finally:
        page_unpublished.disconnect(sender=ArticlePage, dispatch_uid="gives back")
    assert call("resolve/?path=/banyak-baru/").status_code == 200
    assert public.titles() == []
    assert problem("resolve/?path=/banyak-baru/artikel-60/")["status"] == 410
