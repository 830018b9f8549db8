"""Sizes in pixels, and which of them a slot takes from which screen width on."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Size: TypeAlias = tuple[int, int]

LONGEST_SIDE = 4000
MAX_BREAKPOINTS = 12


def parse_size(text: str) -> Size:
    """`300x250` (also with × or spaces) as a pair. Raises ValidationError for anything else."""
    parts = text.lower().replace("×", "x").split("x")
    numbers = [part.strip() for part in parts]
    if len(numbers) != 2 or not all(number.isascii() and number.isdigit() for number in numbers):
        raise ValidationError(
            _("“%(text)s” is not a size: write width x height, for example 300x250."),
            code="size",
            params={"text": text.strip()},
        )
    return check_size([int(number[:6]) for number in numbers])


def check_size(size: Any) -> Size:
    """A pair of whole numbers, each from 1 to LONGEST_SIDE."""
    is_pair = isinstance(size, list | tuple) and len(size) == 2
    if not is_pair or not all(type(side) is int and 1 <= side <= LONGEST_SIDE for side in size):
        raise ValidationError(
            _("A size is a width and a height, each from 1 to %(limit)d pixels."),
            code="size",
            params={"limit": LONGEST_SIDE},
        )
    return (size[0], size[1])


def check_breakpoints(rows: Any) -> list[dict[str, Any]]:
    """`[{"min_width": 0, "sizes": [[300, 250]]}, ...]` sorted by width; the first row starts at 0."""
    if not isinstance(rows, list) or not rows:
        raise _breakpoints_error(_("Give at least one size."))
    if len(rows) > MAX_BREAKPOINTS:
        raise _breakpoints_error(_("At most %(limit)d rows.") % {"limit": MAX_BREAKPOINTS})
    checked = sorted((_check_row(row) for row in rows), key=lambda row: row["min_width"])
    widths = [row["min_width"] for row in checked]
    if len(set(widths)) < len(widths):
        raise _breakpoints_error(_("Each screen width may stand once."))
    if widths[0] != 0:
        raise _breakpoints_error(_("One row must start at screen width 0, or small screens show nothing."))
    return checked


def _check_row(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or set(row) != {"min_width", "sizes"}:
        raise _breakpoints_error(_("Each row has a screen width and its sizes."))
    min_width, sizes = row["min_width"], row["sizes"]
    if type(min_width) is not int or not 0 <= min_width <= 10_000:
        raise _breakpoints_error(_("A screen width is a whole number from 0 to 10000."))
    if not isinstance(sizes, list) or not sizes:
        raise _breakpoints_error(_("Screen width %(width)d has no size.") % {"width": min_width})
    distinct = dict.fromkeys(check_size(size) for size in sizes)
    return {"min_width": min_width, "sizes": [list(size) for size in distinct]}


def _breakpoints_error(message: Any) -> ValidationError:
    return ValidationError(message, code="breakpoints")
