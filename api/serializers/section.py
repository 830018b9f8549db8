"""A section: in the tree of sections, and by itself."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.card import PageCardSerializer, SectionLinkSerializer
from api.serializers.detail import PageDetailSerializer
from api.serializers.shapes import Shape


class IntroSerializer(Shape):
    html = serializers.CharField(required=False)
    nodes = serializers.ListField(child=serializers.DictField(), required=False)
    text = serializers.CharField()


class SectionCardSerializer(PageCardSerializer):
    """A section in a list, without its children."""

    key = serializers.CharField()
    html_url = serializers.CharField()
    article_count = serializers.IntegerField()


class SectionTreeSerializer(SectionCardSerializer):
    """A section with all below it."""

    children = serializers.ListField(child=serializers.DictField())


class SectionDetailSerializer(PageDetailSerializer):
    """A section with its intro, children and default slots; `article_count` counts all below it."""

    key = serializers.CharField()
    html_url = serializers.CharField()
    intro = IntroSerializer()
    children = SectionLinkSerializer(many=True)
    article_count = serializers.IntegerField()
