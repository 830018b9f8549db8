"""The rows of the ad desk for its own programs: read, made, changed and archived."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers as drf
from rest_framework.request import Request
from wagtail.permissions import policy_registry

from ads import editing, services
from ads.models import AdSlot, Advertiser, Campaign, Creative, DeskSettings, LineItem, SlotGroup
from api.http import caching
from api.http.body import read_json
from api.http.errors import ApiProblem, Fault, bad_query, not_found
from api.http.keys import has_scope
from api.http.once import once
from api.http.openapi import query_parameters
from api.http.parameters import Parameter, Parameters, integer
from api.http.responses import empty, tagged
from api.keys import ApiKey
from api.serializers import desk as shapes
from api.serializers.shapes import Shape
from api.views.manage import JSON, ManageView, by
from runtime import clock

MOST_BYTES = 8 * 1024 * 1024
NONE = Parameters()
PAGE = Parameters(
    Parameter("limit", integer(1, 100), "Rows of a page.", {"type": "integer"}, default=20),
    Parameter("offset", integer(0, 100_000), "Rows to skip.", {"type": "integer"}, default=0),
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of what was read, or *.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Within 24 hours the same call with the same key is done once and answered alike.",
)
IDENTITY = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="Of the row.")


class DeskView(ManageView):
    """What every kind of row has in common."""

    permission_classes = (has_scope("manage"),)
    model: ClassVar[Any]
    shape: ClassVar[type[shapes.DeskShape]]

    def rows(self) -> Any:
        return self.model.objects.order_by("pk")

    def store(self, row: Any, values: dict[str, Any], request: Request) -> Any:
        return editing.store(row=row, values=values, by=by(request))

    def archive(self, row: Any, request: Request) -> None:
        services.archive(target=row, by=by(request), now=clock.now())

    def allow(self, request: Request, action: str) -> None:
        """A key may all of it; a person what the admin lets them."""
        if isinstance(request.auth, ApiKey):
            return
        if not policy_registry.get_by_type(self.model).user_has_permission(request.user, action):
            raise ApiProblem(403, "forbidden", "Your role does not let you do that.")

    def find(self, identity: int) -> Any:
        row = self.model.objects.filter(pk=min(identity, 2**63 - 1)).first()
        if row is None:
            raise not_found("There is no such row.")
        return editing.newest(row)

    def body(self, row: Any) -> bytes:
        return orjson.dumps(self.shape(row).data)

    def written(self, row: Any, sent: Any, request: Request, *, is_partial: bool) -> Any:
        """The row as it was sent. Raises a 400 that names every fault."""
        if not isinstance(sent, dict):
            raise bad_query(Fault("", "invalid", "The body must be an object."))
        reader = self.shape(None if row.pk is None else row, data=sent, partial=is_partial)
        for name in sent:
            if name not in reader.writable:
                allowed = tuple(reader.writable)
                text = f"{name[:60]}: Unknown or not writable; allowed are {', '.join(allowed)}."
                raise bad_query(Fault(name[:60], "unknown_key", text, allowed))
        try:
            reader.is_valid(raise_exception=True)
            values = dict(reader.validated_data)
            if "uses" in values:
                values["creatives"] = values.pop("uses")
            return self.store(row, values, request)
        except drf.ValidationError as error:
            raise bad_query(*faults(error.detail)) from None
        except ValidationError as error:
            raise bad_query(*faults(named(error))) from None
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
            raise bad_query(Fault("", "invalid", "A value has not the type that it needs.")) from None


class ListView(DeskView):
    """GET lists, POST makes."""

    def get(self, request: Request) -> HttpResponse:
        query = PAGE.parse(request.META.get("QUERY_STRING", ""))
        rows = self.rows()
        page = rows[query["offset"] : query["offset"] + query["limit"]]
        items = [self.shape(row).data for row in page]
        return HttpResponse(
            orjson.dumps({"meta": {"total_count": rows.count()}, "items": items}), content_type=JSON
        )

    def post(self, request: Request) -> HttpResponse:
        NONE.parse(request.META.get("QUERY_STRING", ""))
        self.allow(request, "add")
        sent = read_json(request._request, most_bytes=MOST_BYTES)
        return once(request, sent, lambda: self._made(request, sent))

    @transaction.atomic
    def _made(self, request: Request, sent: Any) -> HttpResponse:
        row = self.find(self.written(self.model(), sent, request, is_partial=False).pk)
        response = tagged(self.body(row), status=201)
        response.headers["Location"] = f"{request.path}{row.pk}/"
        return response


class RowView(DeskView):
    """GET reads, PATCH changes, DELETE archives: nothing of the desk is ever deleted."""

    def get(self, request: Request, id: int) -> HttpResponse:  # noqa: A002 - the name in the address
        NONE.parse(request.META.get("QUERY_STRING", ""))
        return tagged(self.body(self.find(id)))

    def patch(self, request: Request, id: int) -> HttpResponse:  # noqa: A002
        NONE.parse(request.META.get("QUERY_STRING", ""))
        self.allow(request, "change")
        sent = read_json(request._request, most_bytes=MOST_BYTES)
        return once(request, sent, lambda: self._changed(request, id, sent))

    @transaction.atomic
    def _changed(self, request: Request, identity: int, sent: Any) -> HttpResponse:
        row = self._held(request, identity)
        self.written(row, sent, request, is_partial=True)
        return tagged(self.body(self.find(identity)))

    @transaction.atomic
    def delete(self, request: Request, id: int) -> HttpResponse:  # noqa: A002
        NONE.parse(request.META.get("QUERY_STRING", ""))
        self.allow(request, "change")
        self.archive(self._held(request, id), request)
        return empty()

    def _held(self, request: Request, identity: int) -> Any:
        """The row, locked, in the version that the caller knows."""
        self.model.objects.select_for_update().filter(pk=min(identity, 2**63 - 1)).first()
        row = self.find(identity)
        match = request.headers.get("If-Match")
        if match is None:
            raise ApiProblem(428, "precondition_required", "Send If-Match with the ETag of what you read.")
        etag = etag_of(self.body(row))
        if match.strip() != "*" and etag not in [each.strip() for each in match.split(",")]:
            raise ApiProblem(
                412, "precondition_failed", "It was changed since you read it.", headers={"ETag": etag}
            )
        return row


class LineItemRows:
    model = LineItem
    shape = shapes.LineItemShape

    def rows(self) -> Any:
        rows = LineItem.objects.with_children().with_status(clock.now())
        return rows.prefetch_related("make_goods").order_by("pk")

    def store(self, row: Any, values: dict[str, Any], request: Request) -> Any:
        return editing.store_line_item(row=row, values=values, by=by(request))

    def archive(self, row: Any, request: Request) -> None:
        services.archive_line_item(line_item=row, by=by(request), now=clock.now())


class CreativeRows:
    model = Creative
    shape = shapes.CreativeShape

    def rows(self) -> Any:
        return Creative.objects.select_related("asset").order_by("pk")

    def store(self, row: Any, values: dict[str, Any], request: Request) -> Any:
        file = values.pop("file", None)
        return editing.store_creative(
            row=row, values=values, file=file, by=by(request), may_publish=may_publish(request)
        )


def may_publish(request: Request) -> bool:
    """A key approves creatives only at a desk that approves its own."""
    if isinstance(request.auth, ApiKey):
        return bool(DeskSettings.load().self_approval)
    return bool(policy_registry.get_by_type(Creative).user_has_permission(request.user, "publish"))


def etag_of(body: bytes) -> str:
    return f'"{caching.etag_of(body)}"'


def named(error: ValidationError) -> Any:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def faults(detail: Any, path: str = "") -> list[Fault]:
    """A tree of messages, flat: one fault for each message."""
    if isinstance(detail, dict):
        return [
            fault
            for name, below in detail.items()
            for fault in faults(below, ".".join(filter(None, (path, _public(name)))))
        ]
    if isinstance(detail, list):
        return [
            fault
            for place, below in enumerate(detail)
            for fault in faults(below, f"{path}[{place}]" if isinstance(below, dict) else path)
        ]
    text = f"{path}: {detail}" if path else str(detail)
    return [Fault(path, str(getattr(detail, "code", "") or "invalid"), text)]


def _public(name: str) -> str:
    return _PUBLIC.get(str(name), str(name))


_PUBLIC = {"__all__": "", "non_field_errors": "", "asset": "file", "uses": "creatives"}


class ListedMeta(Shape):
    total_count = drf.IntegerField()


def _listed(name: str, shape: type[shapes.DeskShape]) -> type[Shape]:
    fields = {"meta": ListedMeta(), "items": shape(many=True), "__module__": __name__}
    return type(f"{name}List", (Shape,), fields)


def _views(word: str, name: str, base: type[Any]) -> tuple[Any, Any]:
    """The two views of one kind of row, documented."""
    shape = base.shape

    def told(operation: str, answer: Any, *parameters: OpenApiParameter, **more: Any) -> Any:
        return extend_schema(
            operation_id=f"manage_{word}_{operation}",
            parameters=list(parameters),
            responses=answer,
            tags=["manage"],
            **more,
        )

    rows = extend_schema_view(
        get=told("list", _listed(name, shape), *query_parameters(PAGE)),
        post=told("create", {201: shape}, IDEMPOTENCY_KEY, request=shape),
    )(type(f"{name}List", (base, ListView), {}))
    row = extend_schema_view(
        get=told("read", shape, IDENTITY),
        patch=told("change", shape, IDENTITY, IF_MATCH, IDEMPOTENCY_KEY, request=shape),
        delete=told("archive", {204: None}, IDENTITY, IF_MATCH),
    )(type(f"{name}Row", (base, RowView), {}))
    return rows, row


class AdvertiserRows:
    model = Advertiser
    shape = shapes.AdvertiserShape


class CampaignRows:
    model = Campaign
    shape = shapes.CampaignShape


class SlotRows:
    model = AdSlot
    shape = shapes.DeskSlotShape


class SlotGroupRows:
    model = SlotGroup
    shape = shapes.SlotGroupShape


KINDS = {
    "advertisers": _views("advertisers", "Advertiser", AdvertiserRows),
    "campaigns": _views("campaigns", "Campaign", CampaignRows),
    "line-items": _views("line_items", "LineItem", LineItemRows),
    "creatives": _views("creatives", "Creative", CreativeRows),
    "slots": _views("slots", "DeskSlot", SlotRows),
    "slot-groups": _views("slot_groups", "SlotGroup", SlotGroupRows),
}
"""By the word in the address: the view of the list, the view of one row."""
