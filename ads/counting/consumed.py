"""What has been billed so far by line item, terms and day: sums and what is not yet summed, in one query."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ads.counting.models import AdEvent, HourlyCount, Watermark

HOURLY = "hourly"
KEY = ("line_item", "rate", "counted_on")


class Consumed(NamedTuple):
    line_item: int
    rate: int
    day: date
    number: int


def consumed(line_items: Collection[int]) -> list[Consumed]:
    """One entry a line item, rate and day, those with nothing billed left out; may name a key twice."""
    rows = _summed(line_items).union(_pending(line_items), all=True)
    return [Consumed(*row) for row in rows if row[3]]


def not_yet_summed(line_items: Collection[int]) -> QuerySet[AdEvent]:
    """Events of the line items that the hourly sums do not hold yet."""
    summed_up_to = Watermark.objects.filter(name=HOURLY).values("position")
    return AdEvent.objects.filter(line_item__in=line_items, sequence__gt=Coalesce(Subquery(summed_up_to), 0))


def _summed(line_items: Collection[int]) -> QuerySet[Any, Any]:
    rows = HourlyCount.objects.filter(line_item__in=line_items).exclude(billable_count=0)
    return rows.values_list(*KEY).annotate(number=Sum("billable_count"))


def _pending(line_items: Collection[int]) -> QuerySet[Any, Any]:
    rows = not_yet_summed(line_items).filter(is_billable=True)
    return rows.values_list(*KEY).annotate(number=Count("id"))
