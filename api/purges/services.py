"""Tells shared caches what is stale: 2 s after the commit and again at 10 s, tried anew where they fail."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.signals import post_delete, post_save

from ads.models import AdSlot, AdsTxt, SlotGroup
from api.published.portal import portals
from api.published.told import Told, bounded
from api.published.transactions import leaving
from api.published.writing import changes_of
from api.purges import caches
from api.purges.caches import Order
from api.purges.models import Purge
from runtime import clock, http

log = logging.getLogger("warta.purges")

HOLD, AGAIN = timedelta(seconds=2), timedelta(seconds=10)
"""Twice the poll of the versions; and once more for what a slow request put into a cache meanwhile."""
TIMEOUT_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=1)
USELESS_AFTER = timedelta(hours=1)
"""By then no cache holds the answer any more, whatever it was told."""
MAX_ROWS = 1_000


class PurgeFailed(Exception):
    """A cache did not take what it was told; it is told again."""

    code = "purge_failed"


def connect() -> None:
    """Called once, from `ready`."""
    leaving.connect(on_leaving, dispatch_uid="purges:leaving")
    for model, receiver in ((AdSlot, on_slots), (SlotGroup, on_slots), (AdsTxt, on_ads_txt)):
        for signal in (post_save, post_delete):
            signal.connect(receiver, sender=model, dispatch_uid=f"purges:{model.__name__}:{id(signal)}")


def on_leaving(*, told: Told, **_: Any) -> None:
    """In the transaction that made them stale."""
    if settings.PURGE is not None:
        now = clock.now()
        tags = told.tags(changes_of(told, now))
        put(bounded(tags, (each.site_id for each in portals())))


def on_slots(**_: Any) -> None:
    put(["slots"])


def on_ads_txt(**_: Any) -> None:
    put(["ads-txt"])


def put(tags: Iterable[str]) -> None:
    """These are stale; nothing is written where no cache is set."""
    found = sorted(tags)
    if settings.PURGE is not None and found:
        Purge.objects.create(tags=found, created_at=clock.now())


def purge(*, now: datetime) -> int:
    """Tells the caches what is due; how many tags. Raises PurgeFailed when one of them did not take it."""
    if settings.PURGE is None:
        return 0
    _see(now)
    due = list(Purge.objects.filter(due_at__lte=now).order_by("due_at", "pk")[:MAX_ROWS])
    tags = {tag for row in due for tag in row.tags}
    failure = _send(caches.orders(settings.PURGE, tags)) if tags else ""
    if failure:
        _put_off(due, now)
        raise PurgeFailed(failure)
    _done(due)
    return len(tags)


def _see(now: datetime) -> None:
    unseen = Purge.objects.filter(seen_at=None)
    if unseen.exists():
        unseen.update(seen_at=now, due_at=now + HOLD)


def _send(orders: Iterable[Order]) -> str:
    """What went wrong first; the others are sent all the same."""
    failures = [failure for order in orders if (failure := _send_one(order))]
    return failures[0] if failures else ""


def _send_one(order: Order) -> str:
    """The address is the operator's word, and may be inside the own network."""
    parts = urlsplit(order.url)
    try:
        answer = http.post(
            order.url,
            order.body,
            method=order.method,
            headers=order.headers,
            timeout=TIMEOUT_SECONDS,
            inside=(parts.netloc.lower(),),
        )
    except (http.RequestRefused, http.RequestFailed) as reason:
        return f"{parts.netloc}: {reason}"
    return "" if 200 <= answer.status < 300 else f"{parts.netloc}: status {answer.status}"


def _done(rows: Sequence[Purge]) -> None:
    Purge.objects.filter(pk__in=[row.pk for row in rows if row.is_again]).delete()
    for row in rows:
        if not row.is_again and row.seen_at is not None:
            due_at = row.seen_at + AGAIN
            Purge.objects.filter(pk=row.pk).update(is_again=True, due_at=due_at, failed_count=0)


def _put_off(rows: Sequence[Purge], now: datetime) -> None:
    """Longer from one failure to the next, and not for ever."""
    for row in rows:
        if row.seen_at is not None and now - row.seen_at >= USELESS_AFTER:
            log.warning("a purge is given up: %s", row)
            row.delete()
            continue
        pause = min(FIRST_PAUSE * 2 ** min(row.failed_count, 10), LONGEST_PAUSE)
        Purge.objects.filter(pk=row.pk).update(due_at=now + pause, failed_count=row.failed_count + 1)
