"""The entries of a live blog: those that are there, and what changed since."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.card import CardAuthorSerializer
from api.serializers.detail import BodyField
from api.serializers.envelope import ListMetaSerializer
from api.serializers.shapes import Moment, Shape, Word


class LiveEntrySerializer(Shape):
    """A deleted entry has its id, and every other key empty."""

    action = Word(choices=["put", "delete"])
    id = serializers.IntegerField()
    at = Moment(allow_null=True)
    updated_at = Moment(allow_null=True)
    title = serializers.CharField()
    is_key_event = serializers.BooleanField()
    author = CardAuthorSerializer(allow_null=True)
    body = BodyField()


class LiveMetaSerializer(ListMetaSerializer):
    """`next` leads to what did not fit; `cursor` is what to ask for with `since` the next time."""

    cursor = serializers.CharField(help_text="for `since`: what changes after this answer")
    is_running = serializers.BooleanField(help_text="false when the live blog is over")


class LiveListSerializer(Shape):
    meta = LiveMetaSerializer()
    items = LiveEntrySerializer(many=True)
