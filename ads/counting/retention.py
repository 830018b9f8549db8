"""Drops events that are older than they are kept; the sums of their days and what closed them stay."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from ads.counting import partitions, rollup
from ads.counting.accounting import day_of
from ads.counting.ledger import position
from ads.counting.models import AdEvent, ClosedDay, Watermark

CHUNK = 5_000


def drop_old_events(*, now: datetime) -> int:
    """Events decided before the days that are kept, as far as their days are closed; returns how many.

    On PostgreSQL whole months, once the last day of one is old enough.
    """
    until = last_to_drop(now=now)
    if until is None:
        return 0
    until = partitions.last_droppable(until)
    if until.toordinal() > position(rollup.DROPPED):
        rollup.roll_up()
        Watermark.objects.get_or_create(name=rollup.DROPPED)
        # Said before the first is dropped: nobody sums a day again of which events are missing.
        Watermark.objects.filter(name=rollup.DROPPED, position__lt=until.toordinal()).update(
            position=until.toordinal()
        )
    count = partitions.drop(until=until)
    while dropped := _drop_some(until):
        count += dropped
    return count


def last_to_drop(*, now: datetime) -> date | None:
    """The last day of decisions that is too old and, with all that counts a month later, closed."""
    closed = ClosedDay.objects.order_by("-day").values_list("day", flat=True).first()
    if closed is None:
        return None
    return min(day_of(now) - timedelta(days=settings.LEDGER_KEPT_DAYS), closed) - timedelta(days=1)


def _drop_some(until: date) -> int:
    """In pieces, so that no event waits for long behind it."""
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        old = AdEvent.objects.filter(decided_on__lte=until).values("pk")[:CHUNK]
        return int(AdEvent.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0])
