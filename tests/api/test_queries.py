"""The number of queries: the same at 1, 20 and 60 items."""

import pytest

from api.published import hot, queue, totals
from runtime import clock
from tests import newsroom
from tests.api.calls import call

pytestmark = pytest.mark.django_db

LISTS = {
    "articles/?limit=100": 2,
    "articles/?limit=20&section=berita": 2,
    "articles/?limit=20&tag=umkm&author=siti-rahma": 2,
    "articles/?limit=20&fields=body": 2,
    "articles/?limit=100&fields=_,id,seo": 2,
    "articles/?limit=20&count=none": 1,
    "articles/?limit=20&offset=0": 2,
    "articles/?published_on=2026-08": 2,
    "pages/?limit=100": 2,
    "pages/?type=articles.SectionPage": 2,
    "pages/?child_of=root": 2,
    "pages/?descendant_of=root&show_in_menus=false": 2,
    "pages/?descendant_of=root&count=none": 1,
    "most-read/?window=7d": 1,
    "sections/": 1,
    "authors/": 5,
    "authors/siti-rahma/": 5,
    "archive/": 1,
    "archive/?section=berita&author=siti-rahma": 1,
    "paths/": 5,
    "redirects/": 1,
    "tags/?limit=100": 2,
    "tags/?limit=100&count=none": 1,
    "tags/umkm/": 2,
    "resolve/?path=/topik/umkm/": 3,
}


@pytest.fixture(scope="module")
def newspaper(kept):
    with kept():
        section = newsroom.section("Berita")
        image = newsroom.image()
        yield section, newsroom.author("Siti Rahma", photo=image), image


def write(newspaper, count):
    section, author, image = newspaper
    for number in range(count):
        newsroom.article(
            section, title=f"Berita {number}", authors=[author], tags=["umkm", f"t{number}"], lead_image=image
        )
    queue.drain(now=clock.now())


def counted(path, django_assert_num_queries, count):
    """Read anew, then asked for again and again."""
    call(path)  # the facts of the site are loaded once per content version
    hot.forget()
    totals.forget()
    with django_assert_num_queries(count):
        assert call(path).status_code == 200
    call(path)  # some enter the hot cache on their second hit
    with django_assert_num_queries(0):
        assert call(path).status_code == 200


@pytest.mark.parametrize("items", [1, 20, 60])
def test_lists_cost_the_same_at_every_length(newspaper, django_assert_num_queries, items):
    write(newspaper, items)
    for path, count in LISTS.items():
        counted(path, django_assert_num_queries, count)


@pytest.mark.parametrize("items", [1, 20, 60])
def test_the_front_costs_the_same_at_every_length(newspaper, django_assert_max_num_queries, items):
    write(newspaper, items)
    call("front/")
    hot.forget()
    with django_assert_max_num_queries(5):
        call("front/")


@pytest.mark.parametrize(
    "path",
    ["articles/{id}/", "pages/{id}/", "articles/by-slug/berita-0/", "resolve/?path=/berita/berita-0/",
     "articles/{id}/?fields=_,title", "articles/{id}/?rich_text_format=json", "sections/berita/"],
)  # fmt: skip
def test_a_visible_page_costs_one_query(newspaper, django_assert_num_queries, path):
    section, author, image = newspaper
    article = newsroom.article(section, title="Berita 0", authors=[author], lead_image=image)
    queue.drain(now=clock.now())
    counted(path.format(id=article.pk), django_assert_num_queries, 1)


def test_the_site_costs_none(newspaper, django_assert_num_queries):
    counted("site/", django_assert_num_queries, 0)


def test_a_refusal_costs_none(newspaper, django_assert_num_queries):
    call("site/")
    with django_assert_num_queries(0):
        assert call("articles/?nope=1").status_code == 400
        assert call("articles/?locale=xx").status_code == 400
