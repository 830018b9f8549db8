"""A front page: zones of cards."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.card import CardSerializer
from api.serializers.detail import SlotSerializer
from api.serializers.seo import SeoSerializer
from api.serializers.shapes import Shape


class FrontMetaSerializer(Shape):
    locale = serializers.CharField()
    section = serializers.CharField(allow_null=True)


class FrontPageSerializer(Shape):
    id = serializers.IntegerField()
    title = serializers.CharField()
    path = serializers.CharField()
    seo = SeoSerializer()
    slots = SlotSerializer(many=True)


class MoreSerializer(Shape):
    title = serializers.CharField()
    path = serializers.CharField()


class ZoneSerializer(Shape):
    code = serializers.CharField()
    title = serializers.CharField()
    layout = serializers.ChoiceField(choices=["lead", "list", "grid"])
    more = MoreSerializer(allow_null=True)
    items = CardSerializer(many=True)


class FrontSerializer(Shape):
    meta = FrontMetaSerializer()
    page = FrontPageSerializer()
    zones = ZoneSerializer(many=True)
    breaking = CardSerializer(many=True)
