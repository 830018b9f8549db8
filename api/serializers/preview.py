"""A preview: what `resolve/` answers, and what kind of preview it is."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers.envelope import ResolvedPageSerializer
from api.serializers.shapes import Moment, Shape


class PreviewFactsSerializer(Shape):
    title = serializers.CharField()
    is_live = serializers.BooleanField(help_text="whether readers see a version of the page")
    source: Any = serializers.ChoiceField(
        choices=["form", "revision"], help_text="what is typed at the moment, or what was saved"
    )
    expires_at = Moment(allow_null=True, help_text="null where a key opened it")
    edit_url = serializers.CharField()


class PreviewSerializer(ResolvedPageSerializer):
    """A page as it is in the editor; what it refers to is as the public sees it."""

    preview = PreviewFactsSerializer()
