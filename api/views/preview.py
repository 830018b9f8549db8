"""A page as it is in the editor, for the frontend that shows it: by the token of a preview, or by a key."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from api.http import keys, paths, throttle
from api.http.errors import ApiProblem, bad_query, not_found
from api.http.listed import ListedView
from api.http.openapi import query_parameters
from api.http.parameters import Fault, Parameter, Parameters, Query, choice, text
from api.http.portals import scope
from api.http.shapes import Shape, shape
from api.previews import address, newest, services, userbar
from api.previews.models import PreviewDocument
from api.serializers.preview import PreviewFactsSerializer, PreviewSerializer
from api.views import names, questions
from runtime import clock

JSON = "application/json"
HEADER = "Warta-Preview"
SCOPE = "preview"
TOKEN = Parameter(
    "token", text(200), f"The token of the preview; better in the header {HEADER}.", {"type": "string"}
)
PATH = Parameter(
    "path",
    paths.frontend_path,
    "For a key: the path part of a frontend URL, whose newest draft is wanted.",
    {"type": "string"},
)
PREVIEW = Parameters(TOKEN, PATH, questions.FIELDS, questions.RICH_TEXT, questions.LOCALE, questions.SITE)
PANEL = Parameter(
    "in_preview_panel",
    choice("true", "false"),
    "Whether it stands in the editor's side panel, as the address of the preview says.",
    {"type": "string", "enum": ["true", "false"]},
    default="false",
)
USERBAR = Parameters(TOKEN, PANEL)
IN_HEADER = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description="The token of the preview.")


class PreviewView(ListedView):
    """A page as an editor has it before them, in the shape of `resolve/`; never cached."""

    @extend_schema(
        operation_id="preview",
        parameters=[*query_parameters(PREVIEW), IN_HEADER],
        responses=PreviewSerializer,
        tags=["preview"],
    )
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        throttle.bound(request)
        query = PREVIEW.parse(request.META.get("QUERY_STRING", ""))
        form = shape(query, names.ANY_PAGE)
        if request.headers.get("Authorization"):
            keys.require(request, SCOPE)
            if not token_of(request, query):
                return _newest(query, form)
        return _opened(request, query, form)


class UserbarView(ListedView):
    """Wagtail's user bar and content checker for a preview, as HTML to put at the end of its body."""

    @extend_schema(
        operation_id="preview_userbar",
        parameters=[*query_parameters(USERBAR), IN_HEADER],
        responses={(200, "text/html"): OpenApiTypes.STR},
        tags=["preview"],
    )
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.dispatch(request, **kwargs)

    def read(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        throttle.bound(request)
        query = USERBAR.parse(request.META.get("QUERY_STRING", ""))
        preview = _open(request, query)
        return HttpResponse(userbar.html(preview, in_panel=query["in_preview_panel"] == "true"))


def token_of(request: HttpRequest, query: Query) -> str:
    """Of the header, else of the query."""
    return request.headers.get(HEADER, "").strip() or query["token"] or ""


def _open(request: HttpRequest, query: Query) -> PreviewDocument:
    """The preview of the token that the request carries: 401 without one, 403 where it opens nothing."""
    token = token_of(request, query)
    if not token:
        detail = f"A preview is opened by the header {HEADER}, or by a key: Authorization: Bearer <key>."
        raise ApiProblem(401, "not_authenticated", detail, headers={"WWW-Authenticate": keys.REALM})
    preview = services.find(token, now=clock.now())
    if preview is None or not _is_for(request, preview):
        raise _expired()
    return preview


def _is_for(request: HttpRequest, preview: PreviewDocument) -> bool:
    """A browser may show it on a host of its own site only."""
    asking = request.headers.get("Origin")
    own = address.origins_of(address.portal_of(preview.site_id))
    return asking is None or asking in own or asking not in address.origins()


def _opened(request: HttpRequest, query: Query, form: Shape) -> HttpResponse:
    preview = _open(request, query)
    at = scope(query)
    if query["site"] is not None and at.portal.site_id != preview.site_id:
        raise _expired()
    return _answer(form, preview)


def _newest(query: Query, form: Shape) -> HttpResponse:
    """The newest draft at a path, for a key."""
    if query["path"] is None:
        raise bad_query(Fault("path", "required", "path is needed with a key.", PATH.description))
    at = scope(query)
    found = newest.at_path(portal=at.portal, path=query["path"], locale=at.asked_locale, now=clock.now())
    if found is None:
        raise not_found("No page stands at this path.")
    return _answer(form, found)


def _answer(form: Shape, preview: PreviewDocument) -> HttpResponse:
    facts = PreviewFactsSerializer().to_representation(preview)
    page = form.of(bytes(preview.body))
    body = b'{"kind":"page","page":%b,"preview":%b}' % (page, orjson.dumps(facts))
    return HttpResponse(body, content_type=JSON, headers={"Referrer-Policy": "no-referrer"})


def _expired() -> ApiProblem:
    return ApiProblem(403, "preview_expired", "This preview has ended; open it again in the editor.")
