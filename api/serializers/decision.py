"""A decision as frontends see it, and what its call may say (for the OpenAPI)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from ads.counting.traffic import RENDER_WITHIN
from ads.decision.frequency import remember_for
from ads.decision.targeting import remember
from ads.decision.types import Choice, Explained, Format
from ads.delivery import frames
from ads.delivery.rows import Artwork, Revision, SlotFacts
from ads.delivery.serve import Answer
from ads.delivery.snapshot import Live
from ads.rules.destinations import expand
from api.serializers.shapes import Shape
from api.serializers.slots import Dimensions


class PageAsked(Shape):
    path = serializers.CharField(required=False, allow_null=True)
    site = serializers.CharField(
        required=False, allow_null=True, help_text="The frontend's host; without it the default site."
    )
    section = serializers.CharField(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)
    label = serializers.CharField(required=False, allow_null=True)  # type: ignore[assignment]
    exclude_labels = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)
    locale = serializers.CharField(required=False, allow_null=True)
    key_values = serializers.DictField(child=serializers.CharField(), required=False, allow_null=True)


_SIZE = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
_SLOT = {
    "type": "object",
    "properties": {
        "id": {"type": ["string", "null"]},
        "slot": {"type": "string"},
        "sizes": {"type": ["array", "null"], "items": _SIZE},
    },
    "required": ["slot"],
}


@extend_schema_field({"oneOf": [{"type": "string"}, _SLOT]})
class CodeOrSlotField(serializers.Field):
    """The code of a slot, or a slot under an id of the page's own."""


class Viewer(Shape):
    width = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    seen = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        required=False,
        allow_null=True,
    )


class ConsentGiven(Shape):
    gpc = serializers.BooleanField(required=False, allow_null=True)
    tcf = serializers.CharField(required=False, allow_null=True)
    gpp = serializers.CharField(required=False, allow_null=True)
    storage = serializers.BooleanField(required=False, allow_null=True)
    third_party = serializers.BooleanField(required=False, allow_null=True)


class DecideCall(Shape):
    page = PageAsked(required=False, allow_null=True)
    page_view = serializers.CharField(required=False, allow_null=True, max_length=64)
    on_page = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)
    replaces = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)
    slots = serializers.ListField(child=CodeOrSlotField(), max_length=20)
    viewer = Viewer(required=False, allow_null=True)
    consent = ConsentGiven(required=False, allow_null=True)
    explain = serializers.BooleanField(required=False, allow_null=True)
    at = serializers.DateTimeField(required=False, allow_null=True)


class ImageContent(Shape):
    image_url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField(allow_blank=True)


class NativeContent(Shape):
    title = serializers.CharField()
    body = serializers.CharField(allow_blank=True)
    cta = serializers.CharField(allow_blank=True)
    image_url = serializers.CharField(allow_null=True)
    sponsor = serializers.CharField(allow_blank=True)


class TextContent(Shape):
    title = serializers.CharField()
    body = serializers.CharField(allow_blank=True)


class FrameContent(Shape):
    frame_url = serializers.CharField(help_text="on the origin of creatives, for a sandboxed iframe")
    requires = serializers.ChoiceField(choices=["storage", "third_party"], allow_null=True)


CONTENTS: dict[Format, type[Shape]] = {
    Format.IMAGE: ImageContent,
    Format.HTML: FrameContent,
    Format.NATIVE: NativeContent,
    Format.TEXT: TextContent,
    Format.TAG: FrameContent,
}
"""What each format of a creative holds."""


class Decided(Shape):
    line_item = serializers.IntegerField(allow_null=True)
    creative = serializers.IntegerField()
    size = Dimensions(allow_null=True)
    disclosure = serializers.CharField(allow_blank=True)
    fallback = serializers.BooleanField()
    click_url = serializers.CharField(allow_null=True)
    token = serializers.CharField(allow_null=True)
    remember_s = serializers.IntegerField(
        allow_null=True, help_text="seconds for which to send it in `viewer.seen`; 0: no cap counts it"
    )


def _decided_as(kind: Format, content: type[Shape]) -> type[Decided]:
    fields = {"format": serializers.ChoiceField(choices=[kind.value]), "content": content()}
    return type(f"Decided{kind.value.title()}", (Decided,), {**fields, "__module__": __name__})


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="Decided",
        serializers={kind.value: _decided_as(kind, content) for kind, content in CONTENTS.items()},
        resource_type_field_name="format",
    )
)
class DecidedField(serializers.Field):
    """An ad, told apart by its `format`."""


