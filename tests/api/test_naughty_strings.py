"""Five hundred hostile texts as headline, tag, search and source of a slug: they come back whole."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from wagtail.models import Page

from api.published import writing
from api.published.transactions import content_changes
from articles.models import ArticlePage, Tag
from runtime import clock as process_clock
from tests import newsroom
from tests.api.calls import call, read
from tests.api.naughty_strings import KINDS, draw, same

pytestmark = pytest.mark.django_db

TEXTS = draw()
LONE = ("\x00", "a\x00b", "\ud800", "x\udfff", "\udfff\ud800")


@pytest.fixture(scope="module")
def written(kept):
    """An article for each text, which is its headline, its kicker and its tag; its slug is made from it."""
    with kept():
        section = Page.objects.get(pk=newsroom.section("Berita").pk)
        pages = {}
        for text in TEXTS:
            page = ArticlePage(title=text, kicker=text[:100], live=True, published_at=process_clock.now())
            section.add_child(instance=page)
            page.tags.add(text[:100])
            page.save()
            pages[page.pk] = text
        with content_changes():
            writing.rebuild(pages, now=process_clock.now())
        yield pages


def spelled(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_there_are_five_hundred_of_many_kinds():
    assert len(set(TEXTS)) == 500
    assert len(KINDS) == 18
    assert {len(text) for text in TEXTS} & {250}


def test_each_headline_comes_back_as_it_went_in(written):
    found = {}
    for offset in range(0, 500, 100):
        found |= {item["id"]: item for item in read(f"articles/?limit=100&offset={offset}")["items"]}
    assert found.keys() == written.keys()
    wrong = [text for pk, text in written.items() if not same(found[pk]["title"], text)]
    assert wrong == []


def test_each_slug_leads_to_its_article(written):
    slugs = dict(ArticlePage.objects.values_list("pk", "slug"))
    assert len(set(slugs.values())) == 500
    wrong = [
        written[pk]
        for pk, slug in slugs.items()
        if read(f"articles/by-slug/{spelled(slug)}/?fields=_,id") != {"id": pk}
    ]
    assert wrong == []


def test_each_path_resolves(written):
    paths = {item["id"]: item["path"] for item in read("paths/")["items"] if item["id"] in written}
    assert len(paths) == 500
    wrong = [
        written[pk]
        for pk, path in paths.items()
        if read(f"resolve/?path={spelled(path)}&fields=_,id") != {"kind": "page", "page": {"id": pk}}
    ]
    assert wrong == []


def test_each_tag_has_an_address_and_a_list(written):
    slugs = dict(Tag.objects.values_list("name", "slug"))
    wrong = [
        name
        for name, slug in slugs.items()
        if read(f"tags/{spelled(slug)}/")["name"] != name
        or not read(f"articles/?tag={spelled(slug)}")["items"]
    ]
    assert wrong == []


@pytest.mark.parametrize("route", ["search/?q=", "articles/?search=", "pages/?search=", "tags/", "authors/"])
def test_each_can_be_asked_for(written, route):
    ending = "/" if route.endswith("/") else ""
    answers = {text: call(f"{route}{spelled(text)}{ending}").status_code for text in (*TEXTS, *LONE)}
    assert {text: status for text, status in answers.items() if status not in (200, 301, 400, 404)} == {}
    assert not ending or answers["\x00"] in (400, 404)
