"""Five hundred hostile texts as headline, tag, search and slug source: they come back whole, or a 400."""

from __future__ import annotations

from itertools import cycle, product
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from wagtail.models import Page

from api.published import writing
from api.published.transactions import content_changes
from articles.models import ArticlePage, Tag
from runtime import clock as process_clock
from tests import newsroom
from tests.api.calls import call, ids, read
from tests.api.naughty_strings import KINDS, draw, same

pytestmark = pytest.mark.django_db

TEXTS = draw()
LONE = ("\x00", "a\x00b", "\ud800", "x\udfff", "\udfff\ud800")
FIELDS = {"title": 250, "kicker": 100, "standfirst": 250, "seo_title": 250, "search_description": 250}
"""Each text stands in one of them, cut to what the field takes."""
SHARES = [dict(zip(FIELDS, TEXTS[at : at + 5], strict=True)) for at in range(0, 500, 5)]
SEARCHES = ("search/?q=", "articles/?search=", "pages/?search=", "articles/?tag=", "pages/find/?html_path=")


_FORMSETS = ("article_authors", "corrections", "updates", "related_links", "comments")
REST_OF_THE_FORM = {
    "label": "news",
    "access": "open",
    "slug": "anything",
    "body-count": "0",
    **{f"{name}-{key}_FORMS": "0" for name in _FORMSETS for key in ("TOTAL", "INITIAL")},
}


@pytest.fixture(scope="module")
def written(kept):
    """A hundred articles, each with five texts, which are its tags too; slugs are made from them."""
    with kept():
        section = Page.objects.get(pk=newsroom.section("Berita").pk)
        pages = {}
        for share in SHARES:
            fields = {name: share[name][:most] for name, most in FIELDS.items()}
            page = entered(section, fields)
            page.tags.add(*(text[:100] for text in share.values()))
            page.save()
            pages[page.pk] = fields
        with content_changes():
            writing.rebuild(pages, now=process_clock.now())
        yield pages


def entered(section, fields):
    """An article as an editor enters it: through the form of the admin, every field of it."""
    form_class = ArticlePage.get_edit_handler().get_form_class()
    page = ArticlePage(live=True)
    form = form_class(REST_OF_THE_FORM | fields, instance=page, parent_page=section, for_user=None)
    assert form.is_valid() or not fields["title"].strip(), (fields, form.errors)
    page = form.save(commit=False)
    page.slug, page.published_at = "", process_clock.now()  # the slug is made from the headline
    section.add_child(instance=page)
    return page


def spelled(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_there_are_five_hundred_of_many_kinds():
    assert len(set(TEXTS)) == 500
    assert len(KINDS) == 18
    assert max(map(len, TEXTS)) == 250


def test_each_text_comes_back_as_it_went_in(written):
    wrong = []
    for pk, fields in written.items():
        found = read(f"articles/{pk}/?fields=_,title,kicker,standfirst,seo")
        seo = found.pop("seo")
        found |= {"seo_title": seo["title"], "search_description": seo["description"]}
        wrong += [
            (name, text, found[name])
            for name, text in fields.items()
            # A text of spaces alone is none: the headline and the standfirst stand in for it.
            if text.strip() and not same(found[name], text)
        ]
    assert wrong == []


def test_each_slug_leads_to_its_article_and_each_path_resolves(written):
    paths = {
        item["id"]: item["path"]
        for item in read("paths/")["items"]
        if item["path"].startswith("/berita/") and item["id"] in written
    }
    assert len(paths) == 100
    wrong = []
    for pk, path in paths.items():
        slug = path.strip("/").rpartition("/")[2]
        answers = call(f"articles/by-slug/{spelled(slug)}/"), call(f"resolve/?path={spelled(path)}")
        if any(answer.status_code != 200 for answer in answers):
            wrong.append((pk, path, [answer.status_code for answer in answers]))
    assert wrong == []


def test_each_tag_comes_back_as_it_went_in_and_leads_to_its_articles(written):
    listed, cursor = {}, ""
    while cursor is not None:
        found = read("tags/", limit=100, **({"cursor": cursor} if cursor else {}))
        listed |= {item["slug"]: item for item in found["items"]}
        cursor = found["meta"]["cursor"]
    stored = dict(Tag.objects.values_list("slug", "name"))
    assert len(stored) > 400
    assert {slug: item["name"] for slug, item in listed.items()} == stored
    wrong = []
    for slug in list(stored)[::10]:
        holders = ArticlePage.objects.filter(tags__slug=slug).values_list("pk", flat=True)
        one, cards = (
            read(f"tags/{spelled(slug)}/"),
            read(f"articles/?tag={spelled(slug)}&fields=_,id&limit=100"),
        )
        if one["name"] != stored[slug] or sorted(ids(cards)) != sorted(holders) or not holders:
            wrong.append(slug)
    assert wrong == []


def test_each_can_be_asked_for(written):
    asked = [*zip(TEXTS, cycle(SEARCHES), strict=False), *product(LONE, SEARCHES)]
    statuses = {(text, route): call(f"{route}{spelled(text)}").status_code for text, route in asked}
    assert {key: got for key, got in statuses.items() if got not in (200, 302, 400, 404, 414)} == {}
    assert {statuses[text, route] for text in LONE for route in SEARCHES} == {400}


def test_feeds_and_sitemaps_hold_them_and_can_be_read(written, clock):
    rss, atom, sitemap, news = (
        ElementTree.fromstring(call(path).content)
        for path in ("/feeds/rss.xml", "/feeds/atom.xml", "/sitemap.xml?page=1", "/news-sitemap.xml")
    )
    assert len(rss.findall(".//item")) == len(atom.findall("{*}entry")) > 10
    assert len(sitemap.findall("{*}url")) >= 100
    assert len(news.findall("{*}url")) == 100
    assert len(read("/feeds/feed.json")["items"]) == len(rss.findall(".//item"))
