"""What a sheet of bookings would make, or made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from ads.bookings import booked as slots_booked
from ads.models import LineItem
from ads.sheets.bookings import Draft
from ads.sheets.table import Row
from api.serializers.shapes import Shape


class ImportMeta(Shape):
    dry_run = serializers.BooleanField()
    rows = serializers.IntegerField()
    faulty = serializers.IntegerField(help_text="Rows that could not be booked; then none is.")
    created = serializers.IntegerField()


class RowFault(Shape):
    column = serializers.CharField(allow_blank=True, help_text="Empty: it concerns the whole row.")
    message = serializers.CharField()


class ImportedShape(Shape):
    row = serializers.IntegerField(help_text="As the spreadsheet numbers it, the head being 1.")
    line_item = serializers.IntegerField(allow_null=True, help_text="Null until it is booked.")
    name = serializers.CharField()
    campaign = serializers.IntegerField(allow_null=True)
    tier = serializers.CharField(allow_null=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    slots = serializers.ListField(child=serializers.CharField(), help_text="Those of its groups included.")
    faults = RowFault(many=True)


class ImportOutcomeShape(Shape):
    meta = ImportMeta()
    items = ImportedShape(many=True)


def tried(drafts: Sequence[Draft]) -> dict[str, Any]:
    faulty = sum(bool(draft.faults) for draft in drafts)
    meta = {"dry_run": True, "rows": len(drafts), "faulty": faulty, "created": 0}
    return {"meta": meta, "items": [_tried(draft) for draft in drafts]}


def _tried(draft: Draft) -> dict[str, Any]:
    faults = [{"column": column, "message": message} for column, message in draft.faults]
    if draft.line_item is not None and not faults:
        return _row(draft.number, draft.line_item)
    nothing = dict.fromkeys(("line_item", "campaign", "tier", "starts_at", "ends_at"))
    return {
        "row": draft.number,
        **nothing,
        "name": str(draft.cells.get("name", "")),
        "slots": [],
        "faults": faults,
    }


def booked(rows: Sequence[Row], made: Sequence[LineItem]) -> dict[str, Any]:
    meta = {"dry_run": False, "rows": len(rows), "faulty": 0, "created": len(made)}
    return {"meta": meta, "items": [_row(row.number, item) for row, item in zip(rows, made, strict=True)]}


def _row(number: int, line_item: LineItem) -> dict[str, Any]:
    return {
        "row": number,
        "line_item": line_item.pk,
        "name": line_item.name,
        "campaign": line_item.campaign_id,
        "tier": line_item.tier,
        "starts_at": line_item.starts_at.isoformat(),
        "ends_at": line_item.ends_at.isoformat() if line_item.ends_at else None,
        "slots": sorted(slot.code for slot in slots_booked(line_item)),
        "faults": [],
    }
