"""Notes that a line item reached its goal or its end, so that nothing takes it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from ads.counting.reading import Totals, totals
from ads.models import LineItem, LineItemControl
from ads.rules.goals import counted_type
from runtime import versions

LATE = timedelta(days=2)
"""Events of the last hours may still complete a goal whose line item is over."""


def note(*, now: datetime) -> int:
    """Returns how many line items were completed. Safe to run twice and at once."""
    ended = list(LineItem.objects.to_be_ended(now).values_list("pk", "ends_at"))
    reached = _reached(now)
    with transaction.atomic():
        for line_item, end in ended:
            _control(line_item).update(ended_at=end)
        for line_item, count in reached.items():
            _control(line_item).update(reached_count=count)
        if ended or reached:
            versions.bump("ads")
    return len(ended) + len(reached)


def counted(line_item: LineItem, found: Totals) -> int:
    """The accepted events that its goal counts."""
    return int(getattr(found, counted_type(line_item.goal_type, line_item.cost_type)))


def _reached(now: datetime) -> dict[int, int]:
    open_goals = {each.pk: each for each in LineItem.objects.with_open_goal(now=now, ended_after=now - LATE)}
    found = totals(open_goals)
    counts = {each.pk: counted(each, found[each.pk]) for each in open_goals.values()}
    return {pk: count for pk, count in counts.items() if count >= open_goals[pk].goal_quantity}


def _control(line_item: int) -> QuerySet[LineItemControl]:
    LineItemControl.objects.get_or_create(line_item_id=line_item)
    return LineItemControl.objects.filter(line_item_id=line_item)
