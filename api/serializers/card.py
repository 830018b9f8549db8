"""A page in a list."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.image import ImageSerializer, card_image
from api.serializers.shapes import Moment, Shape, Word
from articles.models import ArticlePage


class LinkMetaSerializer(Shape):
    type = serializers.CharField()
    detail_url = serializers.CharField()
    html_url = serializers.CharField()


class PageLinkSerializer(Shape):
    """Another page, as a parent or an original."""

    id = serializers.IntegerField()
    meta = LinkMetaSerializer()
    title = serializers.CharField()
    path = serializers.CharField()


class MetaSerializer(LinkMetaSerializer):
    slug = serializers.CharField()
    locale = serializers.CharField()
    first_published_at = Moment(allow_null=True)
    last_published_at = Moment(allow_null=True)
    parent = PageLinkSerializer(allow_null=True)
    seo_title = serializers.CharField()
    search_description = serializers.CharField()
    show_in_menus = serializers.BooleanField()
    alias_of = PageLinkSerializer(allow_null=True)


class ArticleMetaSerializer(MetaSerializer):
    type = Word(choices=["articles.ArticlePage"])  # type: ignore[assignment]


class SectionMetaSerializer(MetaSerializer):
    type = Word(choices=["articles.SectionPage"])  # type: ignore[assignment]


class PageMetaSerializer(MetaSerializer):
    type = Word(choices=["articles.HomePage", "articles.StandardPage"])  # type: ignore[assignment]


class CrumbSerializer(Shape):
    id = serializers.IntegerField()
    title = serializers.CharField()
    path = serializers.CharField()
    html_url = serializers.CharField()


class SectionLinkSerializer(Shape):
    id = serializers.IntegerField()
    title = serializers.CharField()
    key = serializers.CharField()
    path = serializers.CharField()
    html_url = serializers.CharField()


class CardAuthorSerializer(Shape):
    name = serializers.CharField()
    slug = serializers.CharField()
    path = serializers.CharField()


class TagSerializer(Shape):
    name = serializers.CharField()
    slug = serializers.CharField()
    path = serializers.CharField()
    html_url = serializers.CharField()


class PageCardSerializer(Shape):
    """A page that is neither article nor section."""

    id = serializers.IntegerField()
    meta = PageMetaSerializer()
    path = serializers.CharField()
    title = serializers.CharField()


class MadeCard(dict[str, Any]):
    """An article's card as it goes out: made once, embedded in many documents."""


class CardSerializer(PageCardSerializer):
    """An article."""

    meta = ArticleMetaSerializer()  # type: ignore[assignment]
    kicker = serializers.CharField()
    standfirst = serializers.CharField()
    label = Word(choices=ArticlePage.Label.values)  # type: ignore[assignment]
    published_at = Moment(allow_null=True)
    updated_at = Moment(allow_null=True)
    breaking_until = Moment(allow_null=True)
    access = Word(choices=ArticlePage.Access.values)
    reading_time_minutes = serializers.IntegerField()
    section = SectionLinkSerializer(allow_null=True)
    byline = serializers.CharField()
    authors = CardAuthorSerializer(many=True)
    tags = TagSerializer(many=True)
    lead_image = ImageSerializer(allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        if isinstance(instance, MadeCard):
            return instance
        shaped = super().to_representation(instance)
        return {**shaped, "lead_image": card_image(shaped["lead_image"])}
