"""Whatever a stranger sends: a clear 4xx that names what is allowed, never a 5xx."""

import pytest
from django.test import Client

from tests import newsroom
from tests.api.calls import call, headers_of, problem, problem_of

pytestmark = pytest.mark.django_db

LISTS = ["articles/"]
DETAILS = ["articles/1/", "articles/by-slug/a/", "pages/1/", "sections/a/"]
FIXED = ["sections/", "front/", "front/a/", "site/", "schema/"]
ALL = [*LISTS, *DETAILS, *FIXED, "resolve/"]


@pytest.fixture(autouse=True)
def _home():
    newsroom.home()


@pytest.mark.parametrize("route", ALL)
@pytest.mark.parametrize(
    "query",
    [
        "draft=1",
        "utm_source=x",
        "LIMIT=1",
        "limit%20=1",
        "title__startswith=A",
        "parent__id=1",
        "format=json",
        "query=umkm",
        "token=x",
        "page=2",
    ],
)
def test_an_unknown_parameter_is_refused_and_the_known_ones_named(route, query):
    found = problem(f"{route}?{query}")
    assert (found["status"], found["errors"][0]["code"]) == (400, "unknown_parameter")
    assert isinstance(found["errors"][0]["allowed"], list)
    assert found["message"] == found["detail"]


@pytest.mark.parametrize("route", ALL)
@pytest.mark.parametrize(
    "query",
    [
        "a=%00",
        "%00=a",
        "a=%ff",
        "a=%zz",
        "a=%",
        "a=%ED%A0%80",
        "a=" + "x" * 2047,
        "&".join(["a=1"] * 400),
        "=",
        "=a",
        "a[]=1",
        "a=1;b=2",
        "\x7f=1",
    ],
)
def test_a_broken_query_is_refused_everywhere(route, query):
    assert problem(f"{route}?{query}")["status"] in (400, 414)


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=-1", "limit", "out_of_range"),
        ("limit=101", "limit", "out_of_range"),
        ("limit=1e309", "limit", "invalid"),
        ("limit=inf", "limit", "invalid"),
        ("limit=21&fields=body", "limit", "out_of_range"),
        ("limit=21&fields=*", "limit", "out_of_range"),
        ("limit=5&limit=6", "limit", "repeated_parameter"),
        ("offset=100000000000000000000", "offset", "out_of_range"),
        ("offset=10001", "offset", "out_of_range"),
        ("offset=-1", "offset", "out_of_range"),
        ("offset=0&cursor=abc", "offset", "conflict"),
        ("cursor=abc", "cursor", "invalid_cursor"),
        ("cursor=", "cursor", "empty"),
        ("cursor=" + "x" * 301, "cursor", "too_long"),
        ("count=yes", "count", "invalid"),
        ("order=title", "order", "invalid"),
        ("order=-published_at,title", "order", "invalid"),
        ("order=random", "order", "invalid"),
        ("section=", "section", "empty"),
        ("section=a%20b", "section", "invalid"),
        ("tag__in=" + ",".join(f"t{n}" for n in range(21)), "tag__in", "too_many"),
        ("author=%F0%9F%98%80", "author", "invalid"),
        ("label=gossip", "label", "invalid"),
        ("id__in=", "id__in", "empty"),
        ("id__in=1,x", "id__in", "invalid"),
        ("id__in=99999999999999999999", "id__in", "out_of_range"),
        ("id__in=" + ",".join(map(str, range(1, 102))), "id__in", "too_many"),
        ("published_at__gte=zzz", "published_at__gte", "invalid"),
        ("published_at__gte=2026-02-30", "published_at__gte", "invalid"),
        ("published_at__lt=2026-08-17T12:00:00", "published_at__lt", "invalid"),
        ("published_at__gt=0001-01-01T00:00:00Z", "published_at__gt", "out_of_range"),
        ("published_at__lte=9999-12-31", "published_at__lte", "out_of_range"),
        ("published_on=2026", "published_on", "invalid"),
        ("published_on=2026-13", "published_on", "invalid"),
        ("fields=draft_title", "fields", "unknown_field"),
        ("fields=authors(email)", "fields", "unknown_field"),
        ("fields=authors(a,b,c,d,e,f,g,h,i,j,k)", "fields", "too_many"),
        ("fields=authors(photo(id))", "fields", "invalid"),
        ("fields=body__html", "fields", "unknown_field"),
        ("rich_text_format=markdown", "rich_text_format", "invalid"),
        ("locale=xx", "locale", "unknown_locale"),
        ("site=evil.example", "site", "unknown_site"),
    ],
)
def test_a_value_out_of_place_is_named(query, parameter, code):
    found = problem(f"articles/?{query}")
    assert found["status"] == 400
    assert code in [error["code"] for error in found["errors"] if error["parameter"] == parameter]
    assert all(error["allowed"] for error in found["errors"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "path=",
        "path=a/b/",
        "path=//",
        "path=/a//b/",
        "path=/../a/",
        "path=%2F%2e%2e%2F",
        "path=/%2500/",
        "path=/%25ff/",
        "path=/%25zz/",
        "path=https://portal.example/a/",
        "path=/a/%3Fb=1",
        "path=/a/%23b",
        "path=/" + "x" * 1001,
        "path=/a/&path=/a/",
        "path=/a/&limit=3",
        "path=/a/&fields=nope",
    ],
)
def test_resolve_refuses_a_crooked_path(query):
    found = problem(f"resolve/?{query}")
    assert found["status"] == 400
    assert found["errors"][0]["parameter"] in ("path", "limit", "fields")


@pytest.mark.parametrize("route", DETAILS)
@pytest.mark.parametrize(
    "query", ["fields=nope", "rich_text_format=x", "locale=xx", "site=x", "limit=1", "order=x"]
)
def test_a_detail_is_as_strict_as_a_list(route, query):
    assert problem(f"{route}?{query}")["status"] == 400


@pytest.mark.parametrize("route", ["articles/", "front/", "resolve/?path=/"])
@pytest.mark.parametrize(
    "headers",
    [
        {"accept": ",".join(f"text/x{n};q=0.{n % 9}" for n in range(10_000))},
        {"accept": "image/png"},
        {"content-type": "application/json; charset=no-such"},
        {"authorization": "Bearer \xff"},
        {"cookie": "sessionid=" + "x" * 4000},
        {"host": "evil.example"},
        {"if-none-match": '"' + "x" * 8000},
        {"if-none-match": "W/" * 4000},
        {"accept-language": "de" * 2000},
        {"x-forwarded-host": "evil.example"},
    ],
)
def test_no_header_changes_an_answer(clock, route, headers):
    plain, odd = call(route), call(route, headers=headers)
    assert odd.status_code == plain.status_code
    assert odd.content == plain.content
    assert headers_of(odd) == headers_of(plain)


def test_a_body_on_a_get_is_not_read():
    response = Client().generic(
        "GET", "/api/v1/site/", data=b"x" * 3_000_000, content_type="application/json"
    )
    assert response.status_code == 200


def test_django_s_own_errors_are_problems_too():
    """A host that is not ours is refused before any view of the keyed side."""
    found = problem_of(call("/api/v1/nothing/", headers={"host": "evil.example"}))
    assert found["status"] in (400, 404)
