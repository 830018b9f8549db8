"""problem+json: one shape for whatever went wrong."""

import orjson
import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions

from api.http.errors import ApiProblem, Fault, bad_query, exception_handler, respond, to_problem


def test_a_problem_has_every_key():
    response = respond(bad_query(Fault("limit", "out_of_range", "Allowed is 0-100.", "0-100")))
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert orjson.loads(response.content) == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "Allowed is 0-100.",
        "code": "out_of_range",
        "errors": [
            {"parameter": "limit", "code": "out_of_range", "message": "Allowed is 0-100.", "allowed": "0-100"}
        ],
        "message": "Allowed is 0-100.",
    }


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "forbidden"),
        (RequestDataTooBig(), 413, "too_large"),
        (SuspiciousOperation("secret"), 400, "bad_request"),
        (OperationalError("gone"), 503, "unavailable"),
        (exceptions.ParseError(), 400, "bad_request"),
        (exceptions.UnsupportedMediaType("x/y"), 415, "unsupported_media_type"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.Throttled(wait=3.2), 429, "too_many_requests"),
    ],
)
def test_what_frameworks_raise_is_a_problem_too(error, status, code):
    problem = to_problem(error)
    assert (problem.status, problem.code) == (status, code)
    assert exception_handler(error, {}).headers["Content-Type"] == "application/problem+json"


def test_a_throttled_client_hears_when_to_come_back():
    assert respond(to_problem(exceptions.Throttled(wait=3.2))).headers["Retry-After"] == "4"


def test_faults_of_a_body_are_named_by_their_path():
    error = exceptions.ValidationError({"slots": [{"sizes": ["Too small."]}]})
    (fault,) = to_problem(error).errors
    assert (fault.parameter, fault.message) == ("slots.sizes", "Too small.")


def test_a_fault_of_ours_is_no_problem_of_the_client():
    assert to_problem(RuntimeError("boom")) is None
    assert exception_handler(RuntimeError("boom"), {}) is None


def test_lone_surrogates_in_an_error_are_replaced():
    assert respond(ApiProblem(400, "x", "bad \ud800")).content.decode().count("bad ?") == 2
