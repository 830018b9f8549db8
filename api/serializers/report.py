"""A delivery report as JSON, as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.conf import settings
from openpyxl import Workbook
from rest_framework import serializers

from ads.planning.reports import GroupBy, Line
from api.serializers.shapes import Shape
from runtime.cells import cell

NUMBERS = ("requests", "served", "impressions", "viewable", "clicks", "billable", "overage")


class ReportMeta(Shape):
    group_by = serializers.CharField()
    time_zone = serializers.CharField()
    total_count = serializers.IntegerField()


class ReportLine(Shape):
    """Beside these the group itself, under its own name: `line_item`, `slot`, `day` ..."""

    requests = serializers.IntegerField()
    served = serializers.IntegerField()
    impressions = serializers.IntegerField()
    viewable = serializers.IntegerField()
    clicks = serializers.IntegerField()
    billable = serializers.IntegerField()
    overage = serializers.IntegerField()
    invalid = serializers.DictField(child=serializers.IntegerField())


class ReportShape(Shape):
    meta = ReportMeta()
    items = ReportLine(many=True)


def report(lines: list[Line], *, group_by: GroupBy, first: str, last: str) -> dict[str, Any]:
    meta = {
        "from": first,
        "to": last,
        "group_by": group_by.value,
        "time_zone": settings.TIME_ZONE,
        "total_count": len(lines),
    }
    return {"meta": meta, "items": [line_of(each, group_by) for each in lines]}


def line_of(line: Line, group_by: GroupBy) -> dict[str, Any]:
    facts = asdict(line)
    return {group_by.value: facts.pop("key"), **facts}


def added(lines: list[Line]) -> Line:
    """All of them together."""
    return Line(None, **{name: sum(getattr(line, name) for line in lines) for name in NUMBERS})


def as_csv(lines: list[Line], group_by: GroupBy) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(_table(lines, group_by))
    return out.getvalue().encode()


def as_xlsx(lines: list[Line], group_by: GroupBy) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("report")
    for row in _table(lines, group_by):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table(lines: list[Line], group_by: GroupBy) -> Iterator[list[object]]:
    """One row a line, invalid events by class in columns of their own."""
    classes = [*Line(None).invalid]
    yield [group_by.value, *NUMBERS, *(f"invalid_{name}" for name in classes)]
    for line in lines:
        counts = [getattr(line, name) for name in NUMBERS]
        yield [cell(line.key), *counts, *(line.invalid[name] for name in classes)]
