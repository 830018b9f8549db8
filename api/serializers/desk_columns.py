"""What the JSON columns of the ad desk hold, for the OpenAPI; the rules that check them are the desk's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ads.models.creatives import Format
from ads.rules import frequency, sizes, targeting

Schema = Mapping[str, Any]


def _array(items: Schema, **bounds: Any) -> Schema:
    return {"type": "array", "items": items, **bounds}


def _whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _object(properties: Mapping[str, Schema], *required: str) -> Schema:
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "properties": dict(properties), **needed, "additionalProperties": False}


def _targeting(dimensions: tuple[str, ...]) -> Schema:
    value = {"type": "string", "minLength": 1, "maxLength": targeting.LONGEST_VALUE}
    modes = _object({mode: _array(value, maxItems=targeting.MOST_VALUES) for mode in targeting.MODES})
    return _object(dict.fromkeys(dimensions, modes))


_SIDE = _whole(1, sizes.LONGEST_SIDE)
_BREAKPOINT = _object(
    {"min_width": _whole(0, 10_000), "sizes": _array(_array(_SIDE, minItems=2, maxItems=2), minItems=1)},
    "min_width",
    "sizes",
)
_CAP = _object(
    {
        "count": _whole(1, frequency.MOST_COUNT),
        "seconds": _whole(frequency.SHORTEST, frequency.LONGEST),
        "scope": {"type": "string", "enum": list(frequency.SCOPES), "default": frequency.SCOPES[0]},
    },
    "count",
    "seconds",
)
_LABELS = _array({"type": "string"})

SCHEMAS: Mapping[str, Schema] = {
    "targeting": _targeting(targeting.DIMENSIONS),
    "page_scope": _targeting(targeting.SCOPE_DIMENSIONS),
    "dayparts": _array(_whole(0, targeting.HOURS_A_WEEK - 1)),
    "frequency_caps": _array(_CAP, maxItems=frequency.MOST_CAPS),
    "breakpoints": _array(_BREAKPOINT, minItems=1, maxItems=sizes.MAX_BREAKPOINTS),
    "formats": _array({"type": "string", "enum": list(Format.values)}),
    "exclusion_labels": _LABELS,
    "categories": _LABELS,
    "blocked_categories": _LABELS,
}


@cache
def field_of(column: str) -> type[serializers.JSONField]:
    """The field of this column, which tells the OpenAPI what stands in it."""
    name = column.title().replace("_", "") + "Field"
    return extend_schema_field(dict(SCHEMAS[column]))(type(name, (serializers.JSONField,), {}))
