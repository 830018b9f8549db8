"""Closes days, after which their figures are final: what comes later counts on the day that it comes."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef

from ads.counting.accounting import bounds_of, day_of, hour_of
from ads.counting.entries import Entry
from ads.counting.models import AdEvent, ClosedDay, EventClass, EventType
from runtime import clock

CLOSES_AFTER = timedelta(hours=2)
SEEN = (EventClass.ACCEPTED, EventClass.OVERAGE, EventClass.EXPIRED)
"""Classes of impressions that say that the ad was drawn."""


def closed(days: Collection[date]) -> set[date]:
    """Which of the days are closed; today never is, and nobody asks for it."""
    over = [day for day in days if day < day_of(clock.now())]
    return set(ClosedDay.objects.filter(pk__in=over).values_list("pk", flat=True)) if over else set()


def put_off(rows: Sequence[Entry]) -> None:
    """Let events of closed days count on the present one; call it inside the transaction that writes them."""
    over = closed({row.counted_on for row in rows})
    now = clock.now()
    for row in rows:
        if row.counted_on in over:
            row.is_late, row.counted_on, row.counted_hour = True, day_of(now), hour_of(now)


def still_open(replaced: list[tuple[AdEvent, Any]]) -> list[tuple[AdEvent, Any]]:
    """Without the rows of closed days: a machine's event there stays what it was."""
    over = closed({held.counted_on for held, _ in replaced})
    return [(held, by) for held, by in replaced if held.counted_on not in over]


def to_be_closed(*, drained_until: datetime) -> list[date]:
    """Days from the first that has events and is not closed, in order.

    A day waits until everything received within two hours after its end is in the ledger: an impression comes
    up to an hour after the decision whose day it counts on, and waits there before it is spooled.
    """
    end = day_of(drained_until - CLOSES_AFTER)
    first = _first_open()
    if first is None:
        return []
    return [first + timedelta(days=number) for number in range((end - first).days)]


def clicks_without_view(day: date) -> list[AdEvent]:
    """Accepted clicks of the day whose ad was never seen to be drawn."""
    drawn = AdEvent.objects.filter(
        decided_on=OuterRef("decided_on"),
        decision_id=OuterRef("decision_id"),
        type=EventType.IMPRESSION,
        event_class__in=SEEN,
    )
    first, end = bounds_of(day)
    clicks = AdEvent.objects.filter(
        counted_hour__gte=first,
        counted_hour__lt=end,
        type=EventType.CLICK,
        event_class__in=(EventClass.ACCEPTED, EventClass.OVERAGE),
    )
    return list(clicks.filter(~Exists(drawn)).order_by("id"))


def _first_open() -> date | None:
    last = ClosedDay.objects.order_by("-day").values_list("day", flat=True).first()
    if last is not None:
        return last + timedelta(days=1)
    first: datetime | None = AdEvent.objects.aggregate(first=Min("counted_hour"))["first"]
    return day_of(first) if first else None
