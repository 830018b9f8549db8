"""The base of every serializer of the API: plain, read-only, the same fields for bytes and OpenAPI."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import orjson
from rest_framework import serializers

_UNTOUCHED = {serializers.CharField: str, serializers.IntegerField: int, serializers.FloatField: float}


class Shape(serializers.Serializer[Any]):
    """Reads a mapping or an object; every required key is there, None where it has no value."""

    @cached_property
    def _named(self) -> list[tuple[str, str, bool, Any, Any]]:
        """With the class whose values a field gives out as they are."""
        return [
            (name, field.source or name, field.required, _UNTOUCHED.get(type(field)), field.to_representation)
            for name, field in self.fields.items()
        ]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        is_mapping, shaped = isinstance(instance, dict), {}
        for name, source, is_required, untouched, represent in self._named:
            if is_mapping and not is_required and source not in instance:
                continue
            value = instance[source] if is_mapping else getattr(instance, source)
            as_it_is = value is None or value.__class__ is untouched
            shaped[name] = value if as_it_is else represent(value)
        return shaped


def moment(value: datetime | None) -> str | None:
    """UTC to the second, as `2026-08-17T12:00:00Z`."""
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Word(serializers.ChoiceField):
    """One of a few words, written as it is stored."""

    def to_representation(self, value: Any) -> Any:
        return value


class Moment(serializers.DateTimeField):
    """A datetime in UTC to the second."""

    def to_representation(self, value: Any) -> Any:
        return value if isinstance(value, str) else moment(value)


def shape_bytes(shaped: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return orjson.dumps(shaped)
