"""Writes what was approved for a line item into the ledger's gates, in plain numbers."""

from __future__ import annotations

from datetime import datetime, timedelta

from ads.counting.models import EventType
from ads.counting.terms import Terms, define
from ads.models import LineItem
from ads.rules.goals import counted_type, event_milli, most_of_goal
from runtime import versions

MILLI = 1_000
COUNTED = {"impressions": EventType.IMPRESSION, "viewable": EventType.VIEWABLE, "clicks": EventType.CLICK}
# Events of a line item that is over still arrive; later nobody asks its gates.
ENDED_KEPT = timedelta(days=7)


def write(line_item_id: int, *, now: datetime) -> bool:
    """Make the gates say what the approved row says; returns whether anything changed."""
    return define(terms_of(LineItem.objects.select_related("campaign").get(pk=line_item_id)), now=now)


def write_all(*, now: datetime) -> int:
    """The same for everything that may serve or did lately; returns how many line items changed."""
    approved = LineItem.objects.approved().exclude(ends_at__lt=now - ENDED_KEPT).select_related("campaign")
    changed = sum(define(terms_of(line_item), now=now) for line_item in approved.order_by("pk"))
    if changed:
        versions.bump("ads")
    return changed


def terms_of(line_item: LineItem) -> Terms:
    budget, campaign_budget = line_item.budget, line_item.campaign.budget
    goal = line_item.goal_quantity
    return Terms(
        line_item=line_item.pk,
        campaign=line_item.campaign_id,
        counted_type=COUNTED[counted_type(line_item.goal_type, line_item.cost_type)],
        cost_milli=event_milli(line_item.cost_type, line_item.rate),
        goal=most_of_goal(goal, line_item.overdelivery_percent) if goal else None,
        lifetime_cap=line_item.lifetime_cap,
        daily_cap=line_item.daily_cap,
        budget_milli=budget * MILLI if budget else None,
        campaign_budget_milli=campaign_budget * MILLI if campaign_budget else None,
    )
