"""Every error of the API as application/problem+json, from one place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from rest_framework.exceptions import APIException, Throttled, ValidationError

CONTENT_TYPE = "application/problem+json"
CODES = {
    400: "bad_request",
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    410: "gone",
    412: "precondition_failed",
    413: "too_large",
    414: "query_too_long",
    415: "unsupported_media_type",
    428: "precondition_required",
    429: "too_many_requests",
    500: "server_error",
    503: "unavailable",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter (or body key), and what would be right."""

    parameter: str
    code: str
    message: str
    allowed: Any = None

    def as_json(self) -> dict[str, Any]:
        return {
            "parameter": self.parameter,
            "code": self.code,
            "message": self.message,
            "allowed": list(self.allowed) if isinstance(self.allowed, tuple) else self.allowed,
        }


@dataclass(slots=True)
class ApiProblem(Exception):
    """Raised anywhere below a view of the API: ends as one problem+json answer."""

    status: int
    code: str = ""
    detail: str = ""
    errors: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Exception.__init__(self, self.status, self.code, self.detail)


def bad_query(*faults: Fault) -> ApiProblem:
    """A 400 that names every fault of the query at once."""
    detail = " ".join(fault.message for fault in faults)
    return ApiProblem(400, faults[0].code, detail, faults)


def not_found(detail: str = "Nothing is published here.") -> ApiProblem:
    return ApiProblem(404, "not_found", detail)


def not_answered(*methods: str) -> ApiProblem:
    """A 405: the address is known, the method is none of these."""
    allowed = ", ".join(methods)
    detail = f"Only {allowed} are answered here."
    return ApiProblem(405, "method_not_allowed", detail, headers={"Allow": allowed})


def respond(problem: ApiProblem) -> HttpResponse:
    """The problem as a response; `message` repeats the detail for clients of Wagtail's v2 API."""
    title = _title(problem.status)
    code = problem.code or CODES.get(problem.status, "error")
    detail = problem.detail or title
    body = {
        "type": "about:blank",
        "title": title,
        "status": problem.status,
        "detail": detail,
        "code": code,
        "errors": [fault.as_json() for fault in problem.errors],
        "message": detail,
    }
    content = orjson.dumps(_encodable(body))
    return HttpResponse(
        content, status=problem.status, content_type=CONTENT_TYPE, headers=dict(problem.headers)
    )


def to_problem(error: Exception) -> ApiProblem | None:
    """The problem that an exception stands for; None when it is a fault of ours."""
    match error:
        case ApiProblem():
            return error
        case Http404():
            return not_found()
        case PermissionDenied():
            return ApiProblem(403, "forbidden", "This is not allowed.")
        case RequestDataTooBig():
            return ApiProblem(413, "too_large", "The body is too large.")
        case SuspiciousOperation() | MultiPartParserError() | UnreadablePostError() | UnicodeError():
            return ApiProblem(400, "bad_request", "The request is malformed.")
        case OperationalError() | InterfaceError():
            return ApiProblem(
                503, "unavailable", "The database is away for a moment.", headers={"Retry-After": "5"}
            )
        case APIException():
            return _from_rest_framework(error)
    return None


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The setting EXCEPTION_HANDLER of REST framework."""
    problem = to_problem(error)
    return respond(problem) if problem is not None else None


def _from_rest_framework(error: APIException) -> ApiProblem:
    headers = {}
    if (challenge := getattr(error, "auth_header", None)) is not None:
        headers["WWW-Authenticate"] = str(challenge)
    if isinstance(error, Throttled) and (wait := getattr(error, "wait", None)):
        headers["Retry-After"] = str(math.ceil(wait))
    faults = tuple(_body_faults(error.detail)) if isinstance(error, ValidationError) else ()
    detail = " ".join(f"{fault.parameter}: {fault.message}" for fault in faults) or str(error.detail)
    code = "invalid" if faults else CODES.get(error.status_code, str(error.default_code))
    return ApiProblem(error.status_code, code, detail, faults, headers)


def _body_faults(detail: Any, path: str = "") -> Iterable[Fault]:
    """REST framework's tree of errors as a flat list, keys joined by dots."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from _body_faults(value, f"{path}.{key}" if path else str(key))
    elif isinstance(detail, list | tuple):
        for value in detail:
            yield from _body_faults(value, path)
    else:
        yield Fault(path, str(getattr(detail, "code", "invalid")), str(detail))


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _encodable(value: Any) -> Any:
    """The same with lone surrogates replaced: what a client sent may be named in the answer."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _encodable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_encodable(inner) for inner in value]
    return value
