"""What stands around pages and cards: lists, the answers of resolve, problems. For the OpenAPI alone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from api.serializers.card import CardSerializer, PageCardSerializer
from api.serializers.detail import (
    ArticleDetailSerializer,
    HomePageDetailSerializer,
    StandardPageDetailSerializer,
)
from api.serializers.locks import ResolvedLockedSerializer
from api.serializers.named import AuthorDetailSerializer, TagDetailSerializer
from api.serializers.section import SectionCardSerializer, SectionDetailSerializer, SectionTreeSerializer
from api.serializers.shapes import Shape


class ListMetaSerializer(Shape):
    """Where this page of a list stands."""

    total_count = serializers.IntegerField(allow_null=True, help_text="null with `count=none`")
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    cursor = serializers.CharField(
        allow_null=True, help_text="the position after the last item, null at the end"
    )


class ArticleListSerializer(Shape):
    meta = ListMetaSerializer()
    items = CardSerializer(many=True)


ANY_CARD = PolymorphicProxySerializer(
    component_name="AnyCard",
    serializers=[CardSerializer, SectionCardSerializer, PageCardSerializer],
    resource_type_field_name=None,
    many=True,
)


@extend_schema_field(ANY_CARD)
class AnyCardsField(serializers.Field[Any, Any, Any, Any]):
    """Cards of pages; `meta.type` says of which type."""

    def to_representation(self, value: Any) -> Any:
        return value


class PageListSerializer(Shape):
    meta = ListMetaSerializer()
    items = AnyCardsField()


class HighlightSerializer(Shape):
    title = serializers.CharField(help_text="HTML with no element but mark")
    excerpt = serializers.CharField(help_text="HTML with no element but mark")


class FoundCardSerializer(CardSerializer):
    """An article that was searched for."""

    highlight = HighlightSerializer()


class SectionCountSerializer(Shape):
    key = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()


class FacetsSerializer(Shape):
    section = SectionCountSerializer(many=True, help_text="as if no section was asked for")


class SearchMetaSerializer(ListMetaSerializer):
    facets = FacetsSerializer()


class SearchSerializer(Shape):
    meta = SearchMetaSerializer()
    items = FoundCardSerializer(many=True)


class MostReadMetaSerializer(ListMetaSerializer):
    window = serializers.ChoiceField(choices=["1h", "24h", "7d", "30d"])


class MostReadSerializer(Shape):
    meta = MostReadMetaSerializer()
    items = CardSerializer(many=True)


class SectionTreeListSerializer(Shape):
    items = SectionTreeSerializer(many=True)


ANY_PAGE = PolymorphicProxySerializer(
    component_name="Page",
    serializers=[
        ArticleDetailSerializer,
        SectionDetailSerializer,
        StandardPageDetailSerializer,
        HomePageDetailSerializer,
    ],
    resource_type_field_name=None,
)


@extend_schema_field(ANY_PAGE)
class AnyPageField(serializers.Field):
    """One page of any type; `meta.type` says which."""

    def to_representation(self, value: Any) -> Any:
        return value


class ResolvedPageSerializer(Shape):
    kind = serializers.ChoiceField(choices=["page"])
    page = AnyPageField()


class ResolvedRedirectSerializer(Shape):
    kind = serializers.ChoiceField(choices=["redirect"])
    status = serializers.ChoiceField(choices=[301, 302])
    location = serializers.CharField(help_text="root-relative inside the site, absolute outside")
    external = serializers.BooleanField()


class ResolvedAuthorSerializer(Shape):
    kind = serializers.ChoiceField(choices=["author"])
    author = AuthorDetailSerializer()


class ResolvedTagSerializer(Shape):
    kind = serializers.ChoiceField(choices=["tag"])
    tag = TagDetailSerializer()


RESOLVED = PolymorphicProxySerializer(
    component_name="Resolved",
    serializers={
        "page": ResolvedPageSerializer,
        "author": ResolvedAuthorSerializer,
        "tag": ResolvedTagSerializer,
        "redirect": ResolvedRedirectSerializer,
        "locked": ResolvedLockedSerializer,
    },
    resource_type_field_name="kind",
)


@extend_schema_field(
    {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"}]}
)
class AllowedField(serializers.Field):
    """A sentence, a list of words, or nothing to say."""


class FaultSerializer(Shape):
    parameter = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    allowed = AllowedField(help_text="what would be right: a list of values or a sentence")


class ProblemSerializer(Shape):
    """An error: RFC 9457 with a stable `code`; `message` repeats `detail`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FaultSerializer(many=True)  # type: ignore[assignment]
    message = serializers.CharField()
