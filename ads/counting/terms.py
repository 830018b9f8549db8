"""Writes down what was agreed for a line item: its rate, and the gates that hold what may be billed of it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from ads.counting.accounting import day_of
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

    def owner(self, kind: GateKind) -> int:
        return self.campaign if kind == GateKind.CAMPAIGN else self.line_item

    def limit(self, kind: GateKind) -> int | None:
        return {
            GateKind.GOAL: self.goal,
            GateKind.LIFETIME: self.lifetime_cap,
            GateKind.DAY: self.daily_cap,
            GateKind.BUDGET: self.budget_milli,
            GateKind.CAMPAIGN: self.campaign_budget_milli,
        }[kind]

    @property
    def agreed(self) -> dict[str, int]:
        """What the rate says, by its columns."""
        return {"campaign": self.campaign, "counted_type": self.counted_type, "cost_milli": self.cost_milli}


def define(terms: Terms, *, now: datetime) -> bool:
    """Make rate and gates say what the terms say; returns whether anything changed.

    A gate that is new begins with what was billed before it was there.
    """
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        # No event is settled meanwhile, so none can slip between what was counted and the new gate.
        hold(EVENTS)
        return any([_define_rate(terms, now), *(_define_gate(terms, kind, now) for kind in GateKind)])


def _define_rate(terms: Terms, now: datetime) -> bool:
    current = Rate.objects.filter(line_item=terms.line_item, is_current=True)
    if current.filter(**terms.agreed).exists():
        return False
    current.update(is_current=False)
    Rate.objects.create(line_item=terms.line_item, created_at=now, **terms.agreed)
    return True


def _define_gate(terms: Terms, kind: GateKind, now: datetime) -> bool:
    owner, limit = terms.owner(kind), terms.limit(kind)
    gates = Gate.objects.filter(kind=kind, owner=owner)
    if limit is None:
        return bool(gates.delete()[0])
    if not gates.filter(day=EVERY_DAY).exists():
        used = 0 if kind == GateKind.DAY else _used(kind, owner)
        Gate.objects.create(kind=kind, owner=owner, limit=limit, used=used)
        return True
    # What a day that is over was allowed is history.
    open_gates = gates.filter(Q(day=EVERY_DAY) | Q(day__gte=day_of(now)))
    return bool(open_gates.exclude(limit=limit).update(limit=limit))


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
