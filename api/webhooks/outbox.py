"""Writes what happened into the outbox, in the transaction in which it happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from api.published.models import Document, DocumentDependency, DocumentQuerySet
from api.published.portal import Portal, fresh_portals, portals
from api.published.told import MAX_PATHS, Told
from api.published.transactions import leaving
from api.published.writing import changes_of
from api.webhooks import payloads
from api.webhooks.models import WebhookEndpoint, WebhookEvent
from api.webhooks.payloads import Data
from api.webhooks.types import EventType
from articles.models import Author, Tag
from runtime import clock


def connect() -> None:
    """Called once, from `ready`."""
    leaving.connect(on_leaving, dispatch_uid="webhooks:leaving")


def on_leaving(*, told: Told, version: int, **_: Any) -> None:
    """Nobody listening, nothing written."""
    if WebhookEndpoint.objects.receiving().exists():
        now = clock.now()
        WebhookEvent.objects.bulk_create(_events(told, version, now))


def put(event_type: EventType, data: Data, *, subject: str = "", site_id: int | None = None) -> None:
    """An event of another room, to be called inside its transaction."""
    if WebhookEndpoint.objects.receiving().exists():
        WebhookEvent.objects.create(
            type=event_type, data=data, subject=subject, site_id=site_id, created_at=clock.now()
        )


def _events(told: Told, version: int, now: datetime) -> Iterator[WebhookEvent]:
    found = fresh_portals() if told.site_ids else portals()
    yield from _events_of({each.site_id: each for each in found}, told, version, now)


def _events_of(portals: dict[int, Portal], told: Told, version: int, now: datetime) -> Iterator[WebhookEvent]:
    for change in changes_of(told, now):
        if portal := portals.get(change.site_id):
            subject = f"page-{change.page_id}@{change.site_id}"
            data = payloads.of_page(change, portal=portal, version=version)
            yield _event(payloads.TYPES[change.change], data, portal, now, subject)
    for redirect in told.redirects:
        if portal := portals.get(redirect.site_id):
            subject = f"redirect-{redirect.redirect_id}@{redirect.site_id}"
            data = payloads.of_redirect(redirect, portal=portal, version=version)
            yield _event(EventType.REDIRECT_CHANGED, data, portal, now, subject)
    for site_id in sorted(told.site_ids & portals.keys()):
        data = payloads.of_site(portal=portals[site_id], version=version)
        yield _event(EventType.SITE_CHANGED, data, portals[site_id], now, f"site-{site_id}")
    for site_id, paths in _content_paths(told, portals, now).items():
        data = payloads.of_content(paths, told.parts, portal=portals[site_id], version=version)
        yield _event(EventType.CONTENT_CHANGED, data, portals[site_id], now)


def _event(
    event_type: EventType, data: Data, portal: Portal, now: datetime, subject: str = ""
) -> WebhookEvent:
    return WebhookEvent(type=event_type, data=data, site_id=portal.site_id, subject=subject, created_at=now)


def _content_paths(told: Told, portals: dict[int, Portal], now: datetime) -> dict[int, set[str]]:
    """Where readers of each site find nothing any more, or find it changed, beside the pages of their own."""
    paths: dict[int, set[str]] = defaultdict(set)
    for found in (told.left_paths, _paths_with(told.parts, portals, now)):
        for site_id in found.keys() & portals.keys():
            paths[site_id] |= found[site_id]
    return paths


def _paths_with(parts: Iterable[str], portals: dict[int, Portal], now: datetime) -> dict[int, set[str]]:
    """Where readers of each site meet one of these, as far as they may: a hidden page is on no path."""
    wanted = list(parts)
    if not wanted:
        return {}
    paths: dict[int, set[str]] = defaultdict(set)
    embedding = DocumentDependency.objects.filter(key__in=wanted).values("document_id")
    met = Q(pk__in=embedding) | Q(page_id__in=_page_ids(wanted))
    rows: DocumentQuerySet = Document.objects.visible(now).filter(met)
    for site_id in portals:
        found = rows.of_site(site_id).order_by("-published_at").values_list("path", flat=True)
        paths[site_id].update(found[: MAX_PATHS + 1])
    for site_id, path in _named_paths(wanted, portals, now):
        paths[site_id].add(path)
    return {site_id: each for site_id, each in paths.items() if each}


def _page_ids(parts: Iterable[str]) -> list[int]:
    """Of fronts, sections and live blogs, which stand on their own pages."""
    return [
        int(key.rpartition("-")[2]) for key in parts if key.startswith(("front-", "section-", "article-"))
    ]


def _named_paths(
    parts: Iterable[str], portals: dict[int, Portal], now: datetime
) -> Iterator[tuple[int, str]]:
    """The pages of authors and tags that visible articles name."""
    models: tuple[tuple[str, type[Model]], ...] = (("author", Author), ("tag", Tag))
    for kind, model in models:
        ids = [int(key.rpartition("-")[2]) for key in parts if key.startswith(f"{kind}-")]
        for pk, slug in model._default_manager.filter(pk__in=ids).values_list("pk", "slug") if ids else ():
            rows = Document.objects.visible(now).articles().depending_on([f"{kind}-{pk}"])
            for site_id, locale in rows.order_by().values_list("site_id", "locale").distinct():
                if portal := portals.get(site_id):
                    yield site_id, portal.route(kind, slug, portal.locale(locale))
