"""Feeds and sitemaps by the letter: RSS 2.0, RFC 4287, sitemaps.org, Google's news sitemaps."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from tests.api.calls import call
from tests.api.example_portal import open_portal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

A = "{http://www.w3.org/2005/Atom}"
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
N = "{http://www.google.com/schemas/sitemap-news/0.9}"
X = "{http://www.w3.org/1999/xhtml}"
PLACES = ["/feeds/", "/feeds/pelatihan/", "/feeds/author/siti-rahma/", "/feeds/tag/umkm/"]
OF_CHANNEL = {
    "title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate",
    "lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image", "item",
}  # fmt: skip
OF_ITEM = {
    "title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source"
}  # fmt: skip
OF_FEED = {"author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights",
           "subtitle", "title", "updated", "entry"}  # fmt: skip
OF_ENTRY = {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source",
            "summary", "title", "updated"}  # fmt: skip
ONCE_AN_ENTRY = ("id", "title", "updated", "published", "summary", "content")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


@pytest.fixture(scope="module")
def portal(kept):
    """Articles with and without a picture, authors, a standfirst; sponsored, live, translated, an alias."""
    with kept():
        yield open_portal()


def parse(path):
    response = call(path)
    assert response.status_code == 200, path
    return ElementTree.fromstring(response.content)


def names(element, space=""):
    """Of the children in the namespace, in their order."""
    return [each.tag.removeprefix(space) for each in element if space or not each.tag.startswith("{")]


def once(element, *tags):
    """Each of these is there exactly once and not empty."""
    return all(len(element.findall(tag)) == 1 and element.findtext(tag) for tag in tags)


def is_address(text):
    """Absolute, and in no character that an address cannot have."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and text.isascii() and " " not in text


def is_rfc_3339(text):
    return bool(
        re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$", text)
    ) and datetime.fromisoformat(text)


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize("place", PLACES)
def test_rss_is_rss_2_0(place):
    root = parse(f"{place}rss.xml")
    channel = root.find("channel")
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)
    assert once(channel, "title", "link", "description", "lastBuildDate")
    assert set(names(channel)) <= OF_CHANNEL
    assert LANGUAGE.match(channel.findtext("language"))
    [own] = channel.findall(f"{A}link")
    assert (own.get("rel"), is_address(own.get("href"))) == ("self", True)
    items = channel.findall("item")
    assert items
    assert len({item.findtext("guid") for item in items}) == len(items)
    for item in items:
        assert set(names(item)) <= OF_ITEM
        assert once(item, "title", "link", "guid", "pubDate")
        assert is_address(item.findtext("link"))
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).utcoffset() is not None
        assert len(item.findall("enclosure")) <= 1
        for enclosure in item.findall("enclosure"):
            assert sorted(enclosure.attrib) == ["length", "type", "url"]
            assert is_address(enclosure.get("url"))
            assert re.fullmatch(r"\d+", enclosure.get("length"))
            assert re.fullmatch(r"image/\w+", enclosure.get("type"))


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize("place", PLACES)
def test_atom_is_rfc_4287(place):
    feed = parse(f"{place}atom.xml")
    assert feed.tag == f"{A}feed"
    assert {each.tag.removeprefix(A) for each in feed} <= OF_FEED
    assert once(feed, f"{A}id", f"{A}title", f"{A}updated", f"{A}author/{A}name")
    assert is_rfc_3339(feed.findtext(f"{A}updated"))
    entries = feed.findall(f"{A}entry")
    assert entries
    assert len({entry.findtext(f"{A}id") for entry in entries}) == len(entries)
    for entry in entries:
        own = [each for each in entry if each.tag.startswith(A)]
        assert {each.tag.removeprefix(A) for each in own} <= OF_ENTRY
        assert once(entry, f"{A}id", f"{A}title", f"{A}updated")
        assert all(len(entry.findall(A + name)) <= 1 for name in ONCE_AN_ENTRY)
        assert is_address(entry.findtext(f"{A}id"))
        assert is_rfc_3339(entry.findtext(f"{A}updated"))
        assert is_rfc_3339(entry.findtext(f"{A}published"))
        assert entry.find(f"{A}content").get("type") == "html"
        assert all(author.findtext(f"{A}name") for author in entry.findall(f"{A}author"))
        assert all(category.get("term") for category in entry.findall(f"{A}category"))
        links = [(link.get("rel"), is_address(link.get("href"))) for link in entry.findall(f"{A}link")]
        assert links.count(("alternate", True)) == 1
        assert set(links) <= {("alternate", True), ("enclosure", True)}


@pytest.mark.usefixtures("portal")
def test_sitemaps_are_those_of_sitemaps_org():
    index = parse("/sitemap.xml")
    assert index.tag == f"{S}sitemapindex"
    for each in index:
        assert (each.tag, names(each, S)) == (f"{S}sitemap", ["loc", "lastmod"])
        page = parse(each.findtext(f"{S}loc").partition("3000")[2])
        assert page.tag == f"{S}urlset"
        assert 0 < len(page) <= 50_000
        assert len({url.findtext(f"{S}loc") for url in page}) == len(page)
        for url in page:
            assert url.tag == f"{S}url"
            assert [tag for tag in names(url, S) if tag != f"{X}link"] == ["loc", "lastmod"]
            assert is_address(url.findtext(f"{S}loc"))
            assert len(url.findtext(f"{S}loc")) < 2_048
            assert is_rfc_3339(url.findtext(f"{S}lastmod"))
            languages = [link.get("hreflang") for link in url.findall(f"{X}link")]
            assert len(set(languages)) == len(languages)
            assert all(code == "x-default" or LANGUAGE.match(code) for code in languages)


@pytest.mark.usefixtures("portal")
def test_every_language_of_a_sitemap_names_the_others_and_itself():
    page = parse("/sitemap.xml?page=1")
    named = {
        url.findtext(f"{S}loc"): {link.get("hreflang"): link.get("href") for link in url.findall(f"{X}link")}
        for url in page
    }
    several = {loc: others for loc, others in named.items() if others}
    assert len(several) >= 4
    for loc, others in several.items():
        assert loc in others.values()
        assert all(named[other] == others for other in others.values())


@pytest.mark.usefixtures("portal")
def test_the_news_sitemap_is_googles():
    root = parse("/news-sitemap.xml")
    assert (root.tag, 0 < len(root) <= 1_000) == (f"{S}urlset", True)
    for url in root:
        assert [each.tag for each in url] == [f"{S}loc", f"{N}news"]
        news = url.find(f"{N}news")
        assert names(news, N) == ["publication", "publication_date", "title"]
        assert names(news.find(f"{N}publication"), N) == ["name", "language"]
        assert LANGUAGE.match(news.findtext(f"{N}publication/{N}language"))
        assert is_rfc_3339(news.findtext(f"{N}publication_date"))
        assert once(news, f"{N}title")
