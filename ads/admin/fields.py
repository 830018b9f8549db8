"""Form fields of the ad desk: what is typed becomes the stored value, or a clear error."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ads.admin.widgets import (
    BreakpointsWidget,
    FrequencyWidget,
    HoursWidget,
    ScopeWidget,
    TargetingWidget,
)
from ads.rules.frequency import normalise_frequency_caps
from ads.rules.sizes import check_breakpoints, parse_size
from ads.rules.targeting import SCOPE_DIMENSIONS, normalise_dayparts, normalise_targeting


class HoursField(forms.Field):
    widget = HoursWidget

    def clean(self, value: Any) -> list[int]:
        return normalise_dayparts(value or [])


class TargetingField(forms.Field):
    widget = TargetingWidget

    def clean(self, value: Any) -> dict[str, Any]:
        return normalise_targeting(value or {})


class ScopeField(forms.Field):
    widget = ScopeWidget

    def clean(self, value: Any) -> dict[str, Any]:
        return normalise_targeting(value or {}, SCOPE_DIMENSIONS)


class FrequencyField(forms.Field):
    widget = FrequencyWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        return normalise_frequency_caps([_cap(row) for row in value or []])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return FrequencyWidget().format_value(initial) != data


class BreakpointsField(forms.Field):
    widget = BreakpointsWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        return check_breakpoints([_row(row) for row in value or []])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return BreakpointsWidget().format_value(initial) != data


def _cap(row: dict[str, str]) -> dict[str, Any]:
    count, period, unit = (row[name].strip() for name in ("count", "period", "unit"))
    if not all(text.isascii() and text.isdigit() and len(text) < 8 for text in (count, period, unit)):
        raise ValidationError(
            _("A frequency cap needs two whole numbers: how often, and in how long."), code="frequency_caps"
        )
    return {"count": int(count), "seconds": int(period) * int(unit), "scope": row["scope"]}


def _row(row: dict[str, str]) -> dict[str, Any]:
    width = row["min_width"] or "0"
    if not (width.isascii() and width.isdigit() and len(width) < 6):
        raise ValidationError(
            _("“%(width)s” is not a screen width: write a whole number, for example 728."),
            code="breakpoints",
            params={"width": width},
        )
    sizes = [list(parse_size(text)) for text in row["sizes"].replace(";", ",").split(",") if text.strip()]
    return {"min_width": int(width), "sizes": sizes}
