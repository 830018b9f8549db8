"""Agrees on terms for line items without a booking."""

from __future__ import annotations

from typing import Any


def agree(wanted: list[dict[str, Any]]) -> None:
    """Each has the fields of `Terms`; a line item is its own campaign."""
    from ads.counting.terms import Terms, define
    from runtime import clock

    for each in wanted:
        define(Terms(**{"campaign": each["line_item"], **each}), now=clock.now())
