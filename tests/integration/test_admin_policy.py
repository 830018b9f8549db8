"""What a page of the admin may load: its own host, the media, and the frontends in a frame."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from articles.models import PortalSettings
from cms.middleware.content_policy import content_policy
from tests import newsroom

pytestmark = pytest.mark.django_db


def policy():
    response = content_policy(lambda request: HttpResponse())(RequestFactory().get("/admin/"))
    return dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))


@pytest.fixture
def site(settings):
    settings.MEDIA_URL, settings.FRONTEND_URL = "https://media.example.org/m/", "https://www.example.org"
    settings.CREATIVE_ORIGIN = "https://creatives.example.net"
    newsroom.home()
    return newsroom.Site.objects.get(is_default_site=True)


def test_an_admin_page_loads_from_its_own_host_only(site):
    found = policy()
    assert found["default-src"] == "'self'"
    assert found["script-src"] == "'self' 'unsafe-inline'"
    assert found["img-src"] == "'self' data: blob: https://media.example.org"
    assert found["object-src"] == "'none'"


def test_an_admin_page_frames_the_frontends_and_the_creatives_only(site):
    own = site.root_url
    assert policy()["frame-src"] == f"'self' {own} https://www.example.org https://creatives.example.net"


def test_an_admin_page_frames_a_preview_that_stands_elsewhere(site, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        PortalSettings.objects.filter(site=site).delete()
        PortalSettings.objects.create(site=site, preview_url="https://next.example.org:8443/api/draft?a=1")
    assert "https://next.example.org:8443 " in policy()["frame-src"]
