"""Form controls of the ad desk: plain HTML that a keyboard and a screen reader can use without any script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from ads import targets
from ads.ports import Choices
from ads.rules.targeting import DIMENSIONS, MODES, SCOPE_DIMENSIONS

STYLES = "ads/admin/desk.css"
SCRIPT = "ads/admin/desk.js"
HINTS = {
    "tag": _("Type a part of its name."),
    "author": _("Type a part of the name."),
    "page": _("Type a part of the headline or the path; /section/* stands for all below."),
    "key_value": _("As topic=elections. The names that count stand in the settings of the ad desk."),
    "geo": _("Type a country or a province, as Indonesia or Jawa Barat."),
}
MODE_TITLES = {"any_of": _("Only these"), "none_of": _("Never these")}
BLANK_BREAKPOINTS = 2
BLANK_CAPS = 2
CAP_PARTS = ("count", "period", "unit", "scope")
UNITS = [("1", _("seconds")), ("60", _("minutes")), ("3600", _("hours")), ("86400", _("days"))]
SCOPE_TITLES = [
    ("line_item", _("this line item")),
    ("campaign", _("its campaign")),
    ("advertiser", _("its advertiser")),
]


class DeskWidget(forms.TextInput):
    """A text input by descent only, which is how Wagtail's panels know what to do with it."""

    use_fieldset = True

    @property
    def media(self) -> forms.Media:
        return forms.Media(css={"all": [STYLES]}, js=[SCRIPT])

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""  # a group has its legend; no single control is meant

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # browsers send nothing for what is not ticked


class HoursWidget(DeskWidget):
    """168 checkboxes, a row for each day; the value is the list of ticked hours of the week."""

    template_name = "ads/admin/widgets/hours.html"

    def format_value(self, value: Any) -> list[int]:
        return value if isinstance(value, list) else []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        ticked = set(self.format_value(value))
        context["hours"] = [f"{hour:02d}" for hour in range(24)]
        context["days"] = [
            {
                "name": WEEKDAYS[day],
                "cells": [
                    {"value": day * 24 + hour, "is_ticked": day * 24 + hour in ticked} for hour in range(24)
                ],
            }
            for day in range(7)
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[int]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [int(value) if str(value).isdecimal() and len(str(value)) < 4 else -1 for value in values]


class TargetingWidget(DeskWidget):
    """For each dimension two lists: only these, never these. Of long ones it shows what was chosen."""

    template_name = "ads/admin/widgets/targeting.html"
    dimensions: tuple[str, ...] = DIMENSIONS

    def format_value(self, value: Any) -> dict[str, Any]:
        return value if isinstance(value, dict) else {}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["dimensions"] = [
            self._dimension(name, dimension, self.format_value(value).get(dimension) or {})
            for dimension in self.dimensions
        ]
        return context

    def _dimension(self, name: str, dimension: str, modes: dict[str, list[str]]) -> dict[str, Any]:
        chosen = {value for mode in MODES for value in modes.get(mode) or []}
        if dimension in targets.LISTED:
            choices = targets.listed(dimension)
        else:
            choices = list(targets.named(dimension, chosen).items())
        gone = chosen - {value for value, _label in choices}
        return {
            "name": dimension,
            "title": targets.TITLES[dimension],
            "hint": HINTS.get(dimension),
            "lists": [self._list(name, dimension, mode, choices, modes.get(mode) or []) for mode in MODES],
            "chosen_count": len(chosen),
            "gone_count": len(gone),
        }

    def _list(
        self, name: str, dimension: str, mode: str, choices: Choices, chosen: list[str]
    ) -> dict[str, Any]:
        known = dict(choices)
        # A tag that was deleted still bounds the booking, so it is shown until somebody unticks it.
        gone = [
            (value, _("%(value)s (no longer there)") % {"value": value})
            for value in chosen
            if value not in known
        ]
        offered = choices if dimension in targets.LISTED else [pair for pair in choices if pair[0] in chosen]
        return {
            "name": f"{name}-{dimension}-{mode}",
            "mode": mode,
            "title": MODE_TITLES[mode],
            "options": [
                {"value": value, "label": label, "is_ticked": value in chosen}
                for value, label in [*gone, *offered]
            ],
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        found = {
            dimension: {mode: _sent(data, f"{name}-{dimension}-{mode}") for mode in MODES}
            for dimension in self.dimensions
        }
        return {
            dimension: {mode: values for mode, values in modes.items() if values}
            for dimension, modes in found.items()
            if any(modes.values())
        }


class ScopeWidget(TargetingWidget):
    """The same for the pages that have a slot."""

    dimensions = SCOPE_DIMENSIONS


def _sent(data: Any, name: str) -> list[str]:
    """What was ticked, and what stands in the box, separated by commas."""
    typed = (part.strip() for text in data.getlist(f"{name}-more") for part in text.split(","))
    return list(dict.fromkeys([*data.getlist(name), *(part for part in typed if part)]))


class BreakpointsWidget(DeskWidget):
    """A row for each screen width with its sizes, and two empty rows to add more."""

    template_name = "ads/admin/widgets/breakpoints.html"

    def format_value(self, value: Any) -> list[dict[str, str]]:
        rows = value if isinstance(value, list) else []
        return [
            {"min_width": str(row.get("min_width", "")), "sizes": _written(row.get("sizes"))} for row in rows
        ]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = self.format_value(value) or [{"min_width": "0", "sizes": ""}]
        context["rows"] = [*rows, *({"min_width": "", "sizes": ""} for _row in range(BLANK_BREAKPOINTS))]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        pairs = zip(data.getlist(f"{name}-min_width"), data.getlist(f"{name}-sizes"), strict=False)
        return [
            {"min_width": width.strip(), "sizes": sizes.strip()} for width, sizes in pairs if sizes.strip()
        ]


class FrequencyWidget(DeskWidget):
    """A row for each cap: so many times, in such a period, counting what; two empty rows to add more."""

    template_name = "ads/admin/widgets/frequency.html"

    def format_value(self, value: Any) -> list[dict[str, str]]:
        return [_cap_row(cap) for cap in value] if isinstance(value, list) else []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        blank = {"count": "", "period": "", "unit": "86400", "scope": "line_item"}
        context["rows"] = [*self.format_value(value), *(dict(blank) for _row in range(BLANK_CAPS))]
        context["units"], context["scopes"] = UNITS, SCOPE_TITLES
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        columns = [data.getlist(f"{name}-{part}") for part in CAP_PARTS]
        rows = [dict(zip(CAP_PARTS, cells, strict=True)) for cells in zip(*columns, strict=False)]
        return [row for row in rows if row["count"].strip() or row["period"].strip()]


def _cap_row(cap: dict[str, Any]) -> dict[str, str]:
    """A stored cap in the largest unit that divides it; what was typed stays as it is."""
    if "seconds" not in cap:
        return cap
    unit = next(size for size, _label in reversed(UNITS) if cap["seconds"] % int(size) == 0)
    period = cap["seconds"] // int(unit)
    return {"count": str(cap["count"]), "period": str(period), "unit": unit, "scope": cap["scope"]}


class UploadInput(forms.FileInput):
    """A file input that shows the stored picture with its size, or names the stored zip."""

    template_name = "ads/admin/widgets/upload.html"
    asset: Any = None

    @property
    def media(self) -> forms.Media:
        return forms.Media(css={"all": [STYLES]}, js=[SCRIPT])

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["asset"] = self.asset
        return context


def _written(sizes: Any) -> str:
    if isinstance(sizes, str):
        return sizes
    return ", ".join(f"{width}x{height}" for width, height in sizes or [])
