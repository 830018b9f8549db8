"""`/ads.txt`: what was entered, or the line that says nobody may sell."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from ads.models import AdsTxt
from ads.rules.ads_txt import PLACEHOLDER
from tests import newsroom
from tests.api.calls import call, problem

pytestmark = pytest.mark.django_db

LINES = "# Warta\ngoogle.com, pub-1, DIRECT, f08c47fec0942fa0\nCONTACT=iklan@portal.example"


@pytest.fixture(autouse=True)
def site():
    newsroom.home()
    return Site.objects.get(is_default_site=True)


def test_with_nothing_entered_it_is_the_placeholder():
    response = call("/ads.txt")
    assert (response.status_code, response.content) == (200, f"{PLACEHOLDER}\n".encode())
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_it_is_what_was_entered(site):
    AdsTxt.objects.create(site=site, text=LINES.replace("\n", "\r\n"))
    response = call("/ads.txt")
    assert response.content.decode() == f"{LINES}\n"
    assert response.headers["Cache-Tag"] == "ads-txt"
    again = call("/ads.txt", headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_it_costs_one_query(django_assert_num_queries):
    call("/ads.txt")
    with django_assert_num_queries(1):
        call("/ads.txt")


def test_it_takes_the_site_alone():
    assert problem("/ads.txt?locale=id")["errors"][0]["allowed"] == ["site"]


def test_the_admin_names_line_and_fault(site, admin_client):
    url = reverse("wagtailsettings:edit", args=["ads", "adstxt", site.pk])
    refused = admin_client.post(
        url, {"text": f"{LINES}\nexample.com, 1, MAYBE"}, headers={"accept-language": "en"}
    )
    assert "4: " in refused.content.decode()
    assert not AdsTxt.objects.exclude(text="").exists()
    assert admin_client.post(url, {"text": LINES}).status_code == 302
    assert "google.com" in call("/ads.txt").content.decode()
