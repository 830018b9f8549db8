"""A spreadsheet as its rows: CSV or XLSX, bounded before it is unpacked; no cell means anything yet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from runtime.cells import FORMULA_SIGNS

MOST_BYTES = 1_000_000
MOST_UNPACKED = 20_000_000
MOST_ROWS = 200
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
DELIMITERS = (",", ";", "\t")
XLSX_BEGINS = b"PK\x03\x04"

Cell = str | int | float | date | datetime | bool


class Unreadable(Exception):
    """The file is no table of ours; the text says what one is."""

    code = "unreadable_sheet"


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the spreadsheet shows it, the head being 1; empty cells are left out."""

    number: int
    cells: Mapping[str, Cell]


def read(content: bytes, *, columns: Iterable[str]) -> list[Row]:
    """The rows below a head that names columns. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file may have at most %(most)d bytes.") % {"most": MOST_BYTES})
    lines = _from_xlsx(content) if content.startswith(XLSX_BEGINS) else _from_csv(content)
    return _rows(lines, tuple(columns))


def _rows(lines: Iterator[list[Any]], columns: tuple[str, ...]) -> list[Row]:
    head = [str(cell or "").strip().lower().replace(" ", "_") for cell in next(lines, [])]
    while head and not head[-1]:
        head.pop()
    _check_head(head, columns)
    rows = []
    # Empty lines below the last row cost nothing; a sheet may have a million of them.
    for number, line in enumerate(islice(lines, 10 * MOST_ROWS), start=2):
        cells = {name: value for name, value in zip(head, map(_cell, line), strict=False) if value != ""}
        if cells:
            rows.append(Row(number, cells))
        if len(rows) > MOST_ROWS:
            raise Unreadable(_("At most %(most)d rows at once.") % {"most": MOST_ROWS})
    if not rows:
        raise Unreadable(_("There is no row below the head."))
    return rows


def _check_head(head: list[str], columns: tuple[str, ...]) -> None:
    allowed = {"allowed": ", ".join(columns)}
    if not any(head):
        raise Unreadable(_("The first row names the columns; there are: %(allowed)s.") % allowed)
    unknown = [name for name in head if name not in columns]
    if unknown:
        names = ", ".join(f"“{name[:60]}”" for name in unknown[:5])
        raise Unreadable(_("Unknown column %(names)s; there are: %(allowed)s.") % {"names": names, **allowed})
    twice = sorted({name for name in head if head.count(name) > 1})
    if twice:
        raise Unreadable(_("More than one column is called %(names)s.") % {"names": ", ".join(twice)})


def _cell(value: Any) -> Cell:
    if not isinstance(value, str):
        return "" if value is None else value
    text = value.strip()
    # What we wrote out with a quote in front, so that no spreadsheet runs it, comes back as it was.
    if text[:1] == "'" and text[1:2] in FORMULA_SIGNS:
        text = text[1:]
    return text[: LONGEST_CELL + 1].replace("\0", "")


def _from_csv(content: bytes) -> Iterator[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("Allowed is a CSV in UTF-8, or an XLSX workbook.")) from None
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield line[:MOST_COLUMNS]
    except csv.Error:
        raise Unreadable(_("Allowed is a CSV in UTF-8, or an XLSX workbook.")) from None


def _from_xlsx(content: bytes) -> Iterator[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable(_("The workbook is too large when it is unpacked."))
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        for line in sheet.iter_rows(max_col=MOST_COLUMNS):
            yield [_value(cell) for cell in line]
    except Unreadable:
        raise
    except Exception:
        # Whatever a broken workbook does to its reader, it is a broken workbook.
        raise Unreadable(_("Allowed is a CSV in UTF-8, or an XLSX workbook.")) from None


def _value(cell: Any) -> Any:
    """A day that is shown without hours is a day; openpyxl gives its midnight."""
    value = cell.value
    if isinstance(value, datetime):
        is_day = value.time() == time() and "h" not in str(cell.number_format).lower()
        return value.date() if is_day else value
    return value if isinstance(value, str | bool | int | float | date) else None
