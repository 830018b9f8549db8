"""Counts of a process that may be lost: requests, page views, refusals; written every few seconds."""

import atexit
import logging
import math
import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connections, models, transaction
from django.db.models import F

from ads.counting.accounting import day_of
from ads.counting.models import CounterTotal, PageView, ReasonStatistic, SlotStatistic
from runtime.lookout import Lookout

log = logging.getLogger("warta.statistics")

# A crawler that asks for a million paths must not fill the memory.
MOST_KEYS = 20_000
SHARE_DEBT = "share_debt"
PARTS = 1_000  # of an impression
REASONS_KEPT = timedelta(days=31)


class Answered(NamedTuple):
    """One slot of one decision; line item and creative are 0 when no counted ad filled it."""

    slot: int
    line_item: int
    creative: int
    device: int


class Seen(NamedTuple):
    """What was decided of one candidate of one slot in a call that was traced."""

    slot: int
    line_item: int
    reason: str  # a code of the engine; empty: it was shown


@dataclass(slots=True)
class _Pending:
    answers: Counter[tuple[datetime, Answered]] = field(default_factory=Counter)
    page_views: Counter[tuple[datetime, str]] = field(default_factory=Counter)
    counters: Counter[str] = field(default_factory=Counter)
    seen: Counter[tuple[date, Seen]] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self.answers) + len(self.page_views) + len(self.counters) + len(self.seen)


_pending = _Pending()
_lock = threading.Lock()


def answered(answers: Sequence[Answered], *, hour: datetime) -> None:
    """Count what a decision gave to each slot."""

    def count_all(pending: _Pending) -> None:
        for answer in answers:
            pending.answers[hour, answer] += 1

    _add(count_all)


def seen(candidates: Sequence[Seen], *, day: date) -> None:
    """Count why the candidates of a traced call were shown or were not."""
    _add(lambda pending: pending.seen.update((day, each) for each in candidates))


def page_view(path: str, times: int = 1, *, hour: datetime) -> None:
    """Count views of a page."""
    _add(lambda pending: pending.page_views.update({(hour, path): times}))


def count(name: str, times: int = 1) -> None:
    """Count something that leaves no row, as a forged token."""
    if times > 0:
        _add(lambda pending: pending.counters.update({name: times}))


def share_debt(slot: int, tier: str, impressions: float) -> None:
    """Add impressions that somebody of a tier had a right to and that the bounds of its credits cut off."""
    count(f"{SHARE_DEBT}:{slot}:{tier}", math.ceil(impressions * PARTS))


def share_debts(slots: Collection[int]) -> list[tuple[int, str, float]]:
    """Slot, tier and impressions, where there are any; of all processes, since counting began."""
    found = []
    rows = CounterTotal.objects.filter(name__startswith=f"{SHARE_DEBT}:")
    for name, parts in rows.order_by("name").values_list("name", "count"):
        _, slot, tier = name.split(":")
        if int(slot) in slots:
            found.append((int(slot), tier, parts / PARTS))
    return found


def flush() -> int:
    """Write what this process has counted; returns the number of rows touched, gives up quietly."""
    global _pending
    with _lock:
        taken, _pending = _pending, _Pending()
    try:
        with transaction.atomic(using=settings.LEDGER_ALIAS):
            _write(taken)
    except DatabaseError as error:
        log.warning("statistics not written: %s", type(error).__name__)
        _put_back(taken)
        return 0
    return len(taken)


def forget() -> None:
    """Drop what is not yet flushed; for tests."""
    global _pending
    with _lock:
        _pending = _Pending()


def _add(change: Callable[[_Pending], None]) -> None:
    with _lock:
        if len(_pending) < MOST_KEYS:
            change(_pending)
    if settings.STATISTICS_FLUSH_SECONDS and _flusher.start():
        atexit.register(flush)


def _put_back(taken: _Pending) -> None:
    with _lock:
        _pending.answers.update(taken.answers)
        _pending.page_views.update(taken.page_views)
        _pending.counters.update(taken.counters)
        _pending.seen.update(taken.seen)


def _write(taken: _Pending) -> None:
    # In one order everywhere, so that two processes never wait for each other crosswise.
    for name in sorted(taken.counters):
        _increase(CounterTotal, "count", taken.counters[name], name=name)
    for hour, path in sorted(taken.page_views):
        _increase(PageView, "view_count", taken.page_views[hour, path], counted_hour=hour, path=path)
    for hour, answer in sorted(taken.answers, key=repr):
        _increase(
            SlotStatistic,
            "request_count",
            taken.answers[hour, answer],
            counted_hour=hour,
            counted_on=hour.date(),
            slot=answer.slot,
            line_item=answer.line_item,
            creative=answer.creative,
            device=answer.device,
        )

    _add_seen(taken.seen)


# One statement for thousands of rows; the ORM cannot add to what is there.
_ADD_SEEN = f"""
    INSERT INTO {ReasonStatistic._meta.db_table} (counted_on, slot, line_item, reason, request_count)
    VALUES (%s, %s, %s, %s, %s) ON CONFLICT (counted_on, slot, line_item, reason)
    DO UPDATE SET request_count = {ReasonStatistic._meta.db_table}.request_count + excluded.request_count
"""  # noqa: S608 - no value of a request


def _add_seen(counted: Counter[tuple[date, Seen]]) -> None:
    rows = [(str(day), *each, number) for (day, each), number in sorted(counted.items())]
    if rows:
        with connections[settings.LEDGER_ALIAS].cursor() as cursor:
            cursor.executemany(_ADD_SEEN, rows)


def drop_old_reasons(*, now: datetime) -> int:
    """Reasons are asked for lately or never; returns how many rows went."""
    old = ReasonStatistic.objects.filter(counted_on__lt=day_of(now) - REASONS_KEPT)
    return int(old.delete()[0])


def _increase(model: type[models.Model], column: str, by: int, **key: Any) -> None:
    rows = model._default_manager.filter(**key)
    if not rows.update(**{column: F(column) + by}):
        model._default_manager.get_or_create(**key)
        rows.update(**{column: F(column) + by})


_flusher = Lookout("statistics", flush, every=settings.STATISTICS_FLUSH_SECONDS)
