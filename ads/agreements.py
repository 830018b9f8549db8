"""Tells the ledger what was agreed for line items: what is counted, what it costs, where it stops."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ads.counting.models import EVERY_DAY, Gate, GateKind, Rate
from ads.counting.reading import FIELDS
from ads.counting.terms import Terms, define
from ads.models import LineItem
from ads.rules.goals import counted_type, event_milli, most_of_goal

EVENTS = {name: event for event, name in FIELDS.items()}


def agree(*, now: datetime) -> int:
    """Brings the ledger's terms up to the approved line items; returns how many changed.

    Safe to run twice and at once; what is as agreed costs no write.
    """
    line_items = LineItem.objects.approved().select_related("campaign").order_by("pk")
    wanted = [terms_of(line_item) for line_item in line_items]
    known = _Known(terms.line_item for terms in wanted)
    return sum(define(terms, now=now) for terms in wanted if not known.holds(terms))


def agree_on(line_items: Iterable[LineItem], *, now: datetime) -> None:
    """The same for line items that have just been approved, before anything is decided for them."""
    for line_item in line_items:
        define(terms_of(line_item), now=now)


def terms_of(line_item: Any) -> Terms:
    quantity, budget, shared = line_item.goal_quantity, line_item.budget, line_item.campaign.budget
    cost = event_milli(line_item.cost_type, line_item.rate)
    return Terms(
        line_item=line_item.pk,
        campaign=line_item.campaign_id,
        counted_type=EVENTS[counted_type(line_item.goal_type, line_item.cost_type)],
        cost_milli=cost,
        goal=most_of_goal(quantity, line_item.overdelivery_percent) if quantity else None,
        lifetime_cap=line_item.lifetime_cap,
        daily_cap=line_item.daily_cap,
        budget_milli=budget * 1000 if budget else None,
        campaign_budget_milli=shared * 1000 if shared else None,
    )


class _Known:
    """What the ledger holds, in two queries."""

    def __init__(self, line_items: Iterable[int]) -> None:
        rates = Rate.objects.filter(is_current=True, line_item__in=list(line_items))
        self._rates = {rate.line_item: rate for rate in rates}
        rows = Gate.objects.filter(day=EVERY_DAY).values_list("kind", "owner", "limit")
        self._limits = {(kind, owner): limit for kind, owner, limit in rows}

    def holds(self, terms: Terms) -> bool:
        rate = self._rates.get(terms.line_item)
        if rate is None or any(getattr(rate, name) != value for name, value in terms.agreed.items()):
            return False
        return all(self._limits.get((kind, terms.owner(kind))) == terms.limit(kind) for kind in GateKind)
