"""What is left, what fits and what would be shown, for the ad desk's own programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from rest_framework import serializers

from ads.counting.accounting import zone
from ads.counting.demand import WEEKS
from ads.delivery.serve import Answer, Asking
from ads.planning.outlook import Forecast, SlotDay
from api.serializers.decision import ExplainedShape, explained, warnings
from api.serializers.shapes import Shape


class AvailabilityMeta(Shape):
    to = serializers.DateField()
    time_zone = serializers.CharField()
    weeks = serializers.IntegerField(help_text="The last ones, of which the requests are the mean.")
    total_count = serializers.IntegerField()

    def get_fields(self) -> dict[str, Any]:
        return {"from": serializers.DateField(), **super().get_fields()}


class AvailableShape(Shape):
    slot = serializers.CharField()
    day = serializers.DateField()
    requests = serializers.IntegerField(help_text="That are expected.")
    booked = serializers.IntegerField(help_text="Of these, what sponsorships and goals hold.")
    sponsored = serializers.IntegerField()
    goals = serializers.IntegerField(help_text="What goals need; may be more than there is.")
    available = serializers.IntegerField()
    sell_through = serializers.FloatField(allow_null=True, help_text="0 to 1; null: nothing is expected.")


class AvailabilityShape(Shape):
    meta = AvailabilityMeta()
    items = AvailableShape(many=True)


def availability(days: Sequence[SlotDay], *, first: date, last: date) -> dict[str, Any]:
    meta = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "time_zone": settings.TIME_ZONE,
        "weeks": WEEKS,
        "total_count": len(days),
    }
    return {"meta": meta, "items": [_available(each) for each in days]}


def _available(each: SlotDay) -> dict[str, Any]:
    taken = each.taken
    return {
        "slot": each.slot.code,
        "day": each.day.isoformat(),
        "requests": round(taken.requests),
        "booked": round(taken.booked),
        "sponsored": round(taken.sponsored),
        "goals": round(taken.goals),
        "available": round(taken.requests) - round(taken.booked),
        "sell_through": None if taken.sell_through is None else round(taken.sell_through, 3),
    }


class ContenderShape(Shape):
    line_item = serializers.IntegerField()
    name = serializers.CharField()
    tier = serializers.CharField()
    requests = serializers.IntegerField(help_text="That it takes of those that this one matches.")


class ForecastShape(Shape):
    verdict = serializers.ChoiceField(choices=["fits", "tight", "short", "unknown"])
    reasons = serializers.ListField(child=serializers.CharField())
    requests = serializers.IntegerField(help_text="Of its slots in its time.")
    matched = serializers.IntegerField(help_text="Of these, what passes its targeting and its hours.")
    available = serializers.IntegerField(help_text="Of these, what is left, in what the goal counts.")
    delivers = serializers.IntegerField(help_text="What it may expect.")
    goal = serializers.IntegerField(allow_null=True, help_text="That is still to come.")
    counts = serializers.ChoiceField(choices=["impressions", "viewable", "clicks"])
    contenders = ContenderShape(many=True)


def forecast(found: Forecast) -> dict[str, Any]:
    return {
        "verdict": found.fit.value,
        "reasons": [reason.value for reason in found.reasons],
        "requests": found.requests,
        "matched": found.matched,
        "available": found.available,
        "delivers": found.delivers,
        "goal": found.goal,
        "counts": found.counts,
        "contenders": [
            {
                "line_item": each.line_item.pk,
                "name": each.line_item.name,
                "tier": each.line_item.tier,
                "requests": round(each.requests),
            }
            for each in found.contenders
        ],
    }


class SimulatedSlot(Shape):
    slot = serializers.CharField()
    line_item = serializers.IntegerField(allow_null=True)
    creative = serializers.IntegerField(allow_null=True)
    format = serializers.CharField(allow_null=True)
    size = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    fallback = serializers.BooleanField()
    candidates = ExplainedShape(many=True)


class SimulatedMeta(Shape):
    at = serializers.DateTimeField()
    path = serializers.CharField(allow_null=True)
    device = serializers.CharField()
    places = serializers.ListField(child=serializers.CharField())
    width = serializers.IntegerField(allow_null=True)


class SimulatedWarning(Shape):
    id = serializers.CharField(allow_null=True)
    reason = serializers.CharField()


class SimulationShape(Shape):
    meta = SimulatedMeta()
    items = SimulatedSlot(many=True)
    warnings = SimulatedWarning(many=True)


def simulation(asking: Asking, answer: Answer, *, at: datetime) -> dict[str, Any]:
    meta = {
        "at": at.astimezone(zone()).isoformat(),
        "path": asking.page.path,
        "device": asking.agent_class.name.lower(),
        "places": list(asking.places or ()),
        "width": asking.width,
    }
    items = [_simulated(each.slot, each.id, answer) for each in asking.slots]
    return {"meta": meta, "items": items, "warnings": warnings(answer)}


def _simulated(code: str, name: str, answer: Answer) -> dict[str, Any]:
    choice = answer.decision.choices[name]
    item = choice.line_item if choice else None
    return {
        "slot": code,
        "line_item": item.id if item else None,
        "creative": choice.creative.id if choice else None,
        "format": choice.creative.format.value if choice else None,
        "size": list(choice.size) if choice and choice.size else None,
        "fallback": bool(choice and choice.fallback),
        "candidates": [explained(each) for each in answer.decision.reasons.get(name, ())],
    }
