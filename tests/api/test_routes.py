"""Addresses: the missing slash, other methods, HEAD, OPTIONS, and what is no address at all."""

import pytest
from django.db import OperationalError, connection

from tests import newsroom
from tests.api.calls import call, problem, problem_of

pytestmark = pytest.mark.django_db

ROUTES = [
    "articles/",
    "articles/1/",
    "articles/by-slug/a/",
    "pages/1/",
    "resolve/",
    "sections/",
    "sections/a/",
    "authors/",
    "authors/a/",
    "tags/",
    "tags/a/",
    "archive/",
    "paths/",
    "redirects/",
    "front/",
    "front/a/",
    "site/",
    "schema/",
]


@pytest.fixture(autouse=True)
def _home():
    newsroom.home()


@pytest.mark.parametrize("route", ROUTES)
def test_a_missing_slash_is_a_redirect_that_keeps_the_query(route):
    response = call(route.removesuffix("/") + "?a=1&b=%20")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/api/v1/{route}?a=1&b=%20"
    assert response.headers["Cache-Tag"] == "path-miss"


def test_the_redirect_believes_no_host_header():
    response = call("articles", headers={"host": "evil.example"})
    assert response.status_code == 301
    assert response.headers["Location"] == "/api/v1/articles/"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("route", ROUTES)
def test_other_methods_are_refused_with_those_that_are_answered(route, method):
    response = call(route, method)
    assert problem_of(response)["code"] == "method_not_allowed"
    assert response.status_code == 405
    assert response.headers["Allow"].startswith("GET, ")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_without_the_slash_other_methods_find_nothing(method):
    assert problem("articles", method)["status"] == 404


@pytest.mark.parametrize("route", [*ROUTES, "articles", "nothing/"])
def test_options_answers_a_preflight(route):
    response = call(route, "OPTIONS", headers={"origin": "https://portal.example"})
    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1/",
        "/api/v2/pages/",
        "/api/v1/nothing/",
        "/api/v1/articles/abc/",
        "/api/v1/articles//",
        "/api/v1/articles/99999999999999999999999/",
        "/api/v1/articles/-1/",
        "/api/v1/articles/1/edit/",
        "/api/v1/articles/by-slug/%00/",
        "/api/v1/articles/by-slug/%ff%fe/",
        "/api/v1/sections/%00/",
        "/api/v1/front/%ED%A0%80/",
        "/api/v1/articles/" + "9" * 5000 + "/",
        "/api/v1/%2e%2e/admin/",
    ],
)
def test_what_is_no_address_is_a_problem(path):
    assert problem_of(call(path))["code"] == "not_found"


def test_a_404_is_kept_for_five_seconds():
    response = call("articles/999999999/")
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
    assert response.headers["Cache-Tag"] == response.headers["Surrogate-Key"] == "path-miss"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("route", ["articles/", "site/", "schema/", "articles/999999999/"])
def test_head_has_the_headers_of_get_and_no_body(route):
    got, headed = call(route), call(route, "HEAD")
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert headed.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.content))
    for name in ("ETag", "Cache-Control", "Vary", "Content-Type"):
        assert headed.headers.get(name) == got.headers.get(name)


def test_the_docs_know_no_other_method():
    response = call("docs/", "POST")
    assert problem_of(response)["status"] == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_without_its_database_it_says_when_to_come_back():
    def away(*args):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away):
        response = call("articles/1/")
    assert problem_of(response)["code"] == "unavailable"
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert response.headers["Cache-Control"] == "no-store"


def test_robots_read_nothing_here():
    response = call("/robots.txt")
    assert (response.status_code, response.content) == (200, b"User-agent: *\nDisallow: /\n")


def test_nothing_of_wagtails_own_apis_is_mounted():
    for path in ("/api/v2/pages/", "/api/v2/images/", "/api/v3/pages/", "/api/main/pages/"):
        assert call(path).status_code == 404
