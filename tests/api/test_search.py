"""Search: what is found, in which order, what is marked, and that no question breaks it."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction

from api.published import queue
from api.published.models import Document, DocumentText
from articles import services
from runtime import clock
from tests import newsroom
from tests.api.calls import call, ids, problem, read

pytestmark = pytest.mark.django_db

ODD = [
    '"', "'", '"pelatihan', "pelatihan AND", "OR OR", "NOT pelatihan", "NEAR(a b)", "title:pelatihan", "a*",
    "*", "(((", ")", "^a", "-a", "a:b:c", "\\", "%", "_", "__ _", "a & b | !c", "<->", "'; DROP TABLE x; --",
    "🙂", "🙂 pelatihan", "é", "\u0301", "ي", "漢字", "\u200b", "\x02\x03", "a " * 100, "<mark>", "{}", "§",
]  # fmt: skip


def at(day):
    return datetime(2026, 8, day, 5, tzinfo=UTC)


def make(section, title, day, text="Para peserta berkumpul.", **fields):
    return newsroom.article(
        section, title=title, published_at=at(day), body=[("paragraph", f"<p>{text}</p>")], **fields
    )


@pytest.fixture(scope="module")
def articles(kept):
    """One article with the word in its headline, one in its body, one in its tag, one without it."""
    with kept():
        training, news = newsroom.section("Pelatihan Kerja", key="latihan"), newsroom.section("Berita")
        digital = newsroom.section("Digital", parent=training)
        siti = newsroom.author("Siti Rahma")
        yield {
            "judul": make(training, "Ekspor kopi meningkat", 10, standfirst="Petani senang."),
            "isi": make(
                digital, "Kapal tiba", 12, "Di pelabuhan ada ekspor <b>beras</b> & gula.", authors=[siti]
            ),
            "topik": make(news, "Pasar ramai", 11, tags=["ekspor"], label="opinion"),
            "lain": make(news, "Banjir surut", 13),
        }


def found(articles, **query):
    names = {article.pk: name for name, article in articles.items()}
    return [names[page_id] for page_id in ids(read("search/", **query))]


def test_the_headline_counts_most_and_the_body_least(articles):
    assert found(articles, q="ekspor") == ["judul", "topik", "isi"]


def test_the_newest_come_first_when_asked(articles):
    assert found(articles, q="ekspor", order="-published_at") == ["isi", "topik", "judul"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"section": "latihan"}, ["judul", "isi"]),
        ({"section": "digital"}, ["isi"]),
        ({"tag": "ekspor"}, ["topik"]),
        ({"author": "siti-rahma"}, ["isi"]),
        ({"label": "opinion"}, ["topik"]),
        ({"published_at__gte": "2026-08-11"}, ["topik", "isi"]),
        ({"published_at__lt": "2026-08-11"}, ["judul"]),
        ({"limit": 1}, ["judul"]),
        ({"limit": 1, "offset": 2}, ["isi"]),
        ({"limit": 0}, []),
    ],
)
def test_filters_narrow_what_is_found(articles, query, names):
    assert found(articles, q="ekspor", **query) == names


def test_all_words_must_be_there_in_any_case_and_place(articles):
    assert found(articles, q="KAPAL ekspor siti") == ["isi"]
    assert found(articles, q="kapal kopi") == []


def test_the_answer_has_its_counts_and_neighbours(articles):
    answer = read("search/", q="ekspor", limit=1, offset=1, section="latihan")
    url = "http://127.0.0.1:8000/api/v1/search/?"
    assert answer["meta"] == {
        "total_count": 2,
        "next": None,
        "previous": f"{url}limit=1&offset=0&q=ekspor&section=latihan",
        "cursor": None,
        "facets": {
            "section": [
                {"key": "latihan", "title": "Pelatihan Kerja", "count": 2},
                {"key": "berita", "title": "Berita", "count": 1},
                {"key": "digital", "title": "Digital", "count": 1},
            ]
        },
    }


def test_what_is_found_is_marked_and_all_else_is_escaped(articles):
    judul, _, isi = (item["highlight"] for item in read("search/", q="ekspor")["items"])
    assert judul == {"title": "<mark>Ekspor</mark> kopi meningkat", "excerpt": "Petani senang."}
    assert isi == {
        "title": "Kapal tiba",
        "excerpt": "Di pelabuhan ada <mark>ekspor</mark> beras &amp; gula.",
    }


def test_markup_in_a_headline_stays_text():
    make(newsroom.section("Berita"), "Kata <script>alert(1)</script> & nanas", 1, "&lt;b&gt;nanas")
    (item,) = read("search/", q="nanas")["items"]
    assert item["highlight"]["title"] == "Kata &lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>nanas</mark>"
    assert item["highlight"]["excerpt"] in ("&lt;b&gt;<mark>nanas</mark>", "… <mark>nanas</mark>")


def test_a_long_body_is_cut_around_the_word():
    words = " ".join(f"kata{number}" for number in range(500))
    make(newsroom.section("Berita"), "Panjang", 1, f"{words} kelapa {words}")
    (item,) = read("search/", q="kelapa")["items"]
    excerpt = item["highlight"]["excerpt"]
    assert "<mark>kelapa</mark>" in excerpt
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 400


def test_postgresql_knows_indonesian_and_sqlite_whole_words(articles):
    make(newsroom.section("Kursus"), "Pelatihan menjahit", 1)
    expected = 1 if connection.vendor == "postgresql" else 0
    assert read("search/", q="melatih")["meta"]["total_count"] == expected
    assert read("search/", q="pelatihan")["meta"]["total_count"] == 1


@pytest.mark.parametrize("typed", ODD)
def test_nothing_that_is_typed_breaks_it(articles, typed):
    for path in ("search/?q", "articles/?search"):
        path, name = path.split("?")
        assert call(path, **{name: typed}).status_code == 200


@pytest.mark.parametrize("name", ["search/?q=", "articles/?search="])
@pytest.mark.parametrize(
    "typed", ["", "x" * 201, "*" * 10_000, "%00", "a%00b", "%FF", "%ED%A0%80"], ids=lambda typed: typed[:8]
)
def test_what_is_no_question_is_refused(articles, name, typed):
    assert call(f"{name}{typed}").status_code in (400, 414)


def test_a_search_without_a_word_finds_nothing(articles):
    meta = read("search/", q="***")["meta"]
    assert (meta["total_count"], meta["facets"]) == (0, {"section": []})


@pytest.mark.parametrize(
    "query", [{}, {"q": "a", "offset": 1001}, {"q": "a", "order": "title"}, {"q": "a", "cursor": "x"}]
)
def test_what_is_not_on_the_list_is_refused(articles, query):
    problem("search/", **query)


def test_a_list_can_be_searched_and_paged(articles):
    names = {article.pk: name for name, article in articles.items()}
    first = read("articles/", search="ekspor", limit=2)
    rest = read("articles/", search="ekspor", limit=2, cursor=first["meta"]["cursor"])
    assert [names[each] for each in ids(first) + ids(rest)] == ["isi", "topik", "judul"]
    assert first["meta"]["total_count"] == 3


def test_the_index_follows_every_publish():
    page = make(newsroom.section("Berita"), "Gempa kecil", 1)
    page.title = "Letusan gunung"
    page.save_revision()
    services.publish(page)
    assert ids(read("search/", q="letusan")) == [page.pk]
    assert ids(read("search/", q="gempa")) == []
    page.delete()
    assert ids(read("search/", q="letusan")) == []
    assert not DocumentText.objects.filter(title="Letusan gunung").exists()


def test_what_is_hidden_is_neither_found_nor_counted():
    section = newsroom.section("Berita")
    page = make(section, "Rahasia besar", 1)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    answer = read("search/", q="rahasia")
    assert (answer["items"], answer["meta"]["total_count"]) == ([], 0)
    assert answer["meta"]["facets"] == {"section": []}


def test_a_stale_document_shows_no_stored_text():
    page = make(newsroom.section("Berita"), "Sungai meluap", 1, "Air sungai naik.")
    DocumentText.objects.filter(title="Sungai meluap").update(body="sungai lama")
    Document.objects.filter(page_id=page.pk).update(dirty=True)
    (item,) = read("search/", q="sungai")["items"]
    assert item["highlight"] == {"title": "Sungai meluap", "excerpt": ""}


@pytest.mark.parametrize("count", [1, 20, 60])
def test_a_search_costs_the_same_at_every_length(django_assert_num_queries, count):
    section = newsroom.section("Jalan")
    for number in range(count):
        make(section, f"Jembatan {number}", 1, tags=[f"t{number}"])
    queue.drain(now=clock.now())
    for query in ({}, {"section": "jalan"}):
        read("search/", q="jembatan", limit=100, **query)
        with django_assert_num_queries(4):
            read("search/", q="jembatan", limit=100, **query)
