"""What a frontend asks about its own routes: months, every path, every redirect."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.named import ForwardMetaSerializer
from api.serializers.shapes import Moment, Shape


class MonthSerializer(Shape):
    """A month of the site's zone in which articles were published."""

    year = serializers.IntegerField()
    month = serializers.IntegerField()
    article_count = serializers.IntegerField()


class RouteSerializer(Shape):
    """A path that `resolve/` answers with this kind."""

    path = serializers.CharField()
    kind = serializers.ChoiceField(choices=["page", "author", "tag"])
    id = serializers.IntegerField()
    updated_at = Moment(help_text="of an author or a tag: of the newest article")


class RouteListSerializer(Shape):
    meta = ForwardMetaSerializer()
    items = RouteSerializer(many=True)


class RedirectSerializer(Shape):
    """An old path and where it leads in the end."""

    path = serializers.CharField(help_text="with a slash at its end, unless it names a file")
    status = serializers.ChoiceField(choices=[301, 302])
    location = serializers.CharField(help_text="root-relative inside the site, absolute outside")
    external = serializers.BooleanField()


class RedirectListSerializer(Shape):
    meta = ForwardMetaSerializer()
    items = RedirectSerializer(many=True)
