"""Sums the ledger by the hour, up to a commit number that moves in the same transaction as the sums."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q

from ads.counting.accounting import bounds_of
from ads.counting.consumed import HOURLY
from ads.counting.ledger import EVENTS, position
from ads.counting.models import HOURLY_KEY, AdEvent, Adjustment, HourlyCount, Watermark

KEY = ("counted_on", *HOURLY_KEY)
DROPPED = "dropped"
"""The watermark that says, as an ordinal, until which day of the decision events are dropped."""
LATEST = timedelta(days=32)
"""No event comes so long after its decision; a spool would have to wait for the ledger for a month."""

Sum = tuple[tuple[Any, ...], tuple[int, int]]
"""A key, and how many events and billable ones."""


def roll_up() -> int:
    """Sum every event acknowledged before the call, the open hour included; returns the commits covered.

    Safe to run twice and at once: whoever moves the watermark first wins, the other looks again.
    """
    start, target = position(HOURLY), position(EVENTS)
    while (since := position(HOURLY)) < target:
        _cover(since, position(EVENTS))
    return max(target - start, 0)


def rebuild() -> int:
    """Forget all sums and make them from the ledger again; days whose events are no longer kept stay."""
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        Watermark.objects.filter(name=HOURLY).update(position=0)
        HourlyCount.objects.filter(counted_on__gte=kept_whole_from()).delete()
    return roll_up()


def kept_whole_from() -> date:
    """The first day of which every event is still in the ledger."""
    dropped = position(DROPPED)
    return date.fromordinal(dropped) + LATEST if dropped else date.min


def sums_of(day: date, until: int) -> list[Sum]:
    """What the commits up to a number say of a day: an entry an hour, creative, slot, class ..., in order."""
    first, end = bounds_of(day)
    hours = Q(counted_hour__gte=first, counted_hour__lt=end)
    return sorted(_summed(hours, until).items())


def stored_sums(day: date) -> list[Sum]:
    """The same as reports have it."""
    rows = HourlyCount.objects.filter(counted_on=day).values_list(*KEY, "event_count", "billable_count")
    return sorted((row[: len(KEY)], (row[-2], row[-1])) for row in rows)


def first_and_last_hour() -> list[datetime]:
    """In which something counts, of the ledger; [] while nothing does."""
    found = AdEvent.objects.aggregate(first=models.Min("counted_hour"), last=models.Max("counted_hour"))
    return [found["first"], found["last"]] if found["first"] else []


def _cover(since: int, until: int) -> None:
    # Summed before the lock is taken: rows up to `until` no longer change, but for a machine's row that
    # a reader takes over, and that one has a later number and is summed next time.
    hours = _changed_hours(since, until)
    counts = list(_counts(hours, until))
    Watermark.objects.get_or_create(name=HOURLY)
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        if Watermark.objects.filter(name=HOURLY, position=since).update(position=until):
            HourlyCount.objects.filter(counted_hour__in=hours).delete()
            HourlyCount.objects.bulk_create(counts, batch_size=500)


def _changed_hours(since: int, until: int) -> list[datetime]:
    written = Q(sequence__gt=since, sequence__lte=until)
    # A day whose events are dropped is history: nothing may be summed from what is left of it.
    kept = Q(counted_on__gte=kept_whole_from())
    hours = {
        hour
        for model in (AdEvent, Adjustment)
        for hour in model.objects.filter(written & kept).values_list("counted_hour", flat=True).distinct()
    }
    return sorted(hours)


def _counts(hours: list[datetime], until: int) -> Iterable[HourlyCount]:
    for key, (number, billable) in _summed(Q(counted_hour__in=hours), until).items():
        yield HourlyCount(**dict(zip(KEY, key, strict=True)), event_count=number, billable_count=billable)


def _summed(of: Q, until: int) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Events and adjustments together, by `KEY`."""
    counted = {"number": Count("id"), "billable": Count("id", filter=Q(is_billable=True))}
    events = AdEvent.objects.filter(of, sequence__lte=until).values_list(*KEY).order_by(*KEY)
    put_right = Adjustment.objects.filter(of, sequence__lte=until).values_list(*KEY).order_by(*KEY)
    found = {row[: len(KEY)]: (row[-2], row[-1]) for row in events.annotate(**counted)}
    for *key, number, billable in put_right.annotate(
        number=models.Sum("event_count"), billable=models.Sum("billable_count")
    ):
        before = found.get(tuple(key), (0, 0))
        found[tuple(key)] = (before[0] + number, before[1] + billable)
    return found
