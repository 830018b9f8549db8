"""What stands before every view: proxies, request ids, the creatives' host."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cms.middleware import content_policy, creative_host, request_id, trusted_proxies

PUBLIC = "https://cms.example.org"
CREATIVES = "https://creatives.example.net"


def seen(middleware, request):
    """What a view behind the middleware would see, and the answer."""
    requests = []

    def view(request):
        requests.append(request)
        return HttpResponse("seen")

    response = middleware(view)(request)
    return (requests[0] if requests else None), response


def forwarded(**headers):
    return RequestFactory().get("/", headers=headers)


# --- proxies ---------------------------------------------------------------------------------------


def test_a_strangers_forwarded_headers_are_dropped(settings):
    settings.TRUSTED_PROXIES = ()
    request = forwarded(x_forwarded_for="1.2.3.4", x_forwarded_proto="https", x_forwarded_host="evil.example")
    request, _ = seen(trusted_proxies.trusted_proxies, request)
    assert (request.META["REMOTE_ADDR"], request.scheme) == ("127.0.0.1", "http")
    assert not [name for name in request.META if "FORWARDED" in name]


def test_a_trusted_proxy_tells_address_and_scheme(settings):
    settings.TRUSTED_PROXIES = ("127.0.0.0/8",)
    request = forwarded(x_forwarded_for="9.9.9.9, 1.2.3.4", x_forwarded_proto="https")
    request, _ = seen(trusted_proxies.trusted_proxies, request)
    assert (request.META["REMOTE_ADDR"], request.scheme, request.is_secure()) == ("1.2.3.4", "https", True)


def test_a_proxy_that_is_not_named_is_a_stranger(settings):
    settings.TRUSTED_PROXIES = ("10.0.0.0/8",)
    request, _ = seen(trusted_proxies.trusted_proxies, forwarded(x_forwarded_for="1.2.3.4"))
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("chain", "address"),
    [
        ("", "10.0.0.1"),
        ("1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("1.2.3.4, unknown", "10.0.0.1"),
        ("2001:db8::7, 10.0.0.2", "2001:db8::7"),
        (" , ,1.2.3.4", "1.2.3.4"),
    ],
)
def test_the_reader_is_the_last_address_that_is_no_proxy(chain, address):
    networks = [trusted_proxies.ip_network("10.0.0.0/8")]
    assert trusted_proxies.reader_address("10.0.0.1", chain, networks) == address


# --- request ids -----------------------------------------------------------------------------------


def test_every_request_has_an_id_which_the_answer_names():
    ids = []

    def view(request):
        ids.append(request_id.current.get())
        return HttpResponse()

    response = request_id.request_id(view)(RequestFactory().get("/"))
    assert re.fullmatch(r"[0-9a-f]{32}", ids[0])
    assert response.headers["X-Request-ID"] == ids[0]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [("0123456789abcdef", True), ("short", False), ("x" * 65, False), ('a"b{c}d\\efghij', False)],
)
def test_a_usable_id_of_a_proxy_is_kept(given, is_kept):
    _, response = seen(request_id.request_id, forwarded(x_request_id=given))
    assert (response.headers["X-Request-ID"] == given) is is_kept


def test_an_answer_that_caches_share_names_no_request():
    response = request_id.request_id(
        lambda request: HttpResponse(headers={"Cache-Control": "public, s-maxage=60"})
    )(RequestFactory().get("/"))
    assert "X-Request-ID" not in response.headers


# --- the creatives' host ---------------------------------------------------------------------------


@pytest.fixture
def two_hosts(settings):
    settings.PUBLIC_URL, settings.CREATIVE_ORIGIN = PUBLIC, CREATIVES


def on_host(host, path="/admin/?a=b", method="GET"):
    request = RequestFactory().generic(method, path, headers={"host": host})
    return seen(creative_host.creative_host, request)


@pytest.mark.parametrize("path", ["/", "/admin/?a=b", "/api/v1/articles/", "/livez", "/static/slots.js"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_get_on_the_creatives_host_goes_to_the_public_one(two_hosts, path, method):
    request, response = on_host("creatives.example.net", path, method)
    assert (request, response.status_code, response.headers["Location"]) == (None, 302, PUBLIC + path)
    assert not response.cookies


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_else_answers_on_the_creatives_host(two_hosts, method):
    request, response = on_host("creatives.example.net", method=method)
    assert (request, response.status_code) == (None, 404)


@pytest.mark.parametrize("host", ["CREATIVES.example.net", "creatives.example.net:8443"])
def test_neither_case_nor_port_opens_a_way_around(two_hosts, host):
    assert on_host(host)[1].status_code == 302


@pytest.mark.parametrize(
    "host",
    [
        "cms.example.org",
        "cms.example.org:443",
        "x.creatives.example.net",
        "a@b",
        "[::1",
        "creatives.example.net/x",
    ],
)
def test_other_hosts_pass(two_hosts, host):
    assert on_host(host)[1].content == b"seen"


@pytest.mark.parametrize(
    ("host", "status"), [("localhost:8101", 302), ("127.0.0.1:8101", 200), ("[::1]:8101", 200)]
)
def test_in_embedded_mode_localhost_is_the_creatives_host(settings, host, status):
    settings.PUBLIC_URL, settings.CREATIVE_ORIGIN = "http://127.0.0.1:8101", "http://localhost:8101"
    assert on_host(host)[1].status_code == status


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "/%0d%0aX: y"])
def test_the_redirect_stays_on_the_public_host(two_hosts, path):
    location = on_host("creatives.example.net", path)[1].headers["Location"]
    assert location.startswith(PUBLIC + "/")


# --- the admin's policy ----------------------------------------------------------------------------


def test_a_view_keeps_the_policy_it_set():
    response = content_policy.content_policy(
        lambda request: HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})
    )(RequestFactory().get("/admin/"))
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


def test_other_pages_are_left_to_their_views():
    _, response = seen(content_policy.content_policy, RequestFactory().get("/api/v1/docs/"))
    assert "Content-Security-Policy" not in response.headers