class Warned(Shape):
    id = serializers.CharField(allow_null=True)
    reason = serializers.CharField()


class ExplainedShape(Shape):
    line_item = serializers.IntegerField(allow_null=True)
    creative = serializers.IntegerField(allow_null=True)
    tier = serializers.CharField(allow_null=True)
    entitlement = serializers.FloatField()
    credit = serializers.FloatField()
    reason = serializers.CharField(allow_null=True)


class DecisionShape(Shape):
    page_view = serializers.CharField()
    render_within = serializers.IntegerField()
    decisions = serializers.DictField(child=DecidedField(allow_null=True))
    reserve = serializers.DictField(child=Dimensions())
    warnings = Warned(many=True)
    events_url = serializers.CharField()
    explain = serializers.DictField(child=ExplainedShape(many=True), required=False)


def decision(answer: Answer, *, with_explanation: bool) -> dict[str, Any]:
    made, clicks = answer.decision, url("click/")
    shaped: dict[str, Any] = {
        "page_view": answer.page_view,
        "render_within": int(RENDER_WITHIN.total_seconds()),
        "decisions": {
            name: choice and decided(answer.live, choice, answer.tokens.get(name), clicks)
            for name, choice in made.choices.items()
        },
        "reserve": {name: list(size) for name, size in made.reserve.items()},
        "warnings": warnings(answer),
        "events_url": url("events/"),
    }
    if with_explanation:
        shaped["explain"] = {
            name: [explained(each) for each in candidates] for name, candidates in made.reasons.items()
        }
    return shaped


def decided(live: Live, choice: Choice, token: str | None, clicks: str) -> dict[str, Any]:
    """`clicks`: what the address of a click begins with. A rehearsal has no token and leads nowhere."""
    slot, item, creative, size, fallback = choice
    shown = slot.id, item and item.id, creative.id, size
    shape = live.shapes.get(shown)
    if shape is None:
        shape = remember(live.shapes, shown, _same_for_all(live, choice))
    framed, same = shape
    click = click_url(choice) if fallback else f"{clicks}{token}/" if token else None
    told = {**same, "click_url": click, "token": token}
    if framed is not None:
        # It is told where a click of this reader goes.
        told["content"] = {**same["content"], "frame_url": frames.url(*framed, click_url=click)}
    return told


def _same_for_all(live: Live, choice: Choice) -> tuple[Revision | None, dict[str, Any]]:
    """The revision in a frame, if any, and what every reader is told who is shown this."""
    artwork, item = artwork_of(choice), choice.line_item
    return artwork.framed, {
        "line_item": item.id if item else None,
        "creative": choice.creative.id,
        "format": choice.creative.format.value,
        "size": list(choice.size) if choice.size else None,
        "disclosure": facts_of(choice).disclosure,
        "fallback": choice.fallback,
        "content": artwork.content,
        "click_url": None,
        "token": None,
        "remember_s": remember_for(live.snapshot, item) if item else None,
    }


def click_url(fallback: Choice) -> str:
    """A fallback is not counted and leads to its destination at once."""
    return expand(
        artwork_of(fallback).destination,
        {"creative": fallback.creative.id, "slot": fallback.slot.code},
        frontend=settings.FRONTEND_URL,
    )


def warnings(answer: Answer) -> list[dict[str, Any]]:
    told = [{"id": name, "reason": code.value} for name, code in answer.decision.warnings]
    return told + [{"id": None, "reason": "forged_token"}] * answer.forged_on_page


def explained(each: Explained) -> dict[str, Any]:
    return {
        "line_item": each.line_item,
        "creative": each.creative,
        "tier": each.tier.value if each.tier else None,
        "entitlement": each.entitlement,
        "credit": each.credit,
        "reason": each.reason.value if each.reason else None,
    }


def url(path: str) -> str:
    return f"{settings.PUBLIC_URL}/api/v1/{path}"


def artwork_of(choice: Choice) -> Artwork:
    assert isinstance(choice.creative.payload, Artwork)  # noqa: S101 - put there by the snapshot
    return choice.creative.payload


def facts_of(choice: Choice) -> SlotFacts:
    assert isinstance(choice.slot.payload, SlotFacts)  # noqa: S101 - put there by the snapshot
    return choice.slot.payload
