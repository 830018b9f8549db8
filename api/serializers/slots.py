"""A slot as frontends see it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ads.decision.types import Breakpoint
from ads.delivery.rows import SlotFacts
from api.serializers.shapes import Shape


class Dimensions(serializers.ListField):
    """Width and height in CSS pixels."""

    child = serializers.IntegerField(min_value=1)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=2, max_length=2, **kwargs)


class BreakpointShape(Shape):
    min_width = serializers.IntegerField()
    sizes = serializers.ListField(child=Dimensions())


class PublicSlotShape(Shape):
    code = serializers.CharField()
    group = serializers.CharField(allow_null=True)
    breakpoints = BreakpointShape(many=True)
    formats = serializers.ListField(child=serializers.CharField())
    disclosure = serializers.CharField(allow_blank=True)
    lazy = serializers.BooleanField()
    refresh_seconds = serializers.IntegerField(allow_null=True)


class SlotList(Shape):
    items = PublicSlotShape(many=True)


def slot(facts: SlotFacts) -> dict[str, Any]:
    return {
        "code": facts.code,
        "group": facts.group,
        "breakpoints": [breakpoint_(each) for each in facts.breakpoints],
        "formats": list(facts.formats),
        "disclosure": facts.disclosure,
        "lazy": facts.is_lazy,
        "refresh_seconds": facts.refresh_seconds,
    }


def breakpoint_(each: Breakpoint) -> dict[str, Any]:
    return {"min_width": each.min_width, "sizes": [list(size) for size in each.sizes]}
