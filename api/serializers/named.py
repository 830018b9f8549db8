"""Authors and tags: in their lists, and each by itself."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.card import TagSerializer
from api.serializers.detail import PhotoAuthorSerializer
from api.serializers.seo import SeoSerializer
from api.serializers.shapes import Shape
from api.serializers.site import NamedLinkSerializer


class AuthorCardSerializer(PhotoAuthorSerializer):
    """An author in the list; `article_count` counts visible articles in the language asked for."""

    article_count = serializers.IntegerField()


class AuthorDetailSerializer(AuthorCardSerializer):
    """An author of visible articles; the articles themselves are at `articles/?author=`."""

    bio = serializers.CharField(help_text="plain text")
    links = NamedLinkSerializer(many=True)
    seo = SeoSerializer()


class TagCardSerializer(TagSerializer):
    """A tag in the list; `article_count` counts visible articles in the language asked for."""

    article_count = serializers.IntegerField()


class TagDetailSerializer(TagCardSerializer):
    """A tag of visible articles; the articles themselves are at `articles/?tag=`."""

    seo = SeoSerializer()


class ForwardMetaSerializer(Shape):
    """Where this page of a list stands; one goes forward only."""

    total_count = serializers.IntegerField(allow_null=True, help_text="null where nothing was counted")
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True, help_text="always null")
    cursor = serializers.CharField(allow_null=True, help_text="null at the end")


class AuthorListSerializer(Shape):
    meta = ForwardMetaSerializer()
    items = AuthorCardSerializer(many=True)


class TagListSerializer(Shape):
    meta = ForwardMetaSerializer()
    items = TagCardSerializer(many=True)
