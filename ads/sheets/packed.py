"""The rows of a sheet as a text that a page carries from preview to booking; judged anew, never trusted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from ads.sheets.columns import BY_NAME
from ads.sheets.table import LONGEST_CELL, MOST_BYTES, MOST_ROWS, Cell, Row, Unreadable


def pack(rows: Iterable[Row]) -> str:
    return json.dumps(
        [[row.number, {name: _plain(value) for name, value in row.cells.items()}] for row in rows]
    )


def unpack(text: str) -> list[Row]:
    """Raises Unreadable."""
    try:
        if len(text) > 4 * MOST_BYTES:
            raise ValueError
        rows = [_row(*each) for each in json.loads(text)]
    except (TypeError, ValueError, AttributeError, RecursionError):
        raise Unreadable(_("The rows did not come back whole; choose the file again.")) from None
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Unreadable(_("At most %(most)d rows at once.") % {"most": MOST_ROWS})
    return rows


def _row(number: Any, cells: Any) -> Row:
    if type(number) is not int or set(cells) - set(BY_NAME):
        raise ValueError
    return Row(number, {name: _cell(value) for name, value in cells.items()})


def _cell(value: Any) -> Cell:
    if not isinstance(value, str | int | float) or len(str(value)) > LONGEST_CELL + 1:
        raise ValueError
    return value


def _plain(value: Cell) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else value
