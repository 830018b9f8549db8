"""How often the database is asked: the same for one as for sixty."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.published import facts, store
from api.published.builder import build
from api.published.models import Document
from api.published.portal import portal
from runtime import clock
from tests import newsroom
from tests.integration.published import public

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(clock):
    image, author = newsroom.image(), newsroom.author()
    section = newsroom.section("Pelatihan")
    made = []
    for number in range(6):
        body = [("paragraph", f'<p>Satu <a linktype="page" id="{made[-1].pk}">x</a>.</p>')] if made else []
        article = newsroom.article(
            section,
            title=f"Artikel {number}",
            publish=False,
            body=[*body, ("image", {"image": image})],
            tags=["umkm", f"tag-{number}"],
            authors=[author],
            lead_image=image,
        )
        if made:
            article.related_links.create(target=made[-1])
            article.save_revision()
        made.append(newsroom.publish(article))
    public.drain()
    portal()
    return made


def _queries(function) -> int:
    with CaptureQueriesContext(connection) as captured:
        function()
    return len(captured)


def test_a_clean_detail_is_one_query(articles, django_assert_num_queries):
    for article in (articles[0], articles[-1]):
        with django_assert_num_queries(1):
            public.detail(article)
    with django_assert_num_queries(1):
        public.at("/pelatihan/artikel-3/")
    with django_assert_num_queries(1):
        store.detail(portal=portal(), now=clock.now(), slug="artikel-3", locale="id")
    with django_assert_num_queries(1):
        public.section("pelatihan")


def test_an_answer_that_is_held_loads_no_body(articles):
    asked = {"portal": portal(), "now": clock.now(), "page_id": articles[0].pk}
    etag = store.detail(**asked).etag
    with CaptureQueriesContext(connection) as captured:
        answer = store.detail(**asked, etags=["other", etag])
    assert (answer.body, answer.etag, len(captured)) == (None, etag, 1)
    assert "CASE WHEN" in captured[0]["sql"]


def test_a_clean_list_is_one_query(articles, django_assert_num_queries):
    for count in (1, 6):
        rows = Document.objects.of_site(portal().site_id).articles().visible(clock.now()).cards()[:count]
        with django_assert_num_queries(1):
            assert len(store.cards(rows, portal=portal(), now=clock.now())) == count


def test_building_costs_the_same_for_one_as_for_all(articles):
    one = _queries(lambda: build([articles[5].pk], now=clock.now()))
    three = _queries(lambda: build([articles[number].pk for number in (5, 3, 1)], now=clock.now()))
    assert (one, three) == (14, 14)


def test_stale_lists_cost_the_same_for_one_as_for_all(articles):
    Document.objects.update(dirty=True)

    def read(*numbers: int) -> int:
        rows = Document.objects.articles().filter(page_id__in=[articles[number].pk for number in numbers])
        return _queries(lambda: store.cards(rows.cards(), portal=portal(), now=clock.now()))

    assert read(5) == read(5, 3, 1)


def test_the_front_costs_the_same_for_one_as_for_all(articles):
    public.front()
    many = _queries(public.front)
    Document.objects.articles().exclude(page_id=articles[0].pk).delete()
    assert _queries(public.front) == many
    assert many <= 6


def test_sections_are_one_query(articles, django_assert_num_queries):
    with django_assert_num_queries(1):
        public.sections()


def test_the_site_is_no_query_when_warm(articles, django_assert_num_queries):
    store.site(portal=portal(), now=clock.now())
    with django_assert_num_queries(0):
        store.site(portal=portal(), now=clock.now())


def test_facts_of_a_page_are_one_query_and_then_none(articles, django_assert_num_queries):
    with django_assert_num_queries(1):
        first = facts.page_facts("/pelatihan/artikel-3/")
    with django_assert_num_queries(0):
        assert facts.page_facts("/pelatihan/artikel-3/") == first
    assert (first.sections, first.tags, first.authors) == (("pelatihan",), ("tag-3", "umkm"), ("siti-rahma",))
    assert (first.article_label, first.locale) == ("news", "id")
    assert facts.page_facts("/tidak-ada/") is None


def test_sixty_articles_are_listed_in_one_query(clock, django_assert_num_queries):
    from tests.api.documents import document

    newsroom.home()
    for number in range(1, 61):
        document(10_000 + number, published_at=clock.now())
    portal()
    rows = Document.objects.of_site(portal().site_id).articles().visible(clock.now()).cards()
    with django_assert_num_queries(1):
        assert len(store.cards(rows, portal=portal(), now=clock.now())) == 60
