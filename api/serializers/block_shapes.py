"""The shape of each public block type, for the OpenAPI."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from api.serializers.image import ImageSerializer
from api.serializers.shapes import Moment, Shape


@extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Node"}})
class NodesField(serializers.Field[Any, Any, Any, Any]):
    """Rich text as a tree: `NODE_SCHEMAS` in `api/serializers/richtext.py`."""


class RichTextSerializer(Shape):
    """`html` where `rich_text_format=html` (the default), `nodes` where it is `json`."""

    html = serializers.CharField(required=False)
    nodes = NodesField(required=False)
    text = serializers.CharField()


class HeadingSerializer(Shape):
    level = serializers.IntegerField(min_value=2, max_value=4)
    text = serializers.CharField()
    anchor = serializers.CharField()


class TextListSerializer(Shape):
    ordered = serializers.BooleanField()
    items = RichTextSerializer(many=True)


class GallerySerializer(Shape):
    title = serializers.CharField()
    images = ImageSerializer(many=True)


class QuoteSerializer(RichTextSerializer):
    attribution = serializers.CharField()
    role = serializers.CharField()


class EmbedSerializer(Shape):
    provider = serializers.CharField()
    provider_name = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    embed_url = serializers.CharField()
    thumbnail = serializers.CharField()
    aspect_ratio = serializers.FloatField(allow_null=True)
    html = serializers.CharField(allow_null=True)
    script_url = serializers.CharField()
    consent = serializers.ChoiceField(choices=["marketing", "functional"], allow_null=True)


class FileSerializer(Shape):
    title = serializers.CharField()
    url = serializers.CharField()
    type = serializers.CharField()
    size = serializers.IntegerField()


class DividerSerializer(Shape):
    """Nothing."""


class SlotPlaceSerializer(Shape):
    code = serializers.CharField()


class FormPlaceSerializer(Shape):
    code = serializers.CharField(help_text="of `forms/<code>/`")


class TableSerializer(Shape):
    """`row`: the first row names the columns; `column`: the first cell of each row names the row."""

    caption = serializers.CharField()
    header = serializers.ChoiceField(choices=["row", "column", "both", "none"])
    rows = serializers.ListField(child=serializers.ListField(child=RichTextSerializer()))


class QuestionSerializer(Shape):
    """Both are plain text."""

    question = serializers.CharField()
    answer = serializers.CharField()


class FaqSerializer(Shape):
    items = QuestionSerializer(many=True)


class TimelineEntrySerializer(RichTextSerializer):
    at = Moment(allow_null=True)
    title = serializers.CharField()


class TimelineSerializer(Shape):
    items = TimelineEntrySerializer(many=True)


class PlayerSourceSerializer(Shape):
    url = serializers.CharField()
    type = serializers.CharField()


class PlayerSerializer(Shape):
    """A recording: the sources are the same in several formats."""

    title = serializers.CharField()
    sources = PlayerSourceSerializer(many=True)
    poster = ImageSerializer(allow_null=True)
    transcript = serializers.CharField()
    duration_seconds = serializers.IntegerField(allow_null=True)


class CallToActionSerializer(Shape):
    text = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    path = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)


def _block_serializer(kind: str, value: serializers.Serializer[Any]) -> type[Shape]:
    fields = {"id": serializers.CharField(), "type": serializers.ChoiceField(choices=[kind]), "value": value}
    return type(
        f"{kind.title().replace('_', '')}BlockSerializer", (Shape,), {**fields, "__module__": __name__}
    )


_TEXT: dict[str, serializers.Serializer[Any] | type[serializers.Serializer[Any]]] = {
    "paragraph": _block_serializer("paragraph", RichTextSerializer()),
    "list": _block_serializer("list", TextListSerializer()),
}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="FactBlock", serializers=_TEXT, resource_type_field_name="type", many=True
    )
)
class FactBlocksField(serializers.Field[Any, Any, Any, Any]):
    """Paragraphs and lists."""


class FactBoxSerializer(Shape):
    title = serializers.CharField()
    blocks = FactBlocksField()


def block_serializers() -> dict[str, serializers.Serializer[Any] | type[serializers.Serializer[Any]]]:
    """The shape of each public block type."""
    from api.serializers.card import CardSerializer

    class RelatedLinkSerializer(Shape):
        title = serializers.CharField()
        path = serializers.CharField(allow_null=True)
        url = serializers.CharField(allow_null=True)
        card = CardSerializer(allow_null=True)

    values: dict[str, serializers.Serializer[Any]] = {
        "heading": HeadingSerializer(),
        "image": ImageSerializer(),
        "gallery": GallerySerializer(),
        "quote": QuoteSerializer(),
        "embed": EmbedSerializer(),
        "related_link": RelatedLinkSerializer(),
        "document": FileSerializer(),
        "table": TableSerializer(),
        "fact_box": FactBoxSerializer(),
        "faq": FaqSerializer(),
        "timeline": TimelineSerializer(),
        "audio": PlayerSerializer(),
        "video": PlayerSerializer(),
        "call_to_action": CallToActionSerializer(),
        "divider": DividerSerializer(),
        "slot": SlotPlaceSerializer(),
        "form": FormPlaceSerializer(),
    }
    return {**_TEXT, **{kind: _block_serializer(kind, value) for kind, value in values.items()}}


def body_schema() -> PolymorphicProxySerializer:
    """A list of blocks, told apart by `type`."""
    return PolymorphicProxySerializer(
        component_name="Block",
        serializers=block_serializers(),
        resource_type_field_name="type",
        many=True,
    )
