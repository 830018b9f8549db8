"""For the ad desk's own programs: delivery reports, and pause, resume and stop of a line item."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import APIView

from ads import services
from ads.counting.accounting import day_of
from ads.models import LineItem, status_of
from ads.planning.reports import GroupBy, report
from api.http import cors
from api.http.caching import PRIVATE
from api.http.errors import ApiProblem, Fault, bad_query, exception_handler, not_answered, not_found, respond
from api.http.keys import AdminSession, BearerKey, has_scope
from api.http.listed import problem_of
from api.http.openapi import query_parameters
from api.http.parameters import Parameter, Parameters, Unfit, choice
from api.serializers import report as shapes
from api.serializers.shapes import Shape
from runtime import clock

JSON = "application/json"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {"csv": (shapes.as_csv, "text/csv; charset=utf-8"), "xlsx": (shapes.as_xlsx, WORKBOOK)}
MOST_DAYS = 400
LANGUAGE = "en"
"""What machines are answered in; people read the same texts in their own in the admin."""


class FirstRenderer(BaseContentNegotiation):
    """`format` is a parameter of ours, and Accept changes nothing."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class ManageView(APIView):
    """A key or the admin's session; never cached."""

    authentication_classes = (BearerKey, AdminSession)
    content_negotiation_class = FirstRenderer
    throttle_classes = ()

    def get_exception_handler(self) -> Any:
        return lambda error, context: (
            exception_handler(error, context) or respond(problem_of(error, self.request._request))
        )

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        raise not_answered(*self._answered())

    def _answered(self) -> list[str]:
        return [name.upper() for name in ("get", "post", "patch", "delete", "options") if hasattr(self, name)]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "OPTIONS":
            return cors.preflight_listed(request, ", ".join(self._answered()))
        with translation.override(LANGUAGE):
            response: Any = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = PRIVATE
        return cors.allow_listed(request, response)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def day(value: str) -> date:
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Unfit("invalid", "Allowed is a day as YYYY-MM-DD.", "YYYY-MM-DD")


DATE = {"type": "string", "format": "date"}
REPORT = Parameters(
    Parameter("from", day, "First day, in the installation's zone; default today.", DATE),
    Parameter("to", day, "Last day, included; default today.", DATE),
    Parameter(
        "group_by",
        choice(*GroupBy),
        "One line for each.",
        {"type": "string"},
        default=GroupBy.LINE_ITEM.value,
    ),
    Parameter(
        "format",
        choice("json", *FILES),
        "How it is written.",
        {"type": "string", "enum": ["json", *FILES]},
        default="json",
    ),
)


class ReportsView(ManageView):
    """What was delivered, from the hourly sums."""

    permission_classes = (has_scope("report"),)

    @extend_schema(
        operation_id="manage_reports",
        parameters=query_parameters(REPORT),
        responses={
            (200, JSON): shapes.ReportShape,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, WORKBOOK): OpenApiTypes.BINARY,
        },
        tags=["manage"],
    )
    def get(self, request: Request) -> HttpResponse:
        query = REPORT.parse(request.META.get("QUERY_STRING", ""))
        first, last = period(query["from"], query["to"])
        group_by = GroupBy(query["group_by"])
        lines = report(first=first, last=last, group_by=group_by)
        if query["format"] in FILES:
            write, content_type = FILES[query["format"]]
            name = f"report-{first.isoformat()}-{last.isoformat()}-{group_by.value}.{query['format']}"
            return HttpResponse(
                write(lines, group_by),
                content_type=content_type,
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
        shaped = shapes.report(lines, group_by=group_by, first=first.isoformat(), last=last.isoformat())
        return HttpResponse(orjson.dumps(shaped), content_type=JSON)


def period(first: date | None, last: date | None) -> tuple[date, date]:
    """Both days included; without them today."""
    today = day_of(clock.now())
    first, last = first or last or today, last or max(first or today, today)
    if not 0 <= (last - first).days < MOST_DAYS:
        span = f"from <= to, at most {MOST_DAYS} days"
        raise bad_query(Fault("to", "out_of_range", f"Allowed is {span}.", span))
    return first, last


def by(request: Request) -> Any:
    """Who is named in the history of a row: the person, or the service user of a key."""
    return request.user if isinstance(request.user, AbstractUser) else None


class ControlledShape(Shape):
    line_item = serializers.IntegerField()
    status = serializers.CharField()


class ControlView(ManageView):
    """Pauses, resumes or stops; repeating is no error."""

    permission_classes = (has_scope("manage"),)
    act: Callable[..., Any] = staticmethod(services.pause)

    def post(self, request: Request, line_item_id: int) -> HttpResponse:
        Parameters().parse(request.META.get("QUERY_STRING", ""))
        line_item, now = line_item_or_404(line_item_id), clock.now()
        try:
            type(self).act(line_item=line_item, by=by(request), now=now)
        except services.LineItemArchived as error:
            raise ApiProblem(409, error.code, "An archived line item is history.") from None
        line_item = line_item_or_404(line_item_id)
        answer = {"line_item": line_item.pk, "status": status_of(line_item, now).value}
        return HttpResponse(orjson.dumps(answer), content_type=JSON)


def _told(word: str) -> Callable[[type[ControlView]], type[ControlView]]:
    """Documented under a name that generated clients can call."""
    post = extend_schema(
        operation_id=f"manage_line_items_{word}", request=None, responses=ControlledShape, tags=["manage"]
    )
    return extend_schema_view(post=post)


@_told("pause")
class PauseView(ControlView):
    act = staticmethod(services.pause)


@_told("resume")
class ResumeView(ControlView):
    act = staticmethod(services.resume)


@_told("stop")
class StopView(ControlView):
    act = staticmethod(services.stop)


def line_item_or_404(line_item_id: int) -> LineItem:
    found: LineItem | None = LineItem.objects.with_children().filter(pk=min(line_item_id, 2**63 - 1)).first()
    if found is None:
        raise not_found("There is no such line item.")
    return found
