"""What the public may not see is in no answer, in the transaction of the change, with every timer stopped."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from api.published import store
from api.published.models import Tombstone
from api.published.portal import portal
from articles import services
from runtime import clock
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db

CANARY = "CANARY kenari"
LATER = datetime(2037, 8, 15, 5, tzinfo=UTC)
"""After every real today: Wagtail asks the machine's clock whether a schedule is still to come."""


class World:
    """An article that gets hidden, and everything that may name it."""

    def __init__(self) -> None:
        self.outer = newsroom.section("Daerah")
        self.inner = newsroom.section("Bandung", parent=self.outer)
        self.other = newsroom.section("Pelatihan")
        self.tag = "kenari"
        self.author = newsroom.author("Kenari Canary")
        self.canary = newsroom.article(
            self.inner, title=CANARY, standfirst=CANARY, tags=[self.tag], authors=[self.author]
        )
        self.friend = self._friend()
        public.drain()

    def _friend(self):
        friend = newsroom.article(
            self.other,
            title="Teman",
            publish=False,
            body=[
                ("paragraph", f'<p>Baca <a linktype="page" id="{self.canary.pk}">itu</a>.</p>'),
                ("related_link", {"title": "", "page": self.canary, "url": ""}),
            ],
        )
        friend.related_links.create(target=self.canary)
        friend.save_revision()
        return newsroom.publish(friend)

    def is_told(self) -> dict[str, bool]:
        """Where the public meets the canary."""
        path = "/daerah/bandung/canary-kenari/"
        friend = public.detail(self.friend) or {}
        blocks = {block["type"]: block["value"] for block in friend["body"]}
        outer = public.section("daerah") or {"article_count": 0}
        return {
            "detail": public.detail(self.canary) is not None,
            "path": public.at(path) is not None,
            "list": CANARY in public.titles(),
            "by section": CANARY in public.titles(section="daerah"),
            "by tag": CANARY in public.titles(tag=self.tag),
            "by author": CANARY in public.titles(author="kenari-canary"),
            "count": outer["article_count"] > 0,
            "tree": any(each["article_count"] for each in public.sections() if each["key"] == "daerah"),
            "front": CANARY in orjson.dumps(public.front()).decode(),
            "related": bool(friend["related"]),
            "link": "href" in blocks["paragraph"]["html"],
            "block": "related_link" in blocks,
            "anywhere": CANARY in orjson.dumps([friend, public.front(), outer]).decode(),
        }

    def is_shown(self) -> bool:
        told = self.is_told()
        assert len(set(told.values())) == 1, told
        return all(told.values())


@pytest.fixture(scope="module")
def made(kept) -> Iterator[World]:
    with kept():
        world = World()
        assert world.is_shown()
        yield world


@pytest.fixture
def world(made, clock) -> World:
    return deepcopy(made)


def restrict(page, kind: str) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="rahasia")
    if kind == "groups":
        restriction.groups.add(Group.objects.create(name="Pembaca"))
    return restriction


def expire(page) -> None:
    page = type(page).objects.get(pk=page.pk)
    page.expire_at = clock.now() + timedelta(hours=1)
    page.save_revision().publish()
    clock.freeze(clock.now() + timedelta(hours=1))


def unpublish(page) -> None:
    type(page).objects.get(pk=page.pk).unpublish()


@pytest.mark.parametrize("place", ["canary", "inner", "outer"])
@pytest.mark.parametrize(
    "hide",
    [
        unpublish,
        expire,
        lambda page: restrict(page, "password"),
        lambda page: restrict(page, "login"),
        lambda page: restrict(page, "groups"),
        lambda page: type(page).objects.get(pk=page.pk).delete(),
    ],
    ids=["unpublished", "expired", "password", "login", "groups", "deleted"],
)
def test_hidden_itself_or_by_its_section_it_is_told_nowhere(world, hide, place):
    hide(getattr(world, place))
    assert not world.is_shown()
    public.drain()
    assert not world.is_shown()
    assert public.differences() == []


@pytest.mark.parametrize("place", ["canary", "inner", "outer"])
def test_taking_a_restriction_away_shows_it_again(world, place):
    restriction = restrict(getattr(world, place), "login")
    public.drain()
    restriction.delete()
    public.drain()
    assert world.is_shown()
    assert public.differences() == []


