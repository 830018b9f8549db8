"""Ends an accounting day: judges what can only be judged now, and makes its figures final."""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from ads.counting import days, gates, rollup, spool, spoolers
from ads.counting.ledger import EVENTS
from ads.counting.models import AdEvent, ClosedDay, EventClass
from ads.counting.rows import advance

log = logging.getLogger("warta.ledger")


def close_days(*, now: datetime) -> int:
    """Close every day that may be closed, the oldest first; returns how many. Safe to run twice at once."""
    spoolers.refresh(now=now)
    for owner in spoolers.behind(now=now):
        log.warning(
            "days wait for a spool", extra={"spool": owner.name, "reported_at": str(owner.reported_at)}
        )
    drained_until = [spool.oldest_at() or now, *map(spoolers.drained_until, spoolers.owners())]
    due = days.to_be_closed(drained_until=min(now, *drained_until))
    for day in due:
        _close(day, now)
    if due:
        rollup.roll_up()
    return len(due)


def digest(sums: Iterable[rollup.Sum]) -> str:
    """The same for the same figures."""
    text = json.dumps([[*map(str, key), *counts] for key, counts in sums], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def totals(sums: Iterable[rollup.Sum]) -> dict[str, int]:
    counts = [counts for _, counts in sums]
    return {"event_count": sum(each[0] for each in counts), "billable_count": sum(each[1] for each in counts)}


def _close(day: date, now: datetime) -> None:
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        # Held to the end: no event of this day is written meanwhile, and none can be afterwards.
        sequence = advance(EVENTS)
        if ClosedDay.objects.filter(pk=day).exists():
            return
        for click in days.clicks_without_view(day):
            _take_back(click, sequence)
        sums = rollup.sums_of(day, sequence)
        facts: dict[str, Any] = {"closed_at": now, "digest": digest(sums), **totals(sums)}
        ClosedDay.objects.create(day=day, **facts)


def _take_back(click: AdEvent, sequence: int) -> None:
    if click.is_billable:
        gates.give_back(click)
    AdEvent.objects.filter(pk=click.pk, decided_on=click.decided_on).update(
        event_class=EventClass.NO_VIEW_BEFORE_CLICK, is_billable=False, sequence=sequence
    )
