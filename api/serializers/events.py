"""What clients report of their page views (for the OpenAPI)."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.shapes import Shape


class EventReported(Shape):
    type = serializers.ChoiceField(choices=["impression", "viewable", "page_view"])
    token = serializers.CharField(required=False, help_text="Of the decision; not for a page view.")
    ms = serializers.IntegerField(
        required=False, allow_null=True, help_text="Milliseconds since the decision arrived."
    )
    path = serializers.CharField(required=False, help_text="For a page view.")
    site = serializers.CharField(
        required=False, allow_null=True, help_text="For a page view: the frontend's host; else the default."
    )


class EventsReported(Shape):
    events = EventReported(many=True)
