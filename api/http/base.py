"""The base of every public GET: the same bytes for everybody, problem+json for every error."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from rest_framework.views import APIView

from api.http import cors, kept, responses
from api.http.errors import ApiProblem, not_answered, to_problem
from api.http.openapi import PublicSchema
from api.http.parameters import Parameters, Query

logger = logging.getLogger(__name__)


class PublicView(APIView):
    """Declares its parameters and answers `read`; Authorization, cookies, Host and Accept are never read.

    It is an APIView for the OpenAPI alone: REST framework's own dispatch (negotiation, authentication,
    throttles) has nothing to do on these routes and is passed by.
    """

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parameters: ClassVar[Parameters] = Parameters()
    is_kept: ClassVar[bool] = False
    """Whether the answer follows from the published content alone: then a process keeps it in memory."""

    # For the OpenAPI.
    schema = PublicSchema()
    topic: ClassVar[str] = "content"
    answer: ClassVar[Any] = None
    media_types: ClassVar[tuple[str, ...]] = (responses.JSON,)
    statuses: ClassVar[tuple[int, ...]] = (404,)
    path_parameters: ClassVar[Mapping[str, str]] = {}
    extra_headers: ClassVar[Mapping[str, str]] = {}
    request_headers: ClassVar[Mapping[str, str]] = {}
    redirects: ClassVar[str] = ""
    """Where it leads to, of a view that answers 302 alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        try:
            response = self._route(request, **kwargs)
        except Exception as error:
            response = responses.miss(_problem_of(error, request))
        return finished(request, response)

    def _route(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return cors.preflight()
        if request.method not in ("GET", "HEAD"):
            raise not_answered("GET", "HEAD", "OPTIONS")
        query = self.parameters.parse(request.META.get("QUERY_STRING", ""))
        if not self.is_kept:
            return self.read(request, query, **kwargs)
        return kept.answer(
            request,
            query,
            route=(type(self), *sorted(kwargs.items())),
            declared=self.parameters,
            read=lambda: self.read(request, query, **kwargs),
        )

    def read(self, request: HttpRequest, query: Query, **kwargs: Any) -> HttpResponse:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Stands here for the OpenAPI, which looks for methods by name."""
        return self.dispatch(request, **kwargs)


def _problem_of(error: Exception, request: HttpRequest) -> ApiProblem:
    problem = to_problem(error) or ApiProblem(
        500, "server_error", "This failed on our side and has been logged."
    )
    if problem.status >= 500:
        logger.error("%s failed", request.path_info, exc_info=error)
    return problem


def finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With its length; HEAD keeps every header of the GET and loses the body."""
    if response.status_code not in (204, 304):
        response.headers["Content-Length"] = str(len(response.content))
    if request.method == "HEAD":
        response.content = b""
    return response
