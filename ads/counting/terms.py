"""Writes down what was agreed for a line item: its rate, and the gates that hold what may be billed of it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from ads.counting.consumed import consumed
from ads.counting.ledger import EVENTS, hold
from ads.counting.models import EVERY_DAY, MONEY_KINDS, EventType, Gate, GateKind, Rate


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed for one line item, in plain numbers; None: without that limit.

    Money is in thousandths of the currency's smallest unit, quantities are in events of `counted_type`.
    """

    line_item: int
    campaign: int
    counted_type: EventType = EventType.IMPRESSION
    cost_milli: int = 0
    goal: int | None = None
    lifetime_cap: int | None = None
    daily_cap: int | None = None
    budget_milli: int | None = None
    campaign_budget_milli: int | None = None


def define(terms: Terms, *, now: datetime) -> bool:
    """Make rate and gates say what the terms say; returns whether anything changed.

    A gate that is new begins with what was billed before it was there.
    """
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        # No event is settled meanwhile, so none can slip between what was counted and the new gate.
        hold(EVENTS)
        return any([_define_rate(terms, now), *(_define_gate(terms, kind, now) for kind in GateKind)])


def _define_rate(terms: Terms, now: datetime) -> bool:
    agreed = {"campaign": terms.campaign, "counted_type": terms.counted_type, "cost_milli": terms.cost_milli}
    current = Rate.objects.filter(line_item=terms.line_item, is_current=True)
    if current.filter(**agreed).exists():
        return False
    current.update(is_current=False)
    Rate.objects.create(line_item=terms.line_item, created_at=now, **agreed)
    return True


def _define_gate(terms: Terms, kind: GateKind, now: datetime) -> bool:
    owner = terms.campaign if kind == GateKind.CAMPAIGN else terms.line_item
    gates, limit = Gate.objects.filter(kind=kind, owner=owner), _limit(terms, kind)
    if limit is None:
        return bool(gates.delete()[0])
    if not gates.filter(day=EVERY_DAY).exists():
        used = 0 if kind == GateKind.DAY else _used(kind, owner)
        Gate.objects.create(kind=kind, owner=owner, limit=limit, used=used)
        return True
    # What a day that is over was allowed is history.
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    open_gates = gates.filter(Q(day=EVERY_DAY) | Q(day__gte=today))
    return bool(open_gates.exclude(limit=limit).update(limit=limit))


def _limit(terms: Terms, kind: GateKind) -> int | None:
    return {
        GateKind.GOAL: terms.goal,
        GateKind.LIFETIME: terms.lifetime_cap,
        GateKind.DAY: terms.daily_cap,
        GateKind.BUDGET: terms.budget_milli,
        GateKind.CAMPAIGN: terms.campaign_budget_milli,
    }[kind]


def _used(kind: GateKind, owner: int) -> int:
    """What the owner has used up so far, in the unit of the kind."""
    billed = consumed(_line_items(kind, owner))
    if kind not in MONEY_KINDS:
        return sum(each.number for each in billed)
    costs = dict(Rate.objects.filter(pk__in={each.rate for each in billed}).values_list("pk", "cost_milli"))
    return sum(each.number * costs.get(each.rate, 0) for each in billed)


def _line_items(kind: GateKind, owner: int) -> list[int]:
    if kind != GateKind.CAMPAIGN:
        return [owner]
    return list(Rate.objects.filter(campaign=owner).values_list("line_item", flat=True).distinct())
