"""The number of queries: the same at 1, 20 and 100 items."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from api.http import openapi
from api.published import hot, queue, totals
from api.published.models import MostRead
from articles.models import ArticlePage, Form, FormField, Front, LiveEntry
from runtime import clock
from tests import newsroom
from tests.api.calls import BASE, call

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
    "most-read/?window=7d&limit=100": 1,
    "sections/": 1,
    "authors/?limit=100": 5,
    "authors/siti-rahma/": 5,
    "archive/": 1,
    "archive/?section=berita&author=siti-rahma": 1,
    "paths/": 5,
    "redirects/": 5,
    "tags/?limit=100": 2,
    "tags/?limit=100&count=none": 1,
    "tags/umkm/": 2,
    "resolve/?path=/topik/umkm/": 3,
}
OTHERS = {
    "front/": 5,
    "front/berita/": 5,
    "search/?q=berita": 4,
    "search/?q=berita&section=berita&order=-published_at": 4,
    "pages/find/?html_path=/berita/": 1,
    "live/{blog}/": 5,
    "forms/kontak/": 2,
    "/feeds/rss.xml": 2,
    "/feeds/atom.xml": 2,
    "/feeds/feed.json": 2,
    "/feeds/berita/rss.xml": 3,
    "/feeds/author/siti-rahma/rss.xml": 2,
    "/feeds/tag/umkm/rss.xml": 2,
    "/sitemap.xml": 1,
    "/sitemap.xml?page=1": 1,
    "/news-sitemap.xml": 1,
    "/ads.txt": 1,
}
OF_ONE = (
    "authors/siti-rahma/",
    "archive/",
    "archive/?section=berita&author=siti-rahma",
    "tags/umkm/",
    "resolve/?path=/topik/umkm/",
    "pages/find/?html_path=/berita/",
    "/sitemap.xml",
    "/ads.txt",
)
"""They give as much where there is more: one object, a month, a file."""
PAGES = (
    "articles/{id}/",
    "pages/{id}/",
    "articles/by-slug/berita-0/",
    "resolve/?path=/berita/berita-0/",
    "articles/{id}/?fields=_,title",
    "articles/{id}/?rich_text_format=json",
    "sections/berita/",
)
"""One query each."""


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
            section,
            title=f"Berita {number}",
            authors=[author, newsroom.author(f"Penulis {count} {number}", photo=image)],
            tags=["umkm", f"t{number}"],
            published_at=clock.now(),
            lead_image=image,
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


@pytest.mark.usefixtures("clock")
def test_every_answer_costs_the_same_with_1_20_and_100_items(newspaper):
    blog = live_blog(newspaper)
    questions = [path.format(blog=blog.pk) for path in (*LISTS, *OTHERS)]
    alone, few, many = (costs(questions) for _ in grown(newspaper, blog, to=(1, 20, 100)))
    wanted = {path.format(blog=blog.pk): count for path, count in (LISTS | OTHERS).items()}
    for answers in (alone, few, many):
        assert {path: count for path, (count, _) in answers.items()} == wanted
    grew = {path for path in questions if few[path][1] > 1.5 * alone[path][1]}
    assert set(questions) - grew == set(OF_ONE)


def test_every_public_answer_is_in_a_table_here():
    asked = {path.partition("?")[0] for path in (*LISTS, *OTHERS, *PAGES, "site/")}
    whole = {path if path.startswith("/") else f"{BASE}{path}" for path in asked}
    shapes = [re.sub(r"\{\w+\}", r"[^/]+", path) + "$" for path in public_paths()]
    assert [shape for shape in shapes if not any(re.match(shape, path) for path in whole)] == []


def public_paths():
    """What anybody may read, but the ad side, previews and the schema."""
    for path, methods in openapi.document()["paths"].items():
        is_ad = path.startswith(tuple(f"{BASE}{each}/" for each in ("click", "events", "slots")))
        is_bound = path == f"{BASE}schema/" or path.startswith(f"{BASE}preview/")
        if "get" in methods and not (methods["get"].get("security") or is_ad or is_bound):
            yield path


def costs(questions):
    """How many queries each takes, read anew, and how many bytes it gives."""
    found = {}
    for path in questions:
        call(path)  # the facts of the site are loaded once per content version
        hot.forget()
        totals.forget()
        with CaptureQueriesContext(connection) as queries:
            answer = call(path)
        assert answer.status_code in (200, 302), path
        found[path] = len(queries), len(answer.content)
    return found


def live_blog(newspaper):
    section, author, image = newspaper
    return newsroom.article(section, title="Langsung", label="live", authors=[author], lead_image=image)


def grown(newspaper, blog, *, to):
    """Has so many of everything that an answer may list, one number after the other."""
    there = 0
    for count in to:
        around(newspaper, range(there, count))
        entries(blog, range(there, count))
        write(newspaper, count - there)
        rank()
        there = count
        yield


def around(newspaper, numbers):
    """Sections and redirects."""
    section, _, _ = newspaper
    for number in numbers:
        newsroom.section(f"Rubrik {number}")
        Redirect.objects.create(old_path=f"/lama-{number}", redirect_page=section)


def rank():
    """Every article as read by readers; editors pin as many to the front as a zone takes."""
    site = Site.objects.get(is_default_site=True)
    articles = list(ArticlePage.objects.live().order_by("-pk"))
    MostRead.objects.all().delete()
    MostRead.objects.bulk_create(
        MostRead(site=site, locale="id", window="7d", rank=place, page_id=article.pk)
        for place, article in enumerate(articles[:100])
    )
    stories = [{"article": article} for article in articles[:20]]
    zone = {"code": "hero", "title": "", "layout": "grid", "limit": 20, "stories": stories}
    Front.objects.update_or_create(page=newsroom.home().page_ptr, defaults={"zones": [("zone", zone)]})


def entries(blog, numbers):
    """In the live blog, and as many questions in a form."""
    form, _ = Form.objects.get_or_create(code="kontak", title="Hubungi redaksi")
    for number in numbers:
        LiveEntry.objects.create(
            article_id=blog.pk, title=f"{number}", at=clock.now(), body=[("paragraph", "<p>Isi.</p>")]
        )
        FormField.objects.create(form=form, label=f"{number}", field_type="singleline")


@pytest.mark.parametrize("path", PAGES)
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
