"""The origins that may read decisions, events, previews and the manage side."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from api.http import cors
from tests import newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings):
    newsroom.home()
    settings.FRONTEND_URL = "https://portal.example/"
    settings.CORS_ORIGINS = ()


def asking(origin=None):
    headers = {"origin": origin} if origin else {}
    return RequestFactory().get("/api/v1/events/", headers=headers)


def allowed(origin):
    response = cors.allow_listed(asking(origin), HttpResponse())
    assert response.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in response.headers
    return response.headers.get("Access-Control-Allow-Origin")


def test_frontends_are_listed_by_default():
    assert allowed("https://portal.example") == "https://portal.example"
    assert allowed("http://127.0.0.1:3000") == "http://127.0.0.1:3000"


@pytest.mark.parametrize(
    "origin",
    [None, "null", "https://evil.example", "http://portal.example", "https://portal.example:444",
     "https://portal.example.evil.example", "https://PORTAL.example", "https://portal.example/"],
)  # fmt: skip
def test_others_are_not(origin):
    assert allowed(origin) is None


def test_the_setting_replaces_the_default(settings):
    settings.CORS_ORIGINS = ("https://app.example",)
    assert allowed("https://app.example") == "https://app.example"
    assert allowed("https://portal.example") is None


def test_a_preflight_names_methods_and_headers_to_the_listed_only():
    response = cors.preflight_listed(asking("https://portal.example"), "POST, OPTIONS")
    assert response.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    refused = cors.preflight_listed(asking("https://evil.example"), "POST, OPTIONS")
    assert "Access-Control-Allow-Methods" not in refused.headers
    assert refused.headers["Vary"] == "Origin"
