"""What the page of a line item shows of its delivery."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads.admin.amounts import number
from ads.counting.accounting import day_of
from ads.counting.models import EventFlag
from ads.counting.reading import flagged
from ads.models import LineItem
from ads.planning.days import by_day, picture
from ads.rules.goals import counted_type, goal_name
from runtime import clock

ODD_DAYS = 7
FLAGS = {
    EventFlag.RATE: gettext_lazy("more in a minute than one reader causes"),
    EventFlag.AGENT_MISMATCH: gettext_lazy("from another kind of device than the ad was chosen for"),
    EventFlag.TOO_FAST: gettext_lazy("sooner than a reader sees or clicks"),
    EventFlag.HIDDEN: gettext_lazy("viewable after less than a second"),
}


def odd(line_item: LineItem, *, today: date) -> list[tuple[str, str, str]]:
    """Events of the last days that are odd and count all the same: what is odd, its code and how many."""
    found = flagged(line_item.pk, first=today - timedelta(days=ODD_DAYS - 1), last=today)
    return [(str(FLAGS[flag]), flag.code, number(times)) for flag, times in found.items() if times]


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
        "odd": odd(line_item, today=day_of(now)),
    }
