"""Spreadsheets of bookings as they are read: the file, the head, the cells."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook

from ads.models import Tier
from ads.sheets import columns, packed, table
from ads.sheets.columns import Unfit
from ads.sheets.table import Row, Unreadable

COLUMNS = ("name", "rate", "ends_at")


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def workbook(*lines: list[Any], day_format: str = "yyyy-mm-dd") -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, datetime):
                cell.number_format = day_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"name,rate\r\nA,1\r\n",
        b"\xef\xbb\xbfName;Rate\n A ;1\n\n",
        b"NAME\trate\t\nA\t1\t\n",
        b'"name","rate"\n"A","1"\n',
    ],
)
def test_a_csv_is_read_whatever_its_delimiter(content: bytes) -> None:
    assert table.read(content, columns=COLUMNS) == [Row(2, {"name": "A", "rate": "1"})]


def test_a_workbook_is_read_with_its_numbers_and_days() -> None:
    content = workbook(["name", "rate", "ends_at"], ["A", 12500, datetime(2026, 8, 31)], [None], ["B"])
    assert table.read(content, columns=COLUMNS) == [
        Row(2, {"name": "A", "rate": 12500, "ends_at": date(2026, 8, 31)}),
        Row(4, {"name": "B"}),
    ]


def test_a_midnight_that_is_shown_with_its_hours_is_a_moment() -> None:
    content = workbook(["ends_at"], [datetime(2026, 8, 31)], day_format="yyyy-mm-dd hh:mm")
    assert table.read(content, columns=COLUMNS)[0].cells == {"ends_at": datetime(2026, 8, 31)}


def test_what_was_written_out_harmless_comes_back_as_it_was() -> None:
    assert table.read(b"name\n'=1+1\n", columns=COLUMNS)[0].cells == {"name": "=1+1"}
    assert table.read(b"name\n'tis\n", columns=COLUMNS)[0].cells == {"name": "'tis"}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (table.MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The first row names the columns; there are: name, rate, ends_at."),
        (b"name\n", "no row below the head"),
        (b"name,mood\nA,b\n", "Unknown column “mood”; there are: name, rate, ends_at."),
        (b"name,name\nA,b\n", "More than one column is called name."),
        (b"name\n\xff\xfe\n", "CSV in UTF-8"),
        (b'name\n"A\n', "CSV in UTF-8"),
        (b"PK\x03\x04 no workbook", "XLSX"),
        (b"name\n" + b"A\n" * 201, "At most 200 rows at once."),
        (b"name\n" + b"A" * table.MOST_BYTES, "at most 1000000 bytes"),
        (bomb(), "too large when it is unpacked"),
    ],
)
def test_a_file_that_is_no_table_of_ours_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Unreadable) as refused:
        table.read(content, columns=COLUMNS)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (columns.whole, "100.000", 100_000),
        (columns.whole, "1,250,000", 1_250_000),
        (columns.whole, 12500.0, 12500),
        (columns.percent, "12,5", Decimal("12.50")),
        (columns.percent, "40 %", Decimal(40)),
        (columns.yes_or_no, "Ya", True),
        (columns.yes_or_no, 0, False),
        (columns.listed, "a, b;c", ["a", "b", "c"]),
        (columns.one_of(Tier), "Standard 2", "standard-2"),
        (columns.text, 14.0, "14"),
    ],
)
def test_cells_are_read_as_people_write_them(read: Any, value: Any, expected: Any) -> None:
    assert read(value) == expected


@pytest.mark.parametrize(
    ("value", "begins", "ends"),
    [
        ("2026-08-17", "2026-08-17T00:00:00+07:00", "2026-08-18T00:00:00+07:00"),
        ("17/08/2026", "2026-08-17T00:00:00+07:00", "2026-08-18T00:00:00+07:00"),
        (date(2026, 8, 17), "2026-08-17T00:00:00+07:00", "2026-08-18T00:00:00+07:00"),
        ("17-08-2026 09:30", "2026-08-17T09:30:00+07:00", "2026-08-17T09:30:00+07:00"),
        ("2026-08-17T00:00", "2026-08-17T00:00:00+07:00", "2026-08-17T00:00:00+07:00"),
        ("2026-08-17T00:00:00+09:00", "2026-08-17T00:00:00+09:00", "2026-08-17T00:00:00+09:00"),
        (datetime(2026, 8, 17), "2026-08-17T00:00:00+07:00", "2026-08-17T00:00:00+07:00"),
    ],
)
def test_a_day_alone_is_meant_whole(value: Any, begins: str, ends: str) -> None:
    assert (columns.start(value).isoformat(), columns.end(value).isoformat()) == (begins, ends)


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (columns.whole, "1,5", "Allowed is a whole number, as 100000 or 100.000."),
        (columns.whole, True, "Allowed is a whole number, as 100000 or 100.000."),
        (columns.percent, "half", "Allowed is a number, as 40 or 12,5."),
        (columns.yes_or_no, "maybe", "Allowed are yes and no."),
        (columns.start, "08/17/2026", "Allowed is a day or a moment"),
        (columns.start, "", "Allowed is a day or a moment"),
        (
            columns.one_of(Tier),
            "gold",
            "Allowed are: sponsorship, standard-1, standard-2, standard-3, network, house.",
        ),
    ],
)
def test_a_cell_that_does_not_fit_says_what_is_allowed(read: Any, value: Any, message: str) -> None:
    with pytest.raises(Unfit) as refused:
        read(value)
    assert message in str(refused.value)


def test_rows_come_back_from_the_page_as_they_were_read() -> None:
    rows = [Row(2, {"name": "A", "rate": 5, "starts_at": date(2026, 8, 1), "ends_at": datetime(2026, 8, 31)})]
    (back,) = packed.unpack(packed.pack(rows))
    assert back.cells == {
        "name": "A",
        "rate": 5,
        "starts_at": "2026-08-01",
        "ends_at": "2026-08-31 00:00:00",
    }
    assert columns.end(back.cells["ends_at"]) == columns.end(datetime(2026, 8, 31))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[1]", '[[2, {"mood": "x"}]]', '[[2, {"name": {}}]]', "[" * 9999]
)
def test_rows_that_a_page_did_not_get_from_us_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        packed.unpack(text)
