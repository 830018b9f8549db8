"""resolve: one call for one route; a page before a redirect before 410 before 404."""

import orjson
import pytest
from wagtail.contrib.redirects.models import Redirect

from tests import newsroom
from tests.api.calls import call, problem, problem_of, read

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def article(kept):
    with kept():
        yield newsroom.article(newsroom.section("Pelatihan"), title="UMKM Digital")


def stored(article):
    return type(article).objects.get(pk=article.pk)


@pytest.mark.parametrize(
    "path",
    [
        "/pelatihan/umkm-digital/",
        "/pelatihan/umkm-digital",
        "%2Fpelatihan%2Fumkm-digital%2F",
        "%252Fpelatihan%252Fumkm%252Ddigital",
    ],
)
def test_every_spelling_of_a_path_finds_the_page(article, path):
    found = read(f"resolve/?path={path}")
    assert list(found) == ["kind", "page"]
    assert found["kind"] == "page"
    assert found["page"] == read(f"articles/{article.pk}/")


def test_the_page_in_it_is_the_detail_byte_for_byte(article):
    detail = call(f"pages/{article.pk}/").content
    assert call("resolve/?path=/pelatihan/umkm-digital/").content == b'{"kind":"page","page":' + detail + b"}"


def test_the_home_page_and_sections_resolve_too(article):
    assert read("resolve/?path=/")["page"]["meta"]["type"] == "articles.HomePage"
    assert read("resolve/?path=/pelatihan/")["page"]["key"] == "pelatihan"


def test_fields_choose_inside_the_page(article):
    assert read("resolve/?path=/pelatihan/umkm-digital/&fields=_,title") == {
        "kind": "page",
        "page": {"title": "UMKM Digital"},
    }


def test_it_answers_304(article):
    url = "resolve/?path=/pelatihan/umkm-digital/"
    etag = call(url).headers["ETag"]
    assert call(url, headers={"if-none-match": etag}).status_code == 304
    assert call(f"{url}&fields=_,id", headers={"if-none-match": etag}).status_code == 200


def test_an_unknown_path_is_a_404(article):
    response = call("resolve/?path=/nothing/")
    assert problem_of(response)["code"] == "not_found"
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"


def test_a_redirect_says_where_to(article):
    Redirect.add_redirect("/lama", "/pelatihan/umkm-digital/", is_permanent=True)
    response = call("resolve/?path=/lama/")
    assert orjson.loads(response.content) == {
        "kind": "redirect",
        "status": 301,
        "location": "/pelatihan/umkm-digital/",
        "external": False,
    }
    assert response.headers["Cache-Tag"] == "path-miss"
    assert response.headers["ETag"]


def test_a_redirect_out_of_the_house_is_external(article):
    Redirect.add_redirect("/mitra", "https://mitra.example/a", is_permanent=False)
    assert read("resolve/?path=/mitra/") == {
        "kind": "redirect",
        "status": 302,
        "location": "https://mitra.example/a",
        "external": True,
    }


def test_a_chain_is_one_answer(article):
    Redirect.add_redirect("/a", "/b/", is_permanent=True)
    Redirect.add_redirect("/b", stored(article), is_permanent=True)
    assert read("resolve/?path=/a/")["location"] == "/pelatihan/umkm-digital/"


def test_a_loop_is_no_redirect(article):
    Redirect.add_redirect("/a", "/b/", is_permanent=True)
    Redirect.add_redirect("/b", "/a/", is_permanent=True)
    assert problem("resolve/?path=/a/")["status"] == 404


def test_a_visible_page_wins_over_a_redirect_of_its_path(article):
    Redirect.add_redirect("/pelatihan/umkm-digital", "/", is_permanent=True)
    assert read("resolve/?path=/pelatihan/umkm-digital/")["kind"] == "page"


def test_a_hidden_target_is_no_redirect(article):
    hidden = newsroom.article(article.get_parent(), title="Rahasia", publish=False)
    Redirect.add_redirect("/lama", hidden, is_permanent=True)
    response = call("resolve/?path=/lama/")
    assert response.status_code == 404
    assert b"rahasia" not in response.content.lower()


def test_what_was_taken_down_is_gone(article):
    stored(article).unpublish()
    response = call("resolve/?path=/pelatihan/umkm-digital/")
    assert problem_of(response)["code"] == "gone"
    assert response.status_code == 410
    assert response.headers["Cache-Tag"] == "path-miss"
    assert problem(f"articles/{article.pk}/")["status"] == 404


def test_what_was_never_published_is_unknown(article):
    newsroom.article(article.get_parent(), title="Draf", publish=False)
    assert problem("resolve/?path=/pelatihan/draf/")["status"] == 404


def test_a_redirect_from_a_path_that_is_gone_wins(article):
    stored(article).unpublish()
    Redirect.add_redirect("/pelatihan/umkm-digital", "/pelatihan/", is_permanent=True)
    assert read("resolve/?path=/pelatihan/umkm-digital/")["location"] == "/pelatihan/"


def test_published_again_it_is_a_page_again(article):
    stored(article).unpublish()
    newsroom.publish(stored(article))
    assert read("resolve/?path=/pelatihan/umkm-digital/")["kind"] == "page"
