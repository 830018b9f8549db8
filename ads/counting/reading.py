"""Delivery so far, for lists and panels: sums and what is not yet summed, in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from ads.counting.accounting import bounds_of
from ads.counting.consumed import not_yet_summed
from ads.counting.models import AdEvent, EventClass, EventFlag, EventType, HourlyCount


@dataclass(frozen=True, slots=True)
class Totals:
    """Accepted events of one line item since it began."""

    impressions: int = 0
    viewable: int = 0
    clicks: int = 0

    @property
    def click_rate(self) -> float:
        """Clicks that an impression brings about; before much was seen, two in a thousand."""
        return (self.clicks + 2) / (self.impressions + 1000)

    @property
    def view_rate(self) -> float:
        """Impressions that are seen; before much was counted, every second one."""
        return (self.viewable + 50) / (self.impressions + 100)

    def per_impression(self, counted: str) -> float:
        """Of an impression, the part that becomes what is counted: a name of `FIELDS`."""
        return {"clicks": self.click_rate, "viewable": self.view_rate}.get(counted, 1.0)


FIELDS = {EventType.IMPRESSION: "impressions", EventType.VIEWABLE: "viewable", EventType.CLICK: "clicks"}
"""What the events of each type are called where they are counted."""


def totals(line_item_ids: Collection[int]) -> dict[int, Totals]:
    """Totals of each line item asked for, those without an event included; one query."""
    found: dict[int, dict[str, int]] = {line_item: {} for line_item in line_item_ids}
    if not found:
        return {}
    for line_item, event_type, number in _summed(found).union(_pending(found), all=True):
        name = FIELDS[EventType(event_type)]
        found[line_item][name] = found[line_item].get(name, 0) + number
    return {line_item: Totals(**counts) for line_item, counts in found.items()}


def flagged(line_item: int, *, first: date, last: date) -> dict[EventFlag, int]:
    """Accepted events by what is odd about them, of the days that are in the ledger; both days included."""
    odd = AdEvent.objects.filter(
        line_item=line_item,
        flags__gt=0,
        event_class=EventClass.ACCEPTED,
        counted_hour__gte=bounds_of(first)[0],
        counted_hour__lt=bounds_of(last)[1],
    )
    rows = dict(odd.values_list("flags").annotate(number=Count("id")))
    return {flag: sum(number for flags, number in rows.items() if flags & flag) for flag in EventFlag}


def _summed(line_items: Collection[int]) -> QuerySet[Any, Any]:
    rows = HourlyCount.objects.filter(line_item__in=line_items, event_class=EventClass.ACCEPTED)
    return rows.values_list("line_item", "type").annotate(number=Sum("event_count"))


def _pending(line_items: Collection[int]) -> QuerySet[Any, Any]:
    rows = not_yet_summed(line_items).filter(event_class=EventClass.ACCEPTED)
    return rows.values_list("line_item", "type").annotate(number=Count("id"))
