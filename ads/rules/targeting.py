"""Targeting and hours as they are stored: plain values, any-of and none-of for each dimension."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DIMENSIONS = ("section", "tag", "article_label", "author", "page", "key_value", "geo", "device", "locale")
"""In the order of the form."""

SCOPE_DIMENSIONS = ("section", "page", "page_type")
"""By which pages are told that have a slot."""

MODES = ("any_of", "none_of")
SPELLINGS = {
    "page": (
        re.compile(r"(?://[^\s/?#*]+)?/(?:[^\s/?#*]+/)*\*?"),
        _("“%(value)s” is no path: write /section/article/ for one page, /section/* for all below."),
    ),
    "key_value": (
        re.compile(r"[a-z0-9-]+=[^=\s](?:[^=]*[^=\s])?"),
        _("“%(value)s” is no key-value: write name=value."),
    ),
    "geo": (
        re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?"),
        _("“%(value)s” is no place: ID is a country, ID-JB a province of it."),
    ),
}
MOST_VALUES, LONGEST_VALUE = 500, 255
HOURS_A_WEEK = 168


def normalise_targeting(
    targeting: Any, dimensions: tuple[str, ...] = DIMENSIONS
) -> dict[str, dict[str, list[str]]]:
    """`{"section": {"any_of": [..], "none_of": [..]}}`; no mode: no bound; an empty any-of never passes."""
    if not isinstance(targeting, dict):
        raise _error(_("Targeting is a set of dimensions."))
    unknown = sorted(set(targeting) - set(dimensions))
    if unknown:
        raise _error(
            _("Unknown dimension %(name)s; there are: %(known)s.")
            % {"name": ", ".join(map(str, unknown)), "known": ", ".join(dimensions)}
        )
    checked = {name: _check_dimension(name, targeting[name]) for name in dimensions if name in targeting}
    return {name: modes for name, modes in checked.items() if modes}


def _check_dimension(name: str, modes: Any) -> dict[str, list[str]]:
    if not isinstance(modes, dict) or set(modes) - set(MODES):
        raise _error(_("A dimension has any_of and none_of."))
    checked = {mode: _check_values(name, modes[mode]) for mode in MODES if mode in modes}
    both = sorted(set(checked.get("any_of", [])) & set(checked.get("none_of", [])))
    if both:
        raise _error(_("Both wanted and excluded: %(values)s.") % {"values": ", ".join(both)})
    return {mode: values for mode, values in checked.items() if values or mode == "any_of"}


def _check_values(name: str, values: Any) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise _error(_("Targeting values are texts."))
    if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
        raise _error(
            _("At most %(most)d values of %(longest)d characters.")
            % {"most": MOST_VALUES, "longest": LONGEST_VALUE}
        )
    for value in values:
        _check_spelling(name, value)
    return sorted(set(values))


def _check_spelling(name: str, value: str) -> None:
    if name not in SPELLINGS:
        return
    spelling, message = SPELLINGS[name]
    if not spelling.fullmatch(value):
        raise _error(message % {"value": value})


def normalise_dayparts(hours: Any) -> list[int]:
    """Hours of the week, Monday 00:00 = 0 to Sunday 23:00 = 167; none and all alike mean: always."""
    if not isinstance(hours, list) or not all(
        type(hour) is int and 0 <= hour < HOURS_A_WEEK for hour in hours
    ):
        raise ValidationError(_("An hour of the week is a number from 0 to 167."), code="dayparts")
    distinct = sorted(set(hours))
    return [] if len(distinct) == HOURS_A_WEEK else distinct


def _error(message: Any) -> ValidationError:
    return ValidationError(message, code="targeting")
