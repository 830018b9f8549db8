"""The report that an advertiser opens by a signed link: its own delivery, on a page and as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ads import report_links
from ads.counting.accounting import day_of
from ads.models import AdSlot, Advertiser, Creative, LineItem
from ads.planning.reports import GroupBy, Line, report
from api.http import throttle
from api.http.caching import PRIVATE
from api.http.errors import ApiProblem, not_found, respond
from api.http.parameters import MAX_ID, Parameter, Parameters, Query, choice, integer
from api.serializers import report as shapes
from api.views.manage import DATE, FILES, day, period
from runtime import clock

DAYS = 30
GROUPS = {
    GroupBy.DAY: _("Day"),
    GroupBy.LINE_ITEM: _("Booking"),
    GroupBy.CREATIVE: _("Creative"),
    GroupBy.SLOT: _("Slot"),
    GroupBy.DEVICE: _("Device"),
}


def _or_none(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """As a form sends what is not filled in."""
    return lambda value: parse(value) if value else None


QUERY = Parameters(
    Parameter("from", _or_none(day), "First day.", DATE),
    Parameter("to", _or_none(day), "Last day, included.", DATE),
    Parameter(
        "group_by", choice(*GROUPS), "One line for each.", {"type": "string"}, default=GroupBy.DAY.value
    ),
    Parameter("line_item", _or_none(integer(1, MAX_ID)), "Of this one alone.", {"type": "integer"}),
    Parameter("format", choice("html", *FILES), "How it is written.", {"type": "string"}, default="html"),
)
HEADERS = {
    "Cache-Control": PRIVATE,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One report of one advertiser."""

    advertiser: Advertiser
    line_items: dict[int, str]  # all that it booked, by id
    only: int | None
    first: date
    last: date
    group_by: GroupBy


@require_safe
def advertiser_report(request: HttpRequest, token: str) -> HttpResponse:
    """The same 404 for a link that ended, one that never was, and a line item of somebody else."""
    try:
        throttle.bound(request)
        response = _answer(request, token)
    except ApiProblem as problem:
        response = respond(problem)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    try:
        advertiser = report_links.read(token, today=day_of(clock.now()))
    except report_links.LinkInvalid:
        raise not_found("There is no such report.") from None
    query = QUERY.parse(request.META.get("QUERY_STRING", ""))
    asked = _asked(advertiser, query)
    lines = _lines(asked)
    if query["format"] in FILES:
        return _file(asked, lines, query["format"])
    with translation.override(translation.get_language_from_request(request)):
        return render(request, "reports/advertiser.html", _page(asked, lines))


def _asked(advertiser: Advertiser, query: Query) -> Asked:
    booked = dict(
        LineItem.objects.filter(campaign__advertiser=advertiser, live=True)
        .order_by("name", "pk")
        .values_list("pk", "name")
    )
    only = query["line_item"]
    if only is not None and only not in booked:
        raise not_found("There is no such report.")
    until = query["to"] or day_of(clock.now())
    opens = query["from"] or date.fromordinal(max(1, until.toordinal() - DAYS + 1))
    first, last = period(opens, query["to"] or max(opens, until))
    return Asked(advertiser, booked, only, first, last, GroupBy(query["group_by"]))


def _lines(asked: Asked) -> list[Line]:
    """With names in the place of numbers."""
    wanted = list(asked.line_items) if asked.only is None else [asked.only]
    found = report(first=asked.first, last=asked.last, group_by=asked.group_by, line_items=wanted)
    names = _names(asked)
    return [replace(line, key=names.get(line.key, str(line.key))) for line in found]


def _names(asked: Asked) -> dict[Any, str]:
    match asked.group_by:
        case GroupBy.LINE_ITEM:
            return dict(asked.line_items)
        case GroupBy.CREATIVE:
            return dict(Creative.objects.filter(advertiser=asked.advertiser).values_list("pk", "name"))
        case GroupBy.SLOT:
            return dict(AdSlot.objects.values_list("code", "name"))
        case _:
            return {}


def _file(asked: Asked, lines: list[Line], kind: str) -> HttpResponse:
    write, content_type = FILES[kind]
    name = f"report-{asked.first.isoformat()}-{asked.last.isoformat()}-{asked.group_by.value}.{kind}"
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(lines, asked.group_by), content_type=content_type, headers=told)


def _page(asked: Asked, lines: list[Line]) -> dict[str, Any]:
    most = max((line.impressions for line in lines), default=0)
    sums = shapes.added(lines)
    return {
        "asked": asked,
        "rows": [
            (_shown(line, asked), line, _percent(line.impressions, most), _rate(line)) for line in lines
        ],
        "sums": sums,
        "rate": _rate(sums),
        "groups": [(each, label, _link(asked, group_by=each)) for each, label in GROUPS.items()],
        "files": [(kind, _link(asked, format=kind)) for kind in FILES],
        "zone": settings.TIME_ZONE,
    }


def _shown(line: Line, asked: Asked) -> Any:
    return date.fromisoformat(str(line.key)) if asked.group_by == GroupBy.DAY else line.key


def _link(asked: Asked, **changed: str) -> str:
    query: dict[str, Any] = {"from": asked.first, "to": asked.last, "group_by": asked.group_by}
    if asked.only is not None:
        query["line_item"] = asked.only
    return f"?{urlencode({**query, **changed})}"


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _rate(line: Line) -> float | None:
    """Clicks for a hundred impressions."""
    return 100 * line.clicks / line.impressions if line.impressions else None
