"""What readers' clients report: events, the pixel, the click."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema

from ads import tokens
from ads.counting import statistics, traffic
from ads.counting.ledger import NotDurable
from ads.counting.models import EventType
from ads.counting.traffic import Sender
from ads.delivery import events, page_views
from ads.delivery.events import Sent
from api.http import body, paths, throttle
from api.http.body import read_json, unfit
from api.http.errors import ApiProblem, not_found
from api.http.listed import ListedView
from api.http.parameters import Parameters
from api.http.responses import empty
from api.published import facts
from api.published.portal import UnknownSite
from api.serializers.events import EventsReported
from api.views.decide_questions import MOST_HOST, unknown_site
from runtime import clock

MOST_BYTES = 64 * 1024
MOST_EVENTS = 200
PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
TYPES = {"impression": EventType.IMPRESSION, "viewable": EventType.VIEWABLE}

_TYPED = ("impression", "viewable", "page_view")
_TOKEN_EVENT = body.keys(
    ("token", "type"), token=body.text(most=1_000), type=body.choice(*TYPES), ms=body.integer(0, 10**9)
)
_PAGE_VIEW = body.keys(
    ("type", "path"),
    type=body.choice("page_view"),
    path=body.parsed(paths.frontend_path, most=2_048),
    site=body.text(most=MOST_HOST),
)
_PLAIN = {"token", "type"}

NO_PARAMETERS = Parameters()
_TELLING = tuple((name, "HTTP_" + name.upper().replace("-", "_")) for name in traffic.HEADERS)
"""Headers that tell who sends, and where WSGI has them."""


def _event(value: Any, path: str) -> Sent | str:
    """What happened to an ad, or the address of a page that was viewed."""
    kind = value.get("type") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind in TYPES and value.keys() == _PLAIN and _is_token(value["token"]):
        # What nearly all are; anything else is read key by key, to be told what is wrong.
        return Sent(value["token"], TYPES[kind])
    if kind == "page_view":
        return _page_view(_PAGE_VIEW(value, path), path)
    if isinstance(value, dict) and kind not in tuple(TYPES):
        raise unfit(f"{path}.type", "invalid", f"Allowed are {', '.join(_TYPED)}.", _TYPED)
    asked = _TOKEN_EVENT(value, path)
    return Sent(asked["token"], TYPES[asked["type"]], asked["ms"])


def _page_view(asked: Any, at: str) -> str:
    try:
        return facts.address_of(asked["path"], asked["site"])
    except UnknownSite as error:
        raise unknown_site(f"{at}.site", error) from None


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and len(value) == tokens.TEXT_LENGTH and value.isprintable()


_BODY = body.keys(("events",), events=body.array(_event, most=MOST_EVENTS))


class ReportedView(ListedView):
    """A HEAD or OPTIONS reports nothing; it is counted apart."""

    is_at_the_gate = True

    def options_answer(self, request: HttpRequest) -> HttpResponse:
        statistics.count("options")
        return super().options_answer(request)


class EventsView(ReportedView):
    """Takes a batch; 204 says that all that counts is committed."""

    answered = ("POST",)

    @extend_schema(
        operation_id="events_report",
        request=EventsReported,
        responses={204: OpenApiResponse(description="Every event is judged, what counts is committed.")},
        tags=["slots"],
    )
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        throttle.bound(request)
        if query := request.META.get("QUERY_STRING"):
            NO_PARAMETERS.parse(query)
        reported = parse(read_json(request, most_bytes=MOST_BYTES))
        sender, now = sender_of(request), clock.now()
        commit([each for each in reported if isinstance(each, Sent)], request, sender=sender)
        viewed = [each for each in reported if isinstance(each, str)]
        if viewed:
            address, agent = throttle.address_of(request), agent_of(request)
            page_views.count(viewed, sender=sender, now=now, address=address, agent=agent)
        return empty()


class PixelView(ReportedView):
    """An impression for readers without JavaScript: 43 bytes."""

    @extend_schema(
        operation_id="event_pixel", responses={(200, "image/gif"): OpenApiTypes.BINARY}, tags=["slots"]
    )
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        throttle.bound(request)
        commit([Sent(kwargs["token"], EventType.IMPRESSION)], request, sender=sender_of(request))
        return HttpResponse(PIXEL, content_type="image/gif", headers={"Cache-Control": "no-store"})

    def head_answer(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        statistics.count("head")
        return HttpResponse(content_type="image/gif", headers={"Cache-Control": "no-store"})


class ClickView(ReportedView):
    """Counts a click and sends the reader to the destination of the creative that was shown."""

    @extend_schema(
        operation_id="click",
        responses={
            302: OpenApiResponse(description="To the stored destination."),
            404: OpenApiResponse(description="The token is not ours."),
        },
        tags=["slots"],
    )
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        throttle.bound(request)
        try:
            target = events.click(
                kwargs["token"],
                sender=sender_of(request),
                now=clock.now(),
                agent=agent_of(request),
                address=throttle.address_of(request),
            )
        except events.UnknownClick:
            raise not_found("This link leads nowhere.") from None
        except NotDurable:
            raise not_durable() from None
        headers = {"Location": iri_to_uri(target), "Cache-Control": "no-store", "Referrer-Policy": "origin"}
        return HttpResponse(status=302, headers=headers)

    def head_answer(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        statistics.count("head")
        return HttpResponse(headers={"Cache-Control": "no-store"})


def parse(value: Any) -> list[Sent | str]:
    """The events of a body; 413 for too many, 400 for what is none."""
    listed = value.get("events") if isinstance(value, dict) else None
    if isinstance(listed, list) and len(listed) > MOST_EVENTS:
        raise ApiProblem(413, "too_many_events", f"A batch may have at most {MOST_EVENTS} events.")
    return list(_BODY(value, "")["events"])


def sender_of(request: HttpRequest) -> Sender:
    meta = request.META
    told = {name: meta[key] for name, key in _TELLING if key in meta}
    return events.sender_of(told, throttle.address_of(request), now=clock.now())


def agent_of(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_USER_AGENT", ""))


def commit(sent: list[Sent], request: HttpRequest, *, sender: Sender) -> None:
    address, agent = throttle.address_of(request), agent_of(request)
    try:
        events.receive(sent, sender=sender, now=clock.now(), agent=agent, address=address)
    except NotDurable:
        raise not_durable() from None


def not_durable() -> ApiProblem:
    detail = "Nothing of this was counted; send it again."
    return ApiProblem(503, "not_durable", detail, headers={"Retry-After": "1"})
