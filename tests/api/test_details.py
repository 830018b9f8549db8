"""One page: every key, the same bytes under every path, parts of it, and its ETag."""

from datetime import UTC, datetime

import orjson
import pytest

from api.published import hot
from tests import newsroom
from tests.api.calls import call, problem, read

pytestmark = pytest.mark.django_db

ARTICLE = {
    "id": int,
    "meta": {
        "type": "articles.ArticlePage",
        "detail_url": str,
        "html_url": str,
        "slug": str,
        "locale": "id",
        "first_published_at": str,
        "last_published_at": str,
        "parent": dict,
        "seo_title": "",
        "search_description": "",
        "show_in_menus": False,
        "alias_of": None,
    },
    "path": "/pelatihan/umkm-digital/",
    "title": "UMKM Digital",
    "kicker": "",
    "standfirst": "",
    "dateline": "BANDUNG",
    "label": "news",
    "published_at": "2026-08-12T05:00:00Z",
    "updated_at": None,
    "reading_time_minutes": 1,
    "word_count": 10,
    "end_mark": "[]",
    "breaking_until": None,
    "access": "open",
    "sponsor": None,
    "section": {"id": int, "title": "Pelatihan", "key": "pelatihan", "path": "/pelatihan/", "html_url": str},
    "breadcrumb": list,
    "byline": "Oleh Siti Rahma",
    "authors": list,
    "tags": list,
    "lead_image": None,
    "body": list,
    "live": None,
    "slots": [],
    "related": [],
    "corrections": [],
    "updates": [],
    "seo": dict,
    "translations": list,
}


@pytest.fixture(scope="module")
def article(kept):
    with kept():
        section = newsroom.section("Pelatihan")
        yield newsroom.article(
            section,
            title="UMKM Digital",
            dateline="BANDUNG",
            published_at=datetime(2026, 8, 12, 5, tzinfo=UTC),
            authors=[newsroom.author("Siti Rahma")],
            tags=["umkm"],
        )


def test_every_key_is_there_in_the_order_of_the_contract(article):
    found = read(f"articles/{article.pk}/")
    assert set(found) == set(ARTICLE)
    compare(found, ARTICLE)


def compare(found, expected):
    for key, value in expected.items():
        if isinstance(value, type):
            assert isinstance(found[key], value), key
        elif isinstance(value, dict):
            assert set(found[key]) == set(value), key
            compare(found[key], value)
        else:
            assert found[key] == value, key


def test_it_is_compact_json(article):
    body = call(f"articles/{article.pk}/").content
    assert body == orjson.dumps(orjson.loads(body))


def test_the_same_bytes_by_article_page_and_slug(article):
    answers = [
        call(path)
        for path in (f"articles/{article.pk}/", f"pages/{article.pk}/", "articles/by-slug/umkm-digital/")
    ]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 1


def test_detail_url_leads_back(article):
    url = read(f"articles/{article.pk}/")["meta"]["detail_url"]
    assert url == f"http://127.0.0.1:8000/api/v1/pages/{article.pk}/"


def test_a_section_is_a_page_and_no_article(article):
    section = article.get_parent().pk
    assert read(f"pages/{section}/")["meta"]["type"] == "articles.SectionPage"
    assert problem(f"articles/{section}/")["status"] == 404
    assert problem("articles/by-slug/pelatihan/")["status"] == 404


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("_,title", {"title": "UMKM Digital"}),
        ("_,meta(slug,locale)", {"meta": {"slug": "umkm-digital", "locale": "id"}}),
        (
            "_,authors(name),section(key)",
            {"section": {"key": "pelatihan"}, "authors": [{"name": "Siti Rahma"}]},
        ),
    ],
)
def test_fields_pick_from_the_stored_bytes(article, fields, expected):
    assert read(f"articles/{article.pk}/?fields={fields}") == expected


def test_everything_but_the_body(article):
    assert set(read(f"articles/{article.pk}/?fields=*,-body")) == set(ARTICLE) - {"body"}


def test_a_field_of_another_type_is_refused_and_those_of_this_one_named(article):
    found = problem(f"pages/{article.get_parent().pk}/?fields=dateline")
    assert (found["status"], found["code"]) == (400, "unknown_field")
    assert "intro" in found["errors"][0]["allowed"]
    assert "dateline" not in found["errors"][0]["allowed"]


def test_nodes_instead_of_html(article):
    body = read(f"articles/{article.pk}/?rich_text_format=json")["body"]
    assert [list(block["value"]) for block in body] == [["nodes", "text"]] * 2


def test_a_page_of_another_language_is_not_found(article):
    assert call(f"articles/{article.pk}/?locale=id").status_code == 200


@pytest.mark.parametrize("page_id", [0, 999_999, 2**63 - 1, 2**63, 10**30])
def test_an_unknown_id_is_a_404(article, page_id):
    assert problem(f"pages/{page_id}/")["code"] == "not_found"


# ETags and 304.


def test_the_etag_is_quoted_strong_and_stands_in_a_304(article):
    response = call(f"articles/{article.pk}/")
    etag = response.headers["ETag"]
    assert etag.startswith('"')
    again = call(f"articles/{article.pk}/", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    for name in (
        "ETag",
        "Cache-Control",
        "Cache-Tag",
        "Surrogate-Key",
        "Last-Modified",
        "Vary",
        "Warta-Version",
    ):
        assert again.headers[name] == response.headers[name]
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert again.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("held", ["{}", "W/{}", '"other", {}', "*"])
def test_if_none_match_in_every_spelling(article, held):
    etag = call(f"articles/{article.pk}/").headers["ETag"]
    assert call(f"articles/{article.pk}/", headers={"if-none-match": held.format(etag)}).status_code == 304


def test_a_part_has_an_etag_of_its_own(article):
    whole = call(f"articles/{article.pk}/").headers["ETag"]
    part = call(f"articles/{article.pk}/?fields=_,title").headers["ETag"]
    other = call(f"articles/{article.pk}/?fields=_,id").headers["ETag"]
    assert len({whole, part, other}) == 3
    url = f"articles/{article.pk}/?fields=_,title"
    assert call(url, headers={"if-none-match": part}).status_code == 304
    assert call(url, headers={"if-none-match": whole}).status_code == 200


def test_the_etag_changes_with_the_content_and_comes_back_with_it(article):
    url = f"articles/{article.pk}/"
    before = call(url).headers["ETag"]
    page = type(article).objects.get(pk=article.pk)
    page.kicker = "Laporan"
    page.save_revision()
    newsroom.publish(page)
    after = call(url, headers={"if-none-match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_a_304_loads_no_body(article, django_assert_num_queries):
    url = f"articles/{article.pk}/"
    etag = call(url).headers["ETag"]
    hot.forget()
    with django_assert_num_queries(1) as queries:
        assert call(url, headers={"if-none-match": etag}).status_code == 304
    assert "CASE WHEN" in queries.captured_queries[0]["sql"]


def test_last_modified_stands_on_details_only(article):
    assert call(f"articles/{article.pk}/").headers["Last-Modified"].endswith("GMT")
    assert "Last-Modified" not in call("articles/").headers