def test_without_a_restriction_it_is_answered_before_any_timer(world):
    restriction = restrict(world.outer, "login")
    public.drain()
    restriction.delete()
    assert public.detail(world.canary) is not None


@pytest.mark.parametrize("place", ["canary", "inner", "outer"])
def test_published_again_it_is_shown_again(world, place):
    page = getattr(world, place)
    unpublish(page)
    public.drain()
    type(page).objects.get(pk=page.pk).save_revision().publish()
    public.drain()
    assert world.is_shown()
    assert public.differences() == []
    assert not Tombstone.objects.exists()


def test_a_draft_has_no_document(clock):
    draft = newsroom.article(newsroom.section("Pulau"), title="Draf", publish=False)
    assert public.detail(draft) is None
    assert public.titles(section="pulau") == []
    assert "Draf" not in public.titles()


def test_a_draft_of_a_live_article_changes_nothing(world):
    page = type(world.canary).objects.get(pk=world.canary.pk)
    page.title = "Rahasia"
    page.save_revision()
    assert public.detail(world.canary)["title"] == CANARY
    assert world.is_shown()


@pytest.mark.parametrize("place", ["canary", "inner", "outer"])
def test_a_scheduled_page_appears_at_its_moment_and_goes_at_its_end(world, place, clock):
    page = type(getattr(world, place)).objects.get(pk=getattr(world, place).pk)
    page.unpublish()
    page = type(page).objects.get(pk=page.pk)
    page.expire_at = LATER + timedelta(hours=1)
    page.save_revision()
    services.schedule(page, at=LATER)
    public.drain()
    seen = {}
    for seconds in (-1, 0, 3599, 3600):
        clock.set(LATER + timedelta(seconds=seconds))
        seen[seconds] = world.is_shown()
    assert seen == {-1: False, 0: True, 3599: True, 3600: False}


def test_a_never_published_article_is_serialised_from_its_approved_revision(clock):
    section = newsroom.section("Pulau")
    article = newsroom.article(section, title="Disetujui", publish=False, tags=["satu"])
    services.schedule(article, at=LATER)
    page = type(article).objects.get(pk=article.pk)
    page.title = "Draf baru"
    page.tags.add("dua")
    page.save()
    page.save_revision()
    clock.set(LATER)
    shaped = public.detail(article)
    assert (shaped["title"], [tag["slug"] for tag in shaped["tags"]]) == ("Disetujui", ["satu"])
    assert public.titles(section="pulau") == ["Disetujui"]


def test_an_unscheduled_article_never_appears(clock):
    section = newsroom.section("Pulau")
    article = newsroom.article(section, title="Draf", publish=False)
    services.schedule(article, at=LATER)
    revision = article.revisions.filter(approved_go_live_at__isnull=False).get()
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    clock.set(LATER + timedelta(days=1))
    assert type(article).objects.get(pk=article.pk).go_live_at == LATER
    assert public.detail(article) is None
    assert public.titles(section="pulau") == []
    assert "Draf" not in public.titles()


def test_embedded_cards_follow_the_clock(world, clock):
    page = type(world.canary).objects.get(pk=world.canary.pk)
    page.expire_at = LATER
    page.save_revision().publish()
    public.drain()
    answer = store.detail(portal=portal(), now=clock.now(), page_id=world.friend.pk)
    assert answer.next_boundary == LATER
    clock.set(LATER - timedelta(seconds=1))
    assert world.is_shown()
    clock.set(LATER)
    assert not world.is_shown()


def test_what_was_public_leaves_a_tombstone(world):
    now = clock.now()
    assert not store.is_gone(portal=portal(), path="/daerah/bandung/canary-kenari/", now=now)
    unpublish(world.outer)
    for path in ("/daerah/", "/daerah/bandung/", "/daerah/bandung/canary-kenari/"):
        assert store.is_gone(portal=portal(), path=path, now=now)


def test_expiry_is_gone_before_any_timer(world):
    expire(world.canary)
    assert store.is_gone(portal=portal(), path="/daerah/bandung/canary-kenari/", now=clock.now())


def test_what_is_restricted_leaves_none(world):
    restrict(world.outer, "login")
    public.drain()
    assert not store.is_gone(portal=portal(), path="/daerah/bandung/canary-kenari/", now=clock.now())


def test_a_draft_leaves_none(clock):
    draft = newsroom.article(newsroom.section("Daerah"), title="Draf", publish=False)
    draft.delete()
    assert not Tombstone.objects.exists()
