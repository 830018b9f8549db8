"""Rows of the ad desk as its own programs read and write them."""

from __future__ import annotations

import base64
import binascii
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework import serializers

from ads import editing
from ads.models import AdSlot, Advertiser, Campaign, Creative, LineItem, SlotGroup, Status
from api.serializers import desk_columns
from runtime import clock

KEPT_TO_OURSELVES = {
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "go_live_at",
    "expire_at",
    "expired",
    "created_at",
    "archived_at",
}


def plain_fields(model: Any) -> list[str]:
    """What a person fills in on the form, relations apart."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not (field.is_relation or field.primary_key or field.name in KEPT_TO_OURSELVES)
    ]


class ChoiceField(serializers.ChoiceField):
    """Says what is allowed where something else is sent."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices, **options)
        allowed = ", ".join(map(str, self.choices)) + (" and an empty text" if self.allow_blank else "")
        self.error_messages["invalid_choice"] = f"Allowed are {allowed}."


class MomentField(serializers.DateTimeField):
    """A moment with its offset, in any zone: one without it would be read in ours, and be hours off."""

    default_error_messages: ClassVar = {"naive": "A datetime needs its offset, as 2026-08-17T19:00:00+07:00."}

    def enforce_timezone(self, value: Any) -> Any:
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)


class DeskShape(serializers.ModelSerializer[Any]):
    """A row; `archived_at` is set by DELETE."""

    serializer_choice_field = ChoiceField
    serializer_field_mapping: ClassVar = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: MomentField,
    }
    archived_at = serializers.SerializerMethodField()

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        made, options = super().build_standard_field(field_name, model_field)
        return (desk_columns.field_of(field_name) if field_name in desk_columns.SCHEMAS else made), options

    def get_archived_at(self, row: Any) -> str | None:
        at = editing.archived_at(row)
        return at.isoformat() if at else None

    @cached_property
    def writable(self) -> list[str]:
        return [name for name, field in self.fields.items() if not field.read_only]


class AdvertiserShape(DeskShape):
    class Meta:
        model = Advertiser
        fields = ("id", *plain_fields(Advertiser), "archived_at")


class CampaignShape(DeskShape):
    class Meta:
        model = Campaign
        fields = ("id", "advertiser", *plain_fields(Campaign), "owner", "archived_at")


class SlotGroupShape(DeskShape):
    class Meta:
        model = SlotGroup
        fields = ("id", *plain_fields(SlotGroup), "archived_at")


def _by_code(model: Any, **options: Any) -> serializers.SlugRelatedField[Any]:
    return serializers.SlugRelatedField(slug_field="code", queryset=model.objects.all(), **options)


class DeskSlotShape(DeskShape):
    group = _by_code(SlotGroup, allow_null=True, required=False)

    class Meta:
        model = AdSlot
        fields = ("id", *plain_fields(AdSlot), "group", "fallback_creative", "archived_at")


class Base64Field(serializers.CharField):
    def to_internal_value(self, value: Any) -> bytes:  # type: ignore[override]
        try:
            return base64.b64decode(super().to_internal_value(value), validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError("Allowed is base64.", code="invalid") from None


class FileSent(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    content = Base64Field(help_text="base64, at most 5 MB")


class CreativeShape(DeskShape):
    file = FileSent(required=False, write_only=True)
    image_url = serializers.SerializerMethodField()
    sha256 = serializers.SerializerMethodField()
    frame_url = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()

    class Meta:
        model = Creative
        fields = (
            "id",
            "advertiser",
            *plain_fields(Creative),
            "file",
            "image_url",
            "sha256",
            "frame_url",
            "status",
            "archived_at",
        )

    def get_image_url(self, row: Creative) -> str | None:
        return row.asset.file.url if row.asset and not row.asset.is_package else None

    def get_sha256(self, row: Creative) -> str | None:
        return row.asset.sha256 if row.asset else None

    def get_frame_url(self, row: Creative) -> str | None:
        return row.frame_url()

    def get_status(self, row: Creative) -> str:
        review = Creative.objects.with_review().filter(pk=row.pk).values_list("review", flat=True)
        return str(review[0])


class UseShape(serializers.ModelSerializer[Any]):
    serializer_field_mapping: ClassVar = DeskShape.serializer_field_mapping

    class Meta:
        from ads.models import LineItemCreative as model

        fields = ("creative", "weight", "starts_at", "ends_at")


class LineItemShape(DeskShape):
    slots = _by_code(AdSlot, many=True, required=False)
    slot_groups = _by_code(SlotGroup, many=True, required=False)
    creatives = UseShape(source="uses", many=True, required=False)
    make_good_of = serializers.PrimaryKeyRelatedField(
        queryset=LineItem.objects.all(), allow_null=True, required=False
    )
    make_goods = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=Status.values, read_only=True)

    class Meta:
        model = LineItem
        fields = (
            "id",
            "campaign",
            *plain_fields(LineItem),
            "slots",
            "slot_groups",
            "creatives",
            "make_good_of",
            "make_goods",
            "status",
            "archived_at",
        )

    def to_representation(self, row: LineItem) -> dict[str, Any]:
        if not hasattr(row, "status"):  # one row, in its newest version
            row.status = LineItem.objects.with_status(clock.now()).get(pk=row.pk).status
        return super().to_representation(row)

    def get_make_goods(self, row: LineItem) -> list[int]:
        return sorted(each.pk for each in row.make_goods.all())
