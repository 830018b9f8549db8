"""Pages behind a password: what a stranger is told, what a token opens, and the way to a token."""

from __future__ import annotations

import hmac
from datetime import datetime

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from api import unlocking
from api.http import body, errors, responses, throttle
from api.http.errors import ApiProblem, Fault, not_found
from api.http.listed import ListedView
from api.http.openapi import query_parameters
from api.http.parameters import MAX_ID, Parameters, Query
from api.http.portals import Scope, scope
from api.http.shapes import Shape
from api.published import locked
from api.published.locked import Lock, LockedPage
from api.serializers.envelope import ProblemSerializer
from api.serializers.locks import PasswordSerializer, UnlockedSerializer
from api.views import questions
from runtime import clock

HEADER = "Warta-Unlock"
IN_HEADER = {HEADER: "A token of `pages/<id>/unlock/`; then the answer is for its holder alone."}
UNLOCK = Parameters(questions.SITE)
_BODY = body.keys(("password",), password=body.text(most=255))


def opened(request: HttpRequest, page: LockedPage, at: Scope, form: Shape) -> bytes | None:
    """The page in this form, for a request that carries a token of all its passwords."""
    now = clock.now()
    if not unlocking.opens(_held(request, now), page.locks):
        return None
    document = locked.document(page, portal=at.portal, now=now)
    return form.of(bytes(document.detail)) if document is not None else None


def told(page: LockedPage, query: Query) -> HttpResponse:
    """That it is locked, and nothing else."""
    site = query.canonical(without=set(query.given) - {"site"})
    url = f"{settings.PUBLIC_URL}/api/v1/pages/{page.id}/unlock/" + (f"?{site}" if site else "")
    return responses.private(orjson.dumps({"kind": "locked", "id": page.id, "unlock_url": url}))


def untold() -> HttpResponse:
    """A 404 that no cache may hand to the next one, who may have a token."""
    return responses.for_one(errors.respond(not_found()))


def _held(request: HttpRequest, now: datetime) -> unlocking.Opened:
    return unlocking.read(request.headers.get(HEADER, "").strip(), now=now)


class UnlockView(ListedView):
    """Takes the password of a page, or of a section above it, and gives a token for 15 minutes."""

    is_at_the_gate = True
    answered = ("POST",)

    @extend_schema(
        operation_id="page_unlock",
        parameters=[
            *query_parameters(UNLOCK),
            OpenApiParameter("page_id", int, OpenApiParameter.PATH, description="Id of the page."),
            OpenApiParameter(
                HEADER, str, OpenApiParameter.HEADER, description="A token whose passwords the new one keeps."
            ),
        ],
        request=PasswordSerializer,
        responses={
            200: UnlockedSerializer,
            (403, errors.CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "The password is wrong."),
        },
        tags=["content"],
    )
    def post(self, request: HttpRequest, **kwargs: int) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, *, page_id: int) -> HttpResponse:  # type: ignore[override]
        throttle.bound_guess(request)
        at = scope(UNLOCK.parse(request.META.get("QUERY_STRING", "")))
        password = _BODY(body.read_json(request), "")["password"]
        lock = _matching(_locked(page_id, at), password)
        throttle.give_guess_back(request)
        token = unlocking.grant(lock, _held(request, clock.now()), now=clock.now())
        return HttpResponse(orjson.dumps({"token": token}), content_type=responses.JSON)


def _locked(page_id: int, at: Scope) -> LockedPage:
    found = None
    if page_id <= MAX_ID:
        found = locked.of_page(page_id, portal=at.portal, now=clock.now())
    if found is None:
        raise not_found("No page that opens with a password.")
    return found


def _matching(page: LockedPage, password: str) -> Lock:
    """All are compared, each in constant time."""
    given = password.encode()
    fitting = [lock for lock in page.locks if hmac.compare_digest(given, lock.password.encode())]
    if not fitting:
        fault = Fault("password", "wrong_password", "password: This is not the password.")
        raise ApiProblem(403, "wrong_password", "This is not the password.", (fault,))
    return fitting[0]
