"""What the page of a line item shows of its delivery."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ads.admin.amounts import number
from ads.models import LineItem
from ads.planning.days import by_day, picture
from ads.rules.goals import counted_type, goal_name
from runtime import clock


def delivery_of(line_item: LineItem) -> dict[str, Any] | None:
    """None before it begins."""
    now = clock.now()
    if line_item.starts_at is None or line_item.starts_at > now:
        return None
    days = by_day(line_item, now=now)
    event = goal_name(counted_type(line_item.goal_type, line_item.cost_type))
    best = max(days, key=lambda day: day.counted)
    told = _("%(total)s %(event)s in %(days)s days; the most on one day: %(most)s.") % {
        "total": number(sum(day.counted for day in days)),
        "event": event,
        "days": len(days),
        "most": number(best.counted),
    }
    return {
        "picture": picture(days),
        "told": told,
        "days": days,
        "event": event,
        "first": days[0].day,
        "last": days[-1].day,
    }
