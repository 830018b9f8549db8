"""Slots: what there are, what fills them now, and the frame for readers without JavaScript."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from ads.counting.traffic import agent_class
from ads.decision.types import SlotRequest
from ads.delivery import serve, snapshot
from ads.delivery.serve import Asking
from ads.delivery.snapshot import SnapshotMissing
from api.http import keys, paths, throttle
from api.http.base import PublicView
from api.http.body import read_json
from api.http.errors import ApiProblem, not_found
from api.http.listed import ListedView
from api.http.openapi import MAY_HAVE_A_KEY, query_parameters
from api.http.parameters import Parameter, Parameters, Query
from api.http.responses import public
from api.published.portal import UnknownSite, portal
from api.serializers import decision as shapes
from api.serializers.slots import SlotList, slot
from api.views import decide_questions as questions
from api.views.questions import SITE
from runtime import clock

JSON = "application/json"
PREVIEW = "HTTP_WARTA_PREVIEW"
"""Sent along from a page that is not published: it is served as ever, and nobody pays for it."""
FRAME_POLICY = "default-src 'none'; img-src *; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


NO_PARAMETERS = Parameters()
FRAME = Parameters(Parameter("path", paths.frontend_path, "The path of the page.", {"type": "string"}), SITE)


class SlotsView(PublicView):
    """Every slot in use, with sizes and label."""

    topic = "slots"
    answer = SlotList
    statuses = (503,)

    def read(self, request: HttpRequest, query: Query, **kwargs: Any) -> HttpResponse:
        now = clock.now()
        live = live_or_unavailable()
        body = orjson.dumps({"items": [slot(facts) for facts in live.slots]})
        return public(request, body, now=now, boundary=None, tags=["slots"])


class DecideView(ListedView):
    """Which ad fills each slot of a page view."""

    is_at_the_gate = True
    answered = ("GET", "POST")

    @extend_schema(
        operation_id="slots_decide",
        request=shapes.DecideCall,
        responses=shapes.DecisionShape,
        auth=MAY_HAVE_A_KEY,  # type: ignore[arg-type]
        tags=["slots"],
    )
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    @extend_schema(
        operation_id="slots_decide_for_servers",
        parameters=query_parameters(questions.QUERY),
        responses=shapes.DecisionShape,
        auth=MAY_HAVE_A_KEY,  # type: ignore[arg-type]
        tags=["slots"],
    )
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        throttle.bound(request)
        understand = self._from_body if request.method == "POST" else self._from_query
        asking = understand(request, request.META.get("HTTP_USER_AGENT", ""))
        if asking.explain or asking.at is not None:
            keys.require(request, "explain")
        if request.META.get(PREVIEW):
            asking = asking._replace(is_preview=True)
        answer = decide(asking)
        shaped = shapes.decision(answer, with_explanation=asking.explain)
        return HttpResponse(orjson.dumps(shaped), content_type=JSON)

    def _from_body(self, request: HttpRequest, agent: str) -> Asking:
        if query := request.META.get("QUERY_STRING"):
            NO_PARAMETERS.parse(query)
        value = read_json(request)
        return questions.from_body(value, agent=agent, address=throttle.address_of(request))

    def _from_query(self, request: HttpRequest, agent: str) -> Asking:
        query = questions.QUERY.parse(request.META.get("QUERY_STRING", ""))
        if query["agent"] is not None or query["ip"] is not None:
            keys.require(request, "explain")
        if query["ip"] is not None:
            throttle.bound_reader(request, query["ip"])
        return questions.from_query(query, agent=agent, address=throttle.address_of(request))


class FrameView(ListedView):
    """One slot as a small HTML page: picture, pixel and link, for `<noscript><iframe>`."""

    @extend_schema(
        operation_id="slot_frame",
        parameters=query_parameters(FRAME),
        responses={(200, "text/html"): OpenApiTypes.STR},
        tags=["slots"],
    )
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        throttle.bound(request)
        code = kwargs["code"]
        query = FRAME.parse(request.META.get("QUERY_STRING", ""))
        if code not in live_or_unavailable().snapshot.slots:
            raise not_found("There is no such slot.")
        agent = request.headers.get("User-Agent", "")
        page = questions.page_at(query["path"], query["site"], at="site")
        answer = decide(
            Asking(
                slots=(SlotRequest(id=code, slot=code),),
                page=page,
                agent_class=agent_class(agent),
                address=throttle.address_of(request),
                grants=frozenset(),  # no script, so no page of the advertiser's own
            )
        )
        decided = shapes.decision(answer, with_explanation=False)["decisions"][code]
        return frame(request, decided, language=page.locale or _language_of(query["site"]))


def _language_of(site: str | None) -> str:
    """The one that the site is written in, as far as the database can be asked."""
    try:
        return portal(site).default_locale
    except (UnknownSite, DatabaseError):
        return settings.LANGUAGE_CODE


def frame(request: HttpRequest, decided: dict[str, Any] | None, *, language: str) -> HttpResponse:
    pixel = shapes.url(f"events/{decided['token']}.gif") if decided and decided["token"] else None
    response = render(request, "slots/frame.html", {"decided": decided, "pixel": pixel, "language": language})
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.xframe_options_exempt = True
    return response


def decide(asking: Asking) -> serve.Answer:
    try:
        return serve.decide(asking, now=clock.now())
    except SnapshotMissing:
        raise unavailable() from None


def live_or_unavailable() -> snapshot.Live:
    try:
        return snapshot.current(now=clock.now())
    except SnapshotMissing:
        raise unavailable() from None


def unavailable() -> ApiProblem:
    return ApiProblem(503, "unavailable", "The slots are not known yet.", headers={"Retry-After": "1"})


def etag_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
