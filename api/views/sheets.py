"""Many bookings at once from a spreadsheet: tried first, then made all together or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from wagtail.permissions import policy_registry

from ads.models import LineItem
from ads.sheets import bookings, table
from ads.sheets.bookings import Draft, SheetRefused
from ads.sheets.columns import BY_NAME
from ads.sheets.table import Row, Unreadable
from api.http.body import read_bytes, unfit
from api.http.errors import ApiProblem, Fault, bad_query
from api.http.keys import has_scope
from api.http.once import once
from api.http.openapi import query_parameters
from api.http.parameters import Parameter, Parameters, choice
from api.keys import ApiKey
from api.serializers import sheets as shapes
from api.views.desk import IDEMPOTENCY_KEY
from api.views.manage import JSON, WORKBOOK, ManageView, by
from runtime import clock

TYPES = ("text/csv", WORKBOOK)
IMPORT = Parameters(
    Parameter(
        "dry_run",
        choice("true", "false"),
        "Whether it is only tried: `true` writes nothing and tells of each row what it would make.",
        {"type": "string", "enum": ["true", "false"]},
        default="true",
    ),
)


class ImportView(ManageView):
    """The columns are those of docs/ad-managers.md; at most 200 rows and 1 MB."""

    permission_classes = (has_scope("manage"),)

    @extend_schema(
        operation_id="manage_line_items_import",
        parameters=[*query_parameters(IMPORT), IDEMPOTENCY_KEY],
        request={"text/csv": OpenApiTypes.STR, WORKBOOK: OpenApiTypes.BINARY},
        responses=shapes.ImportOutcomeShape,
        tags=["manage"],
    )
    def post(self, request: Request) -> HttpResponse:
        query = IMPORT.parse(request.META.get("QUERY_STRING", ""))
        self._allow(request)
        content = read_bytes(request._request, types=TYPES, most_bytes=table.MOST_BYTES)
        rows = _rows(content)
        if query["dry_run"] == "true":
            drafts = bookings.judge(rows, now=clock.now())
            return _answer(shapes.tried(drafts))
        sent = {"sha256": hashlib.sha256(content).hexdigest()}
        return once(request, sent, lambda: self._booked(rows, request))

    def _allow(self, request: Request) -> None:
        if isinstance(request.auth, ApiKey):
            return
        policy = policy_registry.get_by_type(LineItem)
        if not all(policy.user_has_permission(request.user, action) for action in ("add", "publish")):
            raise ApiProblem(403, "forbidden", "Your role does not let you do that.")

    def _booked(self, rows: Sequence[Row], request: Request) -> HttpResponse:
        try:
            made = bookings.book(rows, by=by(request), now=clock.now())
        except SheetRefused as refused:
            raise bad_query(*_faults(refused.drafts)) from None
        return _answer(shapes.booked(rows, made))


def _answer(shaped: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(shaped), content_type=JSON)


def _rows(content: bytes) -> list[Row]:
    try:
        return table.read(content, columns=BY_NAME)
    except Unreadable as fault:
        raise unfit("", fault.code, str(fault), list(BY_NAME)) from None


def _faults(drafts: Sequence[Draft]) -> list[Fault]:
    """As `rows[3].slots`: the row as the spreadsheet numbers it, and the column."""
    return [
        Fault(where, "invalid", f"{where}: {message}")
        for draft in drafts
        for column, message in draft.faults
        for where in [f"rows[{draft.number}].{column}".rstrip(".")]
    ]
