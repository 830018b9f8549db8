"""Loads the demo portal in the order in which its parts lean on each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from ads.rules.destinations import FRONTEND
from api.published import queue
from articles import imagesets
from articles.encoding import WEBP
from articles.models import ArticlePage, Image
from cms.demo import archive, desk, english, newsroom, portal, texts, translations
from cms.demo.archive import Archive
from cms.demo.generated import generate
from cms.demo.logins import make_logins
from cms.demo.newsroom import Newsroom
from cms.demo.texts import Story, by_recency
from runtime import clock
from runtime.progress import Tell

EDITION_HOUR = 6
BATCH = 500
GENERATED_MINUTES_APART = 37


def _path_of(page: Page) -> str:
    parts = page.get_url_parts()
    return parts[2] if parts and parts[2] else "/"


def is_empty() -> bool:
    """A portal without an article, whatever else it has."""
    return not ArticlePage.objects.exists()


def has_demo() -> bool:
    return ArticlePage.objects.filter(slug=written()[0].slug).exists()


def written() -> list[Story]:
    """The demo's own stories, newest first."""
    return by_recency([section.key for section in portal.SECTIONS])


def load(*, now: datetime, tell: Tell) -> Newsroom:
    """The whole demo, or nothing of it: one transaction, after which documents are built.

    A portal that was empty gets its English pages too; one that stands keeps the languages that it has.
    """
    stories, is_new = written(), is_empty()
    with transaction.atomic():
        room = _furnish(is_new=is_new, tell=tell)
        newsroom.load_articles(room, stories, edition=edition_of(now), now=now, tell=tell)
        newsroom.lay_out_front(room, edition=edition_of(now))
        if is_new:
            translations.load_translations(room, texts.stories(english.CODE), tell=tell)
    return room


def load_generated(count: int, *, now: datetime, tell: Tell) -> list[int]:
    """That many articles more, older than all that the demo wrote, in batches; their page ids."""
    with transaction.atomic():
        kept = Archive.of(_furnish(is_new=False, tell=tell))
    first = 1 + ArticlePage.objects.filter(slug__startswith="arsip-").count()
    newest = edition_of(now) - newsroom.age_of(len(written()))
    dated = (
        (story, newest - timedelta(minutes=GENERATED_MINUTES_APART * number))
        for number, story in enumerate(generate(count, first=first), start=first)
    )
    page_ids: list[int] = []
    while batch := list(islice(dated, BATCH)):
        with transaction.atomic():
            page_ids += archive.load(kept, batch)
        tell("artikel buatan", len(page_ids), count)
    return page_ids


def make_webp(*, tell: Tell) -> None:
    """So that the demo shows it at once; AVIF comes by the timer, as everywhere."""
    images = Image.objects.without_later_formats()
    for done, image in enumerate(images, start=1):
        tell("gambar WebP", done, len(images))
        imagesets.make_later(image, [WEBP])


def build_documents(page_ids: list[int], *, tell: Tell) -> None:
    """Those of these pages, and then until nothing is stale: what one shows of another changes meanwhile."""
    queue.rebuild(page_ids, now=clock.now(), tell=tell)
    while queue.drain(now=clock.now()):
        pass


def edition_of(now: datetime) -> datetime:
    """The last six o'clock in the morning where the newsroom is: every date of the demo hangs on it."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    morning = local.replace(hour=EDITION_HOUR, minute=0, second=0, microsecond=0)
    return morning if morning <= local else morning - timedelta(days=1)


def _furnish(*, is_new: bool, tell: Tell) -> Newsroom:
    """Everything that articles and bookings need; what is there is used as it is."""
    room = newsroom.open_newsroom(make_logins())
    tell("gambar")
    newsroom.load_pictures(room)
    newsroom.load_files(room)
    newsroom.load_authors(room)
    tell("rubrik dan halaman tetap")
    newsroom.load_sections(room)
    newsroom.load_forms(room)
    standing = newsroom.load_standing_pages(room)
    if is_new:
        newsroom.name_the_portal(room, standing)
    tell("iklan")
    addresses = {slug: FRONTEND + _path_of(page) for slug, page in standing.items()}
    desk.load_bookings(addresses=addresses, starts_at=edition_of(clock.now()))
    newsroom.lay_out_slots(room)
    return room
