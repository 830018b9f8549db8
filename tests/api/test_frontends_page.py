"""docs/frontends.md: every call on it answers as it says."""

import re
from pathlib import Path

import pytest
from wagtail.models import PageViewRestriction

from articles.models import Form
from tests import newsroom
from tests.api.calls import call, problem

PAGE = Path(__file__).parents[2] / "docs" / "frontends.md"
CALLS = re.findall(r'^    curl "http://127\.0\.0\.1:8000(/[^"]*)"$', PAGE.read_text(), re.MULTILINE)
REFUSED = "/api/v1/articles/?limit=500"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def portal(kept):
    with kept():
        section = newsroom.section("Pelatihan")
        author = newsroom.author("Ratih Wulandari")
        newsroom.article(section, title="UMKM Digital", slug="umkm-digital", tags=["umkm"], authors=[author])
        press = newsroom.standard_page("Ruang pers", slug="ruang-pers")
        PageViewRestriction.objects.create(page=press, restriction_type=PageViewRestriction.PASSWORD)
        Form.objects.create(code="hubungi-redaksi", title="Tulis kepada kami")
        newsroom.article(section, title="Langsung", label="live")
        yield


def test_the_page_has_calls_to_try():
    assert len(CALLS) > 10
    assert REFUSED in CALLS


@pytest.mark.parametrize("url", [url for url in CALLS if url not in (REFUSED, "/api/v1/slots/")])
@pytest.mark.usefixtures("portal")
def test_every_call_on_the_page_answers(url):
    assert call(url).status_code == 200


@pytest.mark.usefixtures("portal")
def test_the_error_on_the_page_is_the_error_that_comes():
    found = problem(REFUSED)
    assert f'"detail":"{found["detail"]}","code":"{found["code"]}"' in PAGE.read_text()
