"""Form fields of the ad desk: what is typed becomes the stored value, or a clear error."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ads.admin.widgets import BreakpointsWidget, HoursWidget, TargetingWidget
from ads.rules.sizes import check_breakpoints, parse_size
from ads.rules.targeting import normalise_dayparts, normalise_targeting


class HoursField(forms.Field):
    widget = HoursWidget

    def clean(self, value: Any) -> list[int]:
        return normalise_dayparts(value or [])


class TargetingField(forms.Field):
    widget = TargetingWidget

    def clean(self, value: Any) -> dict[str, Any]:
        return normalise_targeting(value or {})


class BreakpointsField(forms.Field):
    widget = BreakpointsWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        return check_breakpoints([_row(row) for row in value or []])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return BreakpointsWidget().format_value(initial) != data


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
