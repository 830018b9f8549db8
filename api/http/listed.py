"""The base of the routes about slots: never cached, no cookie, readable by the listed origins."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from rest_framework.views import APIView

from api.http import caching, cors
from api.http.errors import ApiProblem, not_answered, respond, to_problem

logger = logging.getLogger(__name__)


class ListedView(APIView):
    """Answers `read` for the methods it names; REST framework's own dispatch is passed by."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    answered: ClassVar[tuple[str, ...]] = ("GET",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = self._route(request, **kwargs)
        except Exception as error:
            response = respond(problem_of(error, request))
        response.headers.setdefault("Cache-Control", caching.PRIVATE)
        return cors.allow_listed(request, response)

    def _route(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return self.options_answer(request)
        if request.method == "HEAD" and "GET" in self.answered:
            return self.head_answer(request, **kwargs)
        if request.method not in self.answered:
            raise not_answered(*self.answered, "OPTIONS")
        return self.read(request, **kwargs)

    def read(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        raise NotImplementedError

    def head_answer(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A HEAD decides and counts nothing."""
        return HttpResponse(status=200)

    def options_answer(self, request: HttpRequest) -> HttpResponse:
        response = cors.preflight_listed(request, ", ".join((*self.answered, "OPTIONS")))
        response.status_code = 200
        return response


def problem_of(error: Exception, request: HttpRequest) -> ApiProblem:
    """The problem of an exception; what is a fault of ours is logged and a 500."""
    problem = to_problem(error)
    if problem is None:
        logger.exception("%s failed", request.path_info, exc_info=error)
        problem = ApiProblem(500, "server_error", "This failed on our side and has been logged.")
    return problem
