"""Which goals, caps and prices go with which tier, and what is counted for them; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

STANDARD = ("standard-1", "standard-2", "standard-3")
COUNTED_GOALS = ("impressions", "viewable", "clicks")
GOALS = {
    "sponsorship": ("none", "share_of_voice"),
    **dict.fromkeys(STANDARD, COUNTED_GOALS),
    "network": ("none",),
    "house": ("none",),
}
BY_EVENT = {"CPM": "impressions", "vCPM": "viewable", "CPC": "clicks"}
"""Prices that are paid by the event, and the event that they pay for."""
COSTS = {
    "sponsorship": ("", "flat", "CPD", "CPM"),
    "network": ("", "flat", "CPD", "CPM", "vCPM", "CPC"),
    "house": ("",),
}
MILLI = {"CPM": 1, "vCPM": 1, "CPC": 1000}
"""Thousandths of the rate's unit that one event costs: a CPM of 12,500 is 12.5 an impression."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a booking says about how much and at what price."""

    tier: str
    goal_type: str = "none"
    goal_quantity: int | None = None
    share_percent: Decimal | None = None
    pacing: str = "even"
    overdelivery_percent: int = 0
    daily_cap: int | None = None
    lifetime_cap: int | None = None
    has_frequency_caps: bool = False
    cost_type: str = ""
    rate: int | None = None
    budget: int | None = None
    has_end: bool = True

    @property
    def is_standard(self) -> bool:
        return self.tier in STANDARD


class Fault(NamedTuple):
    """What does not go together, at the field that has to change."""

    field: str
    code: str
    message: Any


def fault_in(terms: Terms) -> Fault | None:
    """The first fault of the booking; None if all of it goes together."""
    return next((fault for check in CHECKS if (fault := check(terms)) is not None), None)


def counted_type(goal_type: str, cost_type: str) -> str:
    """The event that a line item's goal, caps and budget count: impressions, viewable or clicks."""
    return goal_type if goal_type in COUNTED_GOALS else BY_EVENT.get(cost_type, "impressions")


def event_milli(cost_type: str, rate: int | None) -> int:
    """What one counted event costs, in thousandths of the currency's smallest unit; 0: not paid by event."""
    return MILLI.get(cost_type, 0) * (rate or 0)


def most_of_goal(quantity: int, overdelivery_percent: int) -> int:
    """The last event that still counts for the goal, over-delivery included."""
    return quantity * (100 + overdelivery_percent) // 100


def allowed_costs(terms: Terms) -> tuple[str, ...]:
    """By event only for the event of the goal: nobody pays by the click for a goal of impressions."""
    if not terms.is_standard:
        return COSTS.get(terms.tier, ())
    by_event = tuple(cost for cost, event in BY_EVENT.items() if event == terms.goal_type)
    return ("", "flat", "CPD", *by_event)


def _goal(terms: Terms) -> Fault | None:
    allowed = GOALS.get(terms.tier, ())
    if terms.goal_type in allowed:
        return None
    message = _("With the tier “%(tier)s” the goal is one of: %(allowed)s.")
    return Fault(
        "goal_type", "goal_type", message % {"tier": _tier(terms), "allowed": _listed(allowed, goal_name)}
    )


def _quantity(terms: Terms) -> Fault | None:
    if terms.is_standard and not terms.goal_quantity:
        return Fault("goal_quantity", "goal_quantity", _("Say how many it is to deliver."))
    if not terms.is_standard and terms.goal_quantity:
        return Fault("goal_quantity", "goal_quantity", _("Only a standard line item has a quantity."))
    return None


def _share(terms: Terms) -> Fault | None:
    if terms.goal_type == "share_of_voice" and terms.share_percent is None:
        return Fault("share_percent", "share_percent", _("A share of voice needs its percentage."))
    return None


def _pace(terms: Terms) -> Fault | None:
    if terms.is_standard:
        return None
    if terms.pacing != "even":
        return Fault("pacing", "pacing", _("Only a standard line item has a pace."))
    if terms.overdelivery_percent:
        return Fault(
            "overdelivery_percent", "overdelivery", _("Only a standard line item can go beyond a goal.")
        )
    return None


def _end(terms: Terms) -> Fault | None:
    if terms.is_standard and not terms.has_end:
        return Fault("ends_at", "dates", _("A goal needs an end, or nobody knows how fast to deliver it."))
    return None


def _caps(terms: Terms) -> Fault | None:
    if terms.tier == "house":
        for field in ("daily_cap", "lifetime_cap"):
            if getattr(terms, field):
                return Fault(field, "cap", _("House fills what is left: it has no caps."))
    if terms.daily_cap and terms.lifetime_cap and terms.daily_cap > terms.lifetime_cap:
        return Fault("daily_cap", "cap", _("A day cannot have more than the whole."))
    if terms.lifetime_cap and terms.goal_quantity and terms.lifetime_cap < terms.goal_quantity:
        return Fault("lifetime_cap", "cap", _("It is below the goal, which could never be reached."))
    return None


def _cost(terms: Terms) -> Fault | None:
    allowed = allowed_costs(terms)
    if terms.cost_type in allowed:
        return None
    if allowed == ("",):
        return Fault("cost_type", "cost_type", _("House costs nothing: leave the price empty."))
    message = _("Here the price is one of: %(allowed)s, or empty.")
    return Fault("cost_type", "cost_type", message % {"allowed": ", ".join(filter(None, allowed))})


def _rate(terms: Terms) -> Fault | None:
    if terms.cost_type and not terms.rate:
        return Fault("rate", "rate", _("A price needs its rate."))
    if not terms.cost_type and terms.rate:
        return Fault("cost_type", "cost_type", _("Say what the rate is paid for, or leave the rate empty."))
    return None


def _budget(terms: Terms) -> Fault | None:
    if terms.budget and terms.cost_type not in BY_EVENT:
        return Fault(
            "budget", "budget", _("A budget needs a price by the event (CPM, vCPM, CPC) that can use it up.")
        )
    if terms.budget and terms.budget * 1000 < event_milli(terms.cost_type, terms.rate):
        return Fault("budget", "budget", _("It does not pay for a single event."))
    return None


CHECKS: tuple[Callable[[Terms], Fault | None], ...] = (
    _goal,
    _quantity,
    _share,
    _pace,
    _end,
    _caps,
    _cost,
    _rate,
    _budget,
)


def goal_name(goal_type: str) -> str:
    return {
        "none": _("none"),
        "impressions": _("impressions"),
        "viewable": _("viewable impressions"),
        "clicks": _("clicks"),
        "share_of_voice": _("share of voice"),
    }[goal_type]


def _tier(terms: Terms) -> str:
    if terms.is_standard:
        return _("standard %(number)s") % {"number": terms.tier[-1]}
    return {"sponsorship": _("sponsorship"), "network": _("network"), "house": _("house")}[terms.tier]


def _listed(names: tuple[str, ...], name: Callable[[str], str]) -> str:
    return ", ".join(name(each) for each in names)
