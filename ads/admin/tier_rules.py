"""Which fields of the booking form go with which tier, as rules that the admin shows and hides by."""

from __future__ import annotations

import json

from wagtail.admin.panels import FieldPanel, FieldRowPanel

from ads.models import Tier

FORM = {
    "data-controller": "w-rules",
    "data-action": "change->w-rules#resolve DOMContentLoaded@document->w-rules#resolve",
}
"""Attributes of the element around all of these fields."""

SPONSORSHIP = [Tier.SPONSORSHIP.value]
STANDARD = [Tier.STANDARD_1.value, Tier.STANDARD_2.value, Tier.STANDARD_3.value]
SHARED = [Tier.NETWORK.value, Tier.HOUSE.value]
PAID = [*SPONSORSHIP, *STANDARD, Tier.NETWORK.value]

TIERS = {
    "share_percent": SPONSORSHIP,
    "proportional": SPONSORSHIP,
    "weight": SHARED,
    "goal_type": [*SPONSORSHIP, *STANDARD],
    "goal_quantity": STANDARD,
    "pacing": STANDARD,
    "overdelivery_percent": STANDARD,
    "daily_cap": PAID,
    "lifetime_cap": PAID,
    "cost_type": PAID,
    "rate": PAID,
    "budget": PAID,
}

# A field that is not shown is not sent either; weight and tick boxes keep what they hold.
ENABLED = {
    name: {"data-w-rules-target": "enable", "data-w-rules": json.dumps({"tier": tiers})}
    for name, tiers in TIERS.items()
    if name not in ("weight", "proportional")
}


def panel(name: str) -> FieldPanel:
    """The field, shown where its tier has a use for it."""
    return FieldPanel(name, attrs=shown(TIERS[name]))


def row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([panel(name) for name in names])


def shown(tiers: list[str]) -> dict[str, str]:
    return {"data-w-rules-target": "show", "data-w-rules": json.dumps({"tier": tiers})}
