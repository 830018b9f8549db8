"""Whole pages: an article, a standing page, the home page."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.block_shapes import body_schema
from api.serializers.card import (
    ArticleMetaSerializer,
    CardSerializer,
    CrumbSerializer,
    MetaSerializer,
    SectionLinkSerializer,
    TagSerializer,
)
from api.serializers.image import ImageSerializer
from api.serializers.seo import SeoSerializer
from api.serializers.shapes import Moment, Shape, Word
from articles.models import ArticlePage


@extend_schema_field(body_schema())
class BodyField(serializers.Field[Any, Any, Any, Any]):
    """Blocks, shaped already by `api.serializers.blocks`."""

    def to_representation(self, value: Any) -> Any:
        return value


class SlotSerializer(Shape):
    code = serializers.CharField()
    position = serializers.CharField()


class TranslationSerializer(Shape):
    locale = serializers.CharField()
    id = serializers.IntegerField()
    path = serializers.CharField()
    html_url = serializers.CharField()


class PhotoAuthorSerializer(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    role = serializers.CharField()
    path = serializers.CharField()
    html_url = serializers.CharField()
    photo = ImageSerializer(allow_null=True)


class SponsorSerializer(Shape):
    name = serializers.CharField()
    url = serializers.CharField()
    logo = ImageSerializer(allow_null=True)
    disclosure = serializers.CharField()


class NoteSerializer(Shape):
    at = Moment()
    text = serializers.CharField()


class LiveLinkSerializer(Shape):
    url = serializers.CharField(help_text="where its entries are")
    is_running = serializers.BooleanField(help_text="whether to ask for more of them")


class PageDetailSerializer(Shape):
    """What every page has."""

    id = serializers.IntegerField()
    meta = MetaSerializer()
    path = serializers.CharField()
    title = serializers.CharField()
    breadcrumb = CrumbSerializer(many=True)
    slots = SlotSerializer(many=True)
    seo = SeoSerializer()
    translations = TranslationSerializer(many=True)


class HomePageMetaSerializer(MetaSerializer):
    type = Word(choices=["articles.HomePage"])  # type: ignore[assignment]


class HomePageDetailSerializer(PageDetailSerializer):
    meta = HomePageMetaSerializer()


class StandardPageMetaSerializer(MetaSerializer):
    type = Word(choices=["articles.StandardPage"])  # type: ignore[assignment]


class StandardPageDetailSerializer(PageDetailSerializer):
    meta = StandardPageMetaSerializer()
    standfirst = serializers.CharField()
    body = BodyField()


class ArticleDetailSerializer(Shape):
    """An article, key by key as the contract names them."""

    id = serializers.IntegerField()
    meta = ArticleMetaSerializer()
    path = serializers.CharField()
    title = serializers.CharField()
    kicker = serializers.CharField()
    standfirst = serializers.CharField()
    dateline = serializers.CharField()
    label = Word(choices=ArticlePage.Label.values)  # type: ignore[assignment]
    published_at = Moment(allow_null=True)
    updated_at = Moment(allow_null=True)
    reading_time_minutes = serializers.IntegerField()
    word_count = serializers.IntegerField()
    end_mark = serializers.CharField()
    breaking_until = Moment(allow_null=True)
    access = Word(choices=ArticlePage.Access.values)
    sponsor = SponsorSerializer(allow_null=True)
    section = SectionLinkSerializer(allow_null=True)
    breadcrumb = CrumbSerializer(many=True)
    byline = serializers.CharField()
    authors = PhotoAuthorSerializer(many=True)
    tags = TagSerializer(many=True)
    lead_image = ImageSerializer(allow_null=True)
    body = BodyField()
    live = LiveLinkSerializer(allow_null=True)
    slots = SlotSerializer(many=True)
    related = CardSerializer(many=True)
    corrections = NoteSerializer(many=True)
    updates = NoteSerializer(many=True)
    seo = SeoSerializer()
    translations = TranslationSerializer(many=True)
