"""Every name that the answers have, read from the serializers: what `fields=` may ask for."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.http.fields import Names
from api.serializers.card import CardSerializer, PageCardSerializer
from api.serializers.detail import (
    ArticleDetailSerializer,
    PageDetailSerializer,
    StandardPageDetailSerializer,
)
from api.serializers.named import AuthorDetailSerializer, TagDetailSerializer
from api.serializers.section import SectionCardSerializer, SectionDetailSerializer

BLOCK: Names = {"id": {}, "type": {}, "value": {}}


def of(serializer: Any) -> Names:
    """The names of one shape, and of the objects in it."""
    return {name: _inner(field) for name, field in serializer.fields.items()}


def _inner(field: serializers.Field) -> Names:
    if isinstance(field, serializers.ListSerializer):
        return of(field.child)
    if isinstance(field, serializers.Serializer):
        return of(field)
    return BLOCK if field.field_name == "body" else {}


CARD = of(CardSerializer())
ARTICLE = of(ArticleDetailSerializer())
SECTION_CARD = of(SectionCardSerializer())
SECTION = of(SectionDetailSerializer())
PAGE_CARD = of(PageCardSerializer())
PAGE = of(PageDetailSerializer())
STANDARD = of(StandardPageDetailSerializer())
ANY_PAGE: Names = {**PAGE, **SECTION, **STANDARD, **ARTICLE}
AUTHOR = of(AuthorDetailSerializer())
TAG = of(TagDetailSerializer())
RESOLVED: Names = {**AUTHOR, **TAG, **ANY_PAGE}
