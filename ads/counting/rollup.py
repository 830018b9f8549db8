"""Sums the ledger by the hour, up to a commit number that moves in the same transaction as the sums."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from ads.counting.consumed import HOURLY
from ads.counting.ledger import EVENTS, position
from ads.counting.models import HOURLY_KEY, AdEvent, HourlyCount, Watermark

KEY = ("counted_on", *HOURLY_KEY)


def roll_up() -> int:
    """Sum every event acknowledged before the call, the open hour included; returns the commits covered.

    Safe to run twice and at once: whoever moves the watermark first wins, the other looks again.
    """
    start, target = position(HOURLY), position(EVENTS)
    while (since := position(HOURLY)) < target:
        _cover(since, position(EVENTS))
    return max(target - start, 0)


def rebuild() -> int:
    """Forget all sums and make them from the ledger again."""
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        Watermark.objects.filter(name=HOURLY).update(position=0)
        HourlyCount.objects.all().delete()
    return roll_up()


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
    changed = AdEvent.objects.filter(sequence__gt=since, sequence__lte=until)
    return list(changed.order_by("counted_hour").values_list("counted_hour", flat=True).distinct())


def _counts(hours: list[datetime], until: int) -> Iterable[HourlyCount]:
    events = AdEvent.objects.filter(counted_hour__in=hours, sequence__lte=until)
    sums = (
        events.values(*KEY)
        .order_by(*KEY)
        .annotate(event_count=Count("id"), billable_count=Count("id", filter=Q(is_billable=True)))
    )
    return (HourlyCount(**row) for row in sums)
