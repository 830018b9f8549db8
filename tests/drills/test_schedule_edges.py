"""Check 4: what is scheduled comes and goes at its moment, wherever it is shown, with every timer stopped."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage, Front, LiveEntry, RelatedArticle
from runtime import timers
from tests import newsroom
from tests.api.calls import call, read
from tests.drills.checks import IS_SHORT, verdict

EDGES = 20 if IS_SHORT else 1_000
CHANGES = 5 if IS_SHORT else 100
A_PAGE = 5
"""Targets that one page embeds."""
TICK = timedelta(seconds=5)
SMALLEST = timedelta(microseconds=1)
FAR = datetime(2051, 8, 17, 5, 0, tzinfo=UTC)
"""Wagtail asks the machine's clock whether a moment has passed: all of these have not."""

pytestmark = [pytest.mark.drill, pytest.mark.django_db]


@dataclass(frozen=True)
class Target:
    """An article that opens and closes, and what shows it."""

    page_id: int
    title: str
    opens: datetime
    closes: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens <= now < self.closes


def _target(section: Page, number: int, chance: random.Random) -> Target:
    # A revision keeps its moments to the millisecond.
    opens = FAR + timedelta(milliseconds=chance.randrange(10 * 86_400_000))
    closes = opens + timedelta(milliseconds=chance.randrange(1, 5 * 86_400_000))
    page = newsroom.article(section, title=f"Sasaran {number:04}", publish=False)
    page.go_live_at, page.expire_at = opens, closes
    page.save_revision().publish()
    return Target(page.pk, page.title, opens, closes)


def _link(target: Target) -> tuple[str, str]:
    return "paragraph", f'<p><a linktype="page" id="{target.page_id}">{target.title}</a></p>'


def _carrier(section: Page, targets: list[Target]) -> int:
    """An article with the targets as links, as cards in its text and as related articles."""
    cards = [
        ("related_link", {"title": "", "page": Page.objects.get(pk=each.page_id), "url": ""})
        for each in targets
    ]
    page = newsroom.article(
        section,
        title="Pembawa",
        body=[*map(_link, targets), *cards],
        related_links=[RelatedArticle(target_id=each.page_id) for each in targets],
    )
    return int(page.pk)


def _blog(section: Page, targets: list[Target]) -> int:
    blog = newsroom.article(section, title="Langsung", label="live")
    for each in targets:
        LiveEntry.objects.create(article=blog, title=each.title, body=[_link(each)])
    return int(blog.pk)


def _pin(section: Page, targets: list[Target]) -> None:
    stories = [{"article": Page.objects.get(pk=each.page_id), "pinned_until": None} for each in targets]
    zone = {"code": "hero", "title": "", "limit": 30, "stories": stories, "is_filled": False}
    Front.objects.create(page=Page.objects.get(pk=section.pk), zones=[("zone", zone)])


def _linked(blocks: list[dict[str, Any]]) -> set[int]:
    html = " ".join(each["value"]["html"] for each in blocks if each["type"] == "paragraph")
    return {int(part.partition('"')[0]) for part in html.split('data-page="')[1:]}


def _shown(carrier: int, page_id: int) -> Iterator[tuple[str, set[int]]]:
    """Of each place on which a target may stand, the ids that stand there."""
    detail = read(f"articles/{carrier}/")
    yield "links", _linked(detail["body"])
    yield "cards", {each["value"]["card"]["id"] for each in detail["body"] if each["type"] == "related_link"}
    yield "related", {each["id"] for each in detail["related"] if each["title"].startswith("Sasaran")}
    yield "list", {each["id"] for each in read("articles/", id__in=page_id)["items"]}
    yield "detail", {page_id} if call(f"articles/{page_id}/").status_code == 200 else set()


def _shown_aside(blog: int) -> Iterator[tuple[str, set[int]]]:
    yield "live", {each for item in read(f"live/{blog}/")["items"] for each in _linked(item["body"])}
    yield "front", {each["id"] for zone in read("front/berita/")["zones"] for each in zone["items"]}


def _wrong(shown: Iterable[tuple[str, set[int]]], among: list[Target], now: datetime) -> list[str]:
    wanted = {each.page_id for each in among if each.is_open(now)}
    ids = {each.page_id for each in among}
    return [name for name, found in shown if found & ids != wanted & ids and name not in ("list", "detail")]


def _alone(shown: Iterable[tuple[str, set[int]]], target: Target, now: datetime) -> list[str]:
    wanted = {target.page_id} if target.is_open(now) else set()
    return [name for name, found in shown if name in ("list", "detail") and found != wanted]


def test_4_nothing_is_early_or_late_with_every_timer_stopped(clock: Any) -> None:
    chance = random.Random(4)
    clock.set(FAR - timedelta(days=1))
    section = newsroom.section("Berita", key="berita")
    targets = [_target(section, number, chance) for number in range(EDGES // 2)]
    groups = [targets[start : start + A_PAGE] for start in range(0, len(targets), A_PAGE)]
    carriers = [_carrier(section, group) for group in groups]
    aside = targets[:20]
    blog = _blog(section, aside)
    _pin(section, aside)
    edges = sorted(
        (moment, number) for number, each in enumerate(targets) for moment in (each.opens, each.closes)
    )
    wrong: list[str] = []
    answers = 0
    for moment, number in edges:
        target, group = targets[number], groups[number // A_PAGE]
        for now in (moment - SMALLEST, moment):
            clock.set(now)
            shown = list(_shown(carriers[number // A_PAGE], target.page_id))
            wrong += _wrong(shown, group, now) + _alone(shown, target, now)
            answers += len(shown)
            if number < len(aside):
                beside = list(_shown_aside(blog))
                wrong += _wrong(beside, aside, now)
                answers += len(beside)
    verdict(4, len(wrong), edges=len(edges), answers=answers)


def test_4_a_change_of_a_live_page_follows_within_five_seconds_of_the_timer(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(5)
    monkeypatch.setattr(timezone, "now", lambda: clock.now())
    start = clock.now()
    section = newsroom.section("Berita", key="berita")
    due: list[tuple[datetime, int]] = []
    for number, tick in enumerate(chance.sample(range(1, 720), CHANGES)):
        page = ArticlePage.objects.get(pk=newsroom.article(section, title="Sebelum").pk)
        at = start + TICK * tick - timedelta(microseconds=chance.randrange(5 * 10**6))
        page.title, page.go_live_at = f"Sesudah {number}", at
        page.save_revision().publish()
        due.append((at, page.pk))
    slowest = timedelta()
    for at, page_id in sorted(due):
        tick = start + TICK * -((start - at) // TICK)
        clock.set(tick - SMALLEST)
        assert read(f"articles/{page_id}/")["title"] == "Sebelum"
        clock.set(tick)
        assert timers.run("publish_due", now=tick) in (timers.Outcome.DONE, timers.Outcome.LOCKED)
        assert read(f"articles/{page_id}/")["title"].startswith("Sesudah")
        slowest = max(slowest, tick - at)
    assert timers.REGISTRY["publish_due"].every == TICK
    verdict(4, slowest.total_seconds(), limit=TICK.total_seconds(), changes=CHANGES)
