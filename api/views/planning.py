"""Looking ahead for the ad desk's own programs: what is left, whether a booking fits, what would be shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers as drf
from rest_framework.request import Request

from ads import places
from ads.counting.accounting import day_of
from ads.decision.types import SlotRequest
from ads.delivery.serve import Asking
from ads.models import AdSlot, LineItem
from ads.planning import outlook
from ads.rules.targeting import normalise_dayparts, normalise_targeting
from ads.tokens import AgentClass
from api.http import body
from api.http.body import read_json, unfit
from api.http.errors import ApiProblem, Fault, bad_query, not_found
from api.http.keys import has_scope
from api.http.openapi import query_parameters
from api.http.parameters import MAX_ID, Parameter, Parameters, Unfit, integer
from api.serializers import planning as shapes
from api.serializers.desk import LineItemShape
from api.views import decide_questions as questions
from api.views import slots as slot_views
from api.views.desk import faults, named
from api.views.manage import DATE, JSON, ManageView, day, period
from runtime import clock

MOST_BYTES = 100_000
MOST_SLOT_DAYS = 10_000
DEVICES = tuple(each.name.lower() for each in AgentClass if each is not AgentClass.BOT)
ASKED_OF = "line_item"


def _codes(value: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(value.split(",")))
    if not all(codes) or len(codes) > 100:
        raise Unfit("invalid", "Allowed are 1-100 codes, separated by commas.", "1-100 codes")
    return codes


AVAILABILITY = Parameters(
    Parameter("from", day, "First day, in the installation's zone; default today.", DATE),
    Parameter("to", day, "Last day, included; default six days after the first.", DATE),
    Parameter("slots", _codes, "Codes of slots; default all in use.", {"type": "string"}),
)
FORECAST = Parameters(
    Parameter(ASKED_OF, integer(1, MAX_ID), "A stored line item.", {"type": "integer"}, is_required=True)
)


class AvailabilityView(ManageView):
    """What each slot has left on each day."""

    permission_classes = (has_scope("manage"),)

    @extend_schema(
        operation_id="manage_availability",
        parameters=query_parameters(AVAILABILITY),
        responses=shapes.AvailabilityShape,
        tags=["manage"],
    )
    def get(self, request: Request) -> HttpResponse:
        query = AVAILABILITY.parse(request.META.get("QUERY_STRING", ""))
        first = query["from"] or day_of(clock.now())
        first, last = period(first, query["to"] or first + timedelta(days=6))
        slots = _slots(query["slots"])
        if len(slots) * ((last - first).days + 1) > MOST_SLOT_DAYS:
            span = f"at most {MOST_SLOT_DAYS:,} slots times days"
            raise bad_query(Fault("to", "out_of_range", f"to: Allowed are {span}.", span))
        found = outlook.availability(slots, first=first, last=last, now=clock.now())
        return HttpResponse(
            orjson.dumps(shapes.availability(found, first=first, last=last)), content_type=JSON
        )


def _slots(codes: tuple[str, ...] | None) -> list[AdSlot]:
    in_use = AdSlot.objects.in_use().order_by("code")
    if codes is None:
        return list(in_use)
    found = list(in_use.filter(code__in=codes))
    missing = sorted(set(codes) - {slot.code for slot in found})
    if missing:
        known = list(in_use.values_list("code", flat=True)[:100])
        text = f"slots: There is no slot {', '.join(missing)[:200]}."
        raise bad_query(Fault("slots", "unknown_slot", text, known))
    return found


def _asked() -> dict[str, Any]:
    """The keys of a line item, none of them needed."""
    written = {name: field for name, field in LineItemShape().get_fields().items() if not field.read_only}
    for field in written.values():
        field.required = False
    return {ASKED_OF: drf.IntegerField(required=False), **written}


class ForecastView(ManageView):
    """Whether a booking fits: one that is stored, or one that is thought of."""

    permission_classes = (has_scope("manage"),)

    @extend_schema(
        operation_id="manage_forecast",
        parameters=query_parameters(FORECAST),
        responses=shapes.ForecastShape,
        tags=["manage"],
    )
    def get(self, request: Request) -> HttpResponse:
        query = FORECAST.parse(request.META.get("QUERY_STRING", ""))
        return _forecast(_stored(query[ASKED_OF]))

    @extend_schema(
        operation_id="manage_forecast_thought_of",
        request=inline_serializer("ForecastAsked", _asked()),
        responses=shapes.ForecastShape,
        tags=["manage"],
    )
    def post(self, request: Request) -> HttpResponse:
        Parameters().parse(request.META.get("QUERY_STRING", ""))
        sent = read_json(request._request, most_bytes=MOST_BYTES)
        if not isinstance(sent, dict):
            raise unfit("", "invalid", "Allowed is an object.")
        asked = dict(sent)
        identity = asked.pop(ASKED_OF, None)
        if identity is not None:
            identity = body.integer(1, MAX_ID)(identity, ASKED_OF)
        return _forecast(_thought_of(LineItem() if identity is None else _stored(identity), asked))


def _forecast(line_item: LineItem) -> HttpResponse:
    found = outlook.forecast(line_item, now=clock.now())
    return HttpResponse(orjson.dumps(shapes.forecast(found)), content_type=JSON)


def _stored(identity: int) -> LineItem:
    found: LineItem | None = LineItem.objects.with_children().filter(pk=identity).first()
    if found is None:
        raise not_found("There is no such line item.")
    return found


def _thought_of(row: LineItem, sent: dict[str, Any]) -> LineItem:
    """The booking with what was sent; nothing of it is stored. Raises a 400 that names every fault."""
    reader = LineItemShape(None if row.pk is None else row, data=sent, partial=True)
    for name in sent:
        if name not in reader.writable:
            allowed = (ASKED_OF, *reader.writable)
            raise unfit(name[:60], "unknown_key", f"Unknown key: allowed are {', '.join(allowed)}.", allowed)
    try:
        reader.is_valid(raise_exception=True)
        for name, value in reader.validated_data.items():
            if name != "uses":
                setattr(row, name, value)
        row.starts_at = row.starts_at or clock.now()
        row.targeting = normalise_targeting(row.targeting)
        row.dayparts = normalise_dayparts(row.dayparts)
    except drf.ValidationError as error:
        raise bad_query(*faults(error.detail)) from None
    except ValidationError as error:
        raise bad_query(*faults(named(error))) from None
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise bad_query(Fault("", "invalid", "A value has not the type that it needs.")) from None
    return _complete(row)


def _complete(row: LineItem) -> LineItem:
    if not (row.slots.all() or row.slot_groups.all()):
        raise unfit("slots", "required", "A forecast needs a slot or a slot group.")
    if row.ends_at is not None and row.ends_at <= row.starts_at:
        raise unfit("ends_at", "invalid", "It must end after it starts.")
    return row


def _place(value: str) -> tuple[str, ...]:
    code = value.upper()
    if places.named(code) is None:
        raise Unfit("invalid", "Allowed is an ISO 3166 code, as ID or ID-JB.", "an ISO 3166 code")
    return places.with_country(code)


_SIMULATION = body.keys(
    page=questions.PAGE,
    slots=body.array(questions.WORD, least=1, most=questions.MOST_SLOTS),
    viewer=body.keys(width=body.integer(1, 100_000)),
    device=body.choice(*DEVICES),
    place=body.parsed(_place, most=10),
    consent=body.keys(
        gpc=body.boolean, tcf=body.text(most=20_000), storage=body.boolean, third_party=body.boolean
    ),
    at=body.parsed(questions.instant, most=40),
)
_SIMULATED = inline_serializer(
    "SimulationAsked",
    {
        "page": drf.DictField(required=False, allow_null=True),
        "slots": drf.ListField(child=drf.CharField(), required=False, allow_null=True),
        "viewer": drf.DictField(required=False, allow_null=True),
        "device": drf.ChoiceField(choices=DEVICES, required=False, allow_null=True),
        "place": drf.CharField(required=False, allow_null=True),
        "consent": drf.DictField(required=False, allow_null=True),
        "at": drf.DateTimeField(required=False, allow_null=True),
    },
)


class SimulateView(ManageView):
    """What a reader would see on a page at a moment, and why not the rest; nothing is counted by it."""

    permission_classes = (has_scope("manage"),)

    @extend_schema(
        operation_id="manage_simulate",
        request=_SIMULATED,
        responses=shapes.SimulationShape,
        tags=["manage"],
    )
    def post(self, request: Request) -> HttpResponse:
        Parameters().parse(request.META.get("QUERY_STRING", ""))
        asked = _SIMULATION(read_json(request._request, most_bytes=MOST_BYTES), "")
        at = asked["at"] or clock.now()
        codes = asked["slots"] or _all_codes()
        asking = Asking(
            slots=tuple(SlotRequest(id=code, slot=code) for code in dict.fromkeys(codes)),
            page=questions.described(asked["page"] or {}),
            width=(asked["viewer"] or {}).get("width"),
            agent_class=AgentClass[(asked["device"] or "other").upper()],
            places=asked["place"] or (),
            grants=questions.grants(asked["consent"] or {}),
            explain=True,
            at=at,
        )
        answer = slot_views.decide(asking)
        return HttpResponse(orjson.dumps(shapes.simulation(asking, answer, at=at)), content_type=JSON)


def _all_codes() -> tuple[str, ...]:
    codes = tuple(slot_views.live_or_unavailable().snapshot.slots)[: questions.MOST_SLOTS]
    if not codes:
        raise ApiProblem(409, "no_slots", "There is no slot yet.")
    return codes
