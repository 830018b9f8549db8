"""How many requests came, by hour of the week, and how many decisions were drawn; from best-effort counts."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum

from ads.counting.models import EventClass, EventType, HourlyCount, PageView, SlotStatistic

WEEKS = 4
SITE = 0
"""Stands for all pages together, where a slot would stand."""
# Before much was seen: 85 of 100 decisions are drawn.
DRAWN_BEFORE, SERVED_BEFORE = 85, 100


def hours_of_week(*, now: datetime) -> dict[int, list[float]]:
    """Requests a week by slot, 168 numbers each, the mean of the last weeks; `SITE`: page views."""
    zone, since = ZoneInfo(settings.TIME_ZONE), now - timedelta(weeks=WEEKS)
    found: dict[int, list[float]] = defaultdict(lambda: [0.0] * 168)
    by_slot = SlotStatistic.objects.filter(counted_on__gte=since.astimezone(zone).date())
    rows = by_slot.values_list("slot", "counted_hour").annotate(number=Sum("request_count"))
    views = PageView.objects.filter(counted_hour__gte=since).values_list("counted_hour")
    pages = views.annotate(number=Sum("view_count"))
    for slot, hour, number in [*rows, *((SITE, *page) for page in pages)]:
        local = hour.astimezone(zone)
        found[slot][local.weekday() * 24 + local.hour] += number / WEEKS
    return dict(found)


def render_rates(line_items: Collection[int], *, today: date) -> dict[int, float]:
    """Of the decisions since yesterday, the part whose impression was accepted."""
    recent = {"line_item__in": line_items, "counted_on__gte": today - timedelta(days=1)}
    served = SlotStatistic.objects.filter(**recent).values_list("line_item")
    drawn = HourlyCount.objects.filter(
        **recent, type=EventType.IMPRESSION, event_class=EventClass.ACCEPTED
    ).values_list("line_item")
    served_by = dict(served.annotate(number=Sum("request_count")))
    drawn_by = dict(drawn.annotate(number=Sum("event_count")))
    return {
        item: min(1.0, (drawn_by.get(item, 0) + DRAWN_BEFORE) / (served_by.get(item, 0) + SERVED_BEFORE))
        for item in line_items
    }
