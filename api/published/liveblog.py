"""Live blogs: the last change of each entry, in positions that only grow, and the entries in public form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from wagtail.models import Page

from api.published import keys, live
from api.published.contents import Content
from api.published.models import Document, LiveChange
from api.published.nodes import Place
from api.published.portal import Portal
from api.published.reading import Reading, Scope
from api.serializers import blocks
from articles.models import ArticlePage, LiveEntry

AT_MOST = 100
"""Entries of one answer."""


@dataclass(frozen=True, slots=True)
class Older:
    """A place further down: the blog as it was at a position, below an entry."""

    position: int
    at: datetime
    entry_id: int


@dataclass(frozen=True, slots=True)
class Entries:
    """One answer about a live blog."""

    items: list[dict[str, Any]]
    total: int
    position: int
    """Whoever asks for what changed after it misses nothing and gets nothing twice."""
    older: Older | None
    """Where the entries go on that did not fit; None in an answer about changes."""
    has_more_changes: bool
    is_running: bool
    boundary: datetime | None
    tags: tuple[str, ...]


def note(entry: LiveEntry, *, is_deleted: bool) -> None:
    """To be called inside `transactions.content_changes`, whose lock keeps the positions in order."""
    LiveChange.objects.filter(entry_id=entry.pk).delete()
    LiveChange.objects.create(article_id=entry.article_id, entry_id=entry.pk, is_deleted=is_deleted)


def showing(article_id: int) -> list[int]:
    """The pages that show the entries of this article: itself and its aliases."""
    aliases = Page.objects.filter(alias_of_id=article_id).values_list("pk", flat=True)
    return [article_id, *aliases]


def entries(
    *, portal: Portal, article_id: int, since: int | None, older: Older | None, now: datetime
) -> Entries | None:
    """The newest entries; with `since` the changes after it, with `older` the entries below it.

    None for what is no live blog that may be seen. Three queries and those for what the entries embed.
    """
    article = _article(portal, article_id, now)
    if article is None:
        return None
    document, source_id = article
    changes = LiveChange.objects.of_article(source_id)
    there = changes.standing()
    is_running = document.label == ArticlePage.Label.LIVE
    if not (there["last"] or is_running):
        return None
    until = older.position if older else there["last"]
    found = changes.after(since) if since is not None else changes.written_until(until)
    if older is not None:
        found = found.below(older.at, older.entry_id)
    rows = list(found.select_related("entry__author")[: AT_MOST + 1])
    shown, has_more = rows[:AT_MOST], len(rows) > AT_MOST
    scope, items = _shaped(shown, document.page_id, portal, now)
    ends = scope.boundary, live.next_boundary([document], now), portal.next_boundary(now)
    return Entries(
        items=items,
        total=there["count"],
        position=_position(since, shown, until),
        older=_below(shown[-1], until) if has_more and since is None else None,
        has_more_changes=has_more and since is not None,
        is_running=is_running,
        boundary=min((each for each in ends if each is not None), default=None),
        tags=(keys.of_live(document.page_id), keys.of_site(portal.site_id), *sorted(scope.keys)),
    )


def _article(portal: Portal, article_id: int, now: datetime) -> tuple[Document, int] | None:
    """The document of the article, and whose entries it shows: an alias those of its original."""
    rows = Document.objects.of_site(portal.site_id).articles().filter(page_id=article_id)
    original = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("alias_of_id")[:1])
    rows = rows.filter(live.visible_or_stale_q(now)).annotate(original=original).addresses()
    row: Any = rows.first()
    found = live.refreshed([row], site_id=portal.site_id, now=now) if row else []
    return (found[0], row.original or article_id) if found else None


def _position(since: int | None, shown: Sequence[LiveChange], until: int) -> int:
    if since is None:
        return until
    return shown[-1].pk if shown else since


def _below(last: LiveChange, position: int) -> Older | None:
    entry = last.entry
    return Older(position, entry.at, entry.pk) if entry else None


def _shaped(
    rows: Sequence[LiveChange], page_id: int, portal: Portal, now: datetime
) -> tuple[Scope, list[dict[str, Any]]]:
    reading = Reading(portals=(portal,), now=now)
    reading.tree.load([page_id])
    node = reading.tree.by_id[page_id]
    written = {row.pk: row.entry for row in rows if row.entry is not None and not row.is_deleted}
    reading.load_bodies([Content(node=node, page=entry) for entry in written.values()])
    scope, place = Scope(reading, portal), reading.tree.place(node, portal)
    return scope, [
        entry_shape(written[row.pk], scope, place) if row.pk in written and place else _gone(row)
        for row in rows
    ]


def _gone(row: LiveChange) -> dict[str, Any]:
    return {
        "action": "delete",
        "id": row.entry_id,
        "at": None,
        "updated_at": None,
        "title": "",
        "is_key_event": False,
        "author": None,
        "body": [],
    }


def entry_shape(entry: LiveEntry, scope: Scope, place: Place) -> dict[str, Any]:
    return {
        "action": "put",
        "id": entry.pk,
        "at": entry.at,
        "updated_at": entry.updated_at,
        "title": entry.title,
        "is_key_event": entry.is_key_event,
        "author": _author(entry.author, place) if entry.author else None,
        "body": blocks.body_shape(entry.body.raw_data, scope),
    }


def _author(author: Any, place: Place) -> dict[str, Any]:
    path = place.portal.route("author", author.slug, place.locale)
    return {"name": author.name, "slug": author.slug, "path": path}
