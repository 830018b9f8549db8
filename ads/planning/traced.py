"""What became of a line item in the calls that were traced: how often it was shown, and why not more."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from ads.counting.models import ReasonStatistic
from ads.decision.types import Reason


def traced(line_item: int, *, first: date, last: date) -> dict[Reason | None, int]:
    """Requests of its slots that were looked at, by what became of it (None: shown); both days included."""
    rows = ReasonStatistic.objects.filter(
        line_item=line_item, counted_on__gte=first, counted_on__lte=last
    ).values_list("reason")
    found = dict(rows.annotate(number=Sum("request_count")))
    # Codes of another version of the engine are nothing that could be explained.
    numbers: dict[Reason | None, int] = {None: found.get("", 0)}
    numbers |= {reason: found.get(reason.value, 0) for reason in Reason}
    return {reason: number for reason, number in numbers.items() if number}
