"""A section: in the tree of sections, and by itself."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.block_shapes import RichTextSerializer
from api.serializers.card import PageCardSerializer, SectionLinkSerializer, SectionMetaSerializer
from api.serializers.detail import PageDetailSerializer


class SectionCardSerializer(PageCardSerializer):
    """A section in a list, without its children."""

    meta = SectionMetaSerializer()  # type: ignore[assignment]
    key = serializers.CharField()
    html_url = serializers.CharField()
    article_count = serializers.IntegerField()


@extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/SectionTree"}})
class ChildrenField(serializers.Field[Any, Any, Any, Any]):
    """More of the same, shaped already."""

    def to_representation(self, value: Any) -> Any:
        return value


class SectionTreeSerializer(SectionCardSerializer):
    """A section with all below it."""

    children = ChildrenField()


class SectionDetailSerializer(PageDetailSerializer):
    """A section with its intro, children and default slots; `article_count` counts all below it."""

    meta = SectionMetaSerializer()  # type: ignore[assignment]
    key = serializers.CharField()
    html_url = serializers.CharField()
    intro = RichTextSerializer()
    children = SectionLinkSerializer(many=True)
    article_count = serializers.IntegerField()
