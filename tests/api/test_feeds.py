"""Feeds: what strict readers find in them, and what caches hear."""

import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import feedparser
import orjson
import pytest

from api.http import openapi
from api.published import queue
from articles import imagesets
from articles.models import LiveEntry, Rendition
from runtime import clock as clocks
from tests import newsroom
from tests.api.calls import call, problem
from tests.api.documents import document
from tests.api.test_caching import FRESH
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

FILES = ["rss.xml", "atom.xml", "feed.json"]
PLACES = ["/feeds/", "/feeds/berita/", "/feeds/author/siti-rahma/", "/feeds/tag/umkm/"]
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MEDIA = "{http://search.yahoo.com/mrss/}content"
ROOT = "http://127.0.0.1:3000"
TAG = re.compile("<[^>]*>")
NAUGHTY = 'Harga & "<b>pasar</b>" ]]> naik\x0b \x01\ufffe\U0001f600 &#0;'


@pytest.fixture(scope="module")
def article(kept):
    with kept():
        section = newsroom.section("Berita")
        target = newsroom.article(section, title="Sasaran", published_at=NOON - timedelta(days=1))
        link = f'<p>Baca <a linktype="page" id="{target.pk}">ini</a> &amp; itu.</p>'
        yield newsroom.article(
            section,
            title="Berita satu",
            published_at=NOON,
            standfirst="Pengantar",
            dateline="BANDUNG",
            body=[
                ("paragraph", link),
                ("heading", {"text": "Satu < dua", "level": "2"}),
                ("paragraph", "<ul><li>Pertama</li></ul>"),
            ],
            tags=["umkm"],
            authors=[newsroom.author(), newsroom.author("Budi Santoso")],
            lead_image=newsroom.image(),
        )


def rss(path):
    return ElementTree.fromstring(call(path).content).find("channel")


def test_rss_has_the_whole_text_with_whole_addresses(article):
    item = rss("/feeds/rss.xml").find("item")
    assert item.findtext("title") == "Berita satu"
    assert item.findtext("link") == f"{ROOT}/berita/berita-satu/"
    assert item.findtext("description") == "Pengantar"
    assert [each.text for each in item.findall(CREATOR)] == ["Siti Rahma", "Budi Santoso"]
    assert [each.text for each in item.findall("category")] == ["Berita", "umkm"]
    html = item.findtext(CONTENT)
    assert f'<p>BANDUNG – Baca <a href="{ROOT}/berita/sasaran/">ini</a> &amp; itu.</p>' in html
    assert "<h2>Satu &lt; dua</h2><ul><li>Pertama</li></ul>" in html
    assert html.index("<figure><img") < html.index("Pengantar") < html.index("BANDUNG") < html.index("Baca")
    picture = item.find(MEDIA)
    assert picture.get("url").startswith("http")
    assert picture.get("type") == "image/jpeg"


def test_the_lead_image_is_enclosed_with_type_and_length(article):
    imagesets.make(article.lead_image)
    file = Rendition.objects.get(
        image=article.lead_image, filter_spec__startswith="width-1280|format-jpeg"
    ).file
    told = {"type": "image/jpeg", "length": str(file.size)}
    enclosure = rss("/feeds/rss.xml").find("item/enclosure")
    assert enclosure.attrib == {"url": enclosure.get("url"), **told}
    assert enclosure.get("url").endswith(file.name)
    links = ElementTree.fromstring(call("/feeds/atom.xml").content).findall(f"{ATOM}entry/{ATOM}link")
    [found] = [link.attrib for link in links if link.get("rel") == "enclosure"]
    assert found == {"rel": "enclosure", "href": enclosure.get("url"), **told}
    [attached] = orjson.loads(call("/feeds/feed.json").content)["items"][0]["attachments"]
    assert attached == {"url": found["href"], "mime_type": "image/jpeg", "size_in_bytes": file.size}


def test_a_live_blog_is_one_item_that_grows(article):
    blog = newsroom.article(article.get_parent(), title="Langsung", label="live", published_at=NOON)
    before = feedparser.parse(call("/feeds/atom.xml").content).entries[0]
    texts = (("Tiba", "<p>Kapal sandar.</p>"), ("", "<p>Penumpang <i>turun</i>.</p>"))
    for minutes, (title, text) in enumerate(texts, 1):
        at = NOON + timedelta(minutes=minutes)
        LiveEntry.objects.create(article=blog, title=title, at=at, updated_at=at, body=[("paragraph", text)])
    after = feedparser.parse(call("/feeds/atom.xml").content).entries[0]
    assert (after.id, after.published) == (before.id, before.published)
    assert (before.updated, after.updated) == ("2026-08-15T05:00:00+00:00", "2026-08-15T05:02:00+00:00")
    text = after.content[0].value
    newest = '<p><time datetime="2026-08-15T05:02:00Z">2026-08-15 12:02</time></p><p>Penumpang turun.</p>'
    assert text.endswith(
        f"{newest}<h2>Tiba</h2>"
        '<p><time datetime="2026-08-15T05:01:00Z">2026-08-15 12:01</time></p><p>Kapal sandar.</p>'
    )


def test_whoever_paid_is_named_in_summary_and_text(article):
    parent = article.get_parent()
    paid = {"label": "sponsored", "standfirst": "Pengantar"}
    newsroom.article(parent, sponsor_name="Bank", sponsor_disclosure="Dibiayai Bank.", **paid)
    newsroom.article(parent, **paid)
    unnamed, named = feedparser.parse(call("/feeds/rss.xml").content).entries[:2]
    assert (named.summary, unnamed.summary) == ("Dibiayai Bank. Pengantar", "Bersponsor Pengantar")
    assert named.content[0].value.startswith("<p><strong>Dibiayai Bank.</strong></p>")


def test_a_reader_finds_in_every_feed_what_stands_in_it(article):
    for place in PLACES:
        found = [
            feedparser.parse(call(f"{place}{file}").content, sanitize_html=False)
            for file in ("rss.xml", "atom.xml")
        ]
        for feed in found:
            assert (feed.bozo, feed.feed.language) == (False, "id"), place
            [own] = [link.href for link in feed.feed.links if link.rel == "self"]
            assert own.startswith(f"{ROOT}{place}")
            assert len({entry.id for entry in feed.entries}) == len(feed.entries) > 0
        both = [
            [
                (each.id, each.link, each.title, each.summary, each.published_parsed, each.content[0].value,
                 [author.name for author in each.get("authors", [])], [link.href for link in each.enclosures])
                for each in feed.entries
            ]
            for feed in found
        ]  # fmt: skip
        assert both[0] == both[1], place
        items = orjson.loads(call(f"{place}feed.json").content)["items"]
        # The parser puts the attributes of elements in an order of its own.
        assert [(item["id"], item["url"], TAG.sub("", item["content_html"])) for item in items] == [
            (each.id, each.link, TAG.sub("", each.content[0].value)) for each in found[0].entries
        ], place


def test_the_guid_stays_when_an_article_gets_another_slug(article):
    before = rss("/feeds/rss.xml").find("item/guid")
    page = type(article).objects.get(pk=article.pk)
    page.slug = "berita-lain"
    page.save_revision()
    newsroom.publish(page)
    after = rss("/feeds/rss.xml").find("item/guid")
    assert (before.text, before.get("isPermaLink")) == (after.text, "false")
    assert rss("/feeds/rss.xml").findtext("item/link") == f"{ROOT}/berita/berita-lain/"


def test_atom_names_every_author_and_its_own_address(article):
    feed = ElementTree.fromstring(call("/feeds/atom.xml").content)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"{ROOT}/feeds/atom.xml"
    entry = feed.find(f"{ATOM}entry")
    assert [each.text for each in entry.findall(f"{ATOM}author/{ATOM}name")] == ["Siti Rahma", "Budi Santoso"]
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert feed.findtext(f"{ATOM}updated") == "2026-08-15T05:00:00+00:00"


def test_the_json_feed_is_version_1_1(article):
    feed = orjson.loads(call("/feeds/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["feed_url"], feed["home_page_url"]) == (f"{ROOT}/feeds/feed.json", f"{ROOT}/")
    item = feed["items"][0]
    assert item["authors"] == [{"name": "Siti Rahma"}, {"name": "Budi Santoso"}]
    assert item["image"].startswith("http")
    assert item["date_published"].endswith("Z")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("file", FILES)
def test_every_feed_is_public_cacheable_and_answers_304(article, place, file):
    response = call(place + file)
    assert response.status_code == 200
    assert (
        response.headers["Content-Type"].split(";")[0]
        == {
            "rss.xml": "application/rss+xml",
            "atom.xml": "application/atom+xml",
            "feed.json": "application/feed+json",
        }[file]
    )
    assert response.headers["Cache-Control"] == FRESH
    assert f"article-{article.pk}" in response.headers["Cache-Tag"].split(",")
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = call(place + file, headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_no_two_feeds_have_one_etag(article):
    paths = [place + file for place in PLACES for file in FILES]
    assert len({call(path).headers["ETag"] for path in paths}) == len(paths)


def test_feeds_are_named_for_what_they_are_about(article):
    titles = [rss(f"{place}rss.xml").findtext("title") for place in PLACES]
    site = titles[0]
    assert titles[1:] == [f"Berita – {site}", f"Siti Rahma – {site}", f"umkm – {site}"]
    assert rss("/feeds/berita/rss.xml").findtext("link") == f"{ROOT}/berita/"


@pytest.mark.parametrize(
    "path",
    ["/feeds/tidak-ada/rss.xml", "/feeds/author/nobody/atom.xml", "/feeds/tag/none/feed.json",
     "/feeds/", "/feeds/rss", "/feeds/rss.xml/", "/feeds/berita/feed.xml", "/feeds/a/b/c/rss.xml"],
)  # fmt: skip
def test_what_is_no_feed_is_not_found(article, path):
    assert problem(path)["status"] == 404


def test_a_feed_takes_no_other_question(article):
    assert problem("/feeds/rss.xml?limit=5")["errors"][0]["allowed"] == ["locale", "site"]
    assert problem("/feeds/rss.xml?site=nobody.example")["code"] == "unknown_site"


def test_the_host_header_is_not_believed(article):
    assert call("/feeds/rss.xml", headers={"host": "evil.example"}).content == call("/feeds/rss.xml").content


def test_naughty_text_is_still_xml_and_says_the_same(article):
    newsroom.article(
        article.get_parent(),
        title="Harga & <b>",
        standfirst=NAUGHTY.replace("\x01", ""),
        body=[("heading", {"text": NAUGHTY, "level": "2"})],
        authors=[newsroom.author('O\'Neil & "Anak" <x>', slug="oneil")],
    )
    item = rss("/feeds/rss.xml").find("item")
    assert item.findtext("title") == "Harga & <b>"
    text = 'Harga & "<b>pasar</b>" ]]> naik \U0001f600 &#0;'
    assert unescape(item.findtext("description")) == text
    assert "<b>" not in item.findtext("description")  # readers take it for HTML
    assert item.findtext(CREATOR) == 'O\'Neil & "Anak" <x>'
    summary = ElementTree.fromstring(call("/feeds/atom.xml").content).find(f"{ATOM}entry/{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("text", text)
    orjson.loads(call("/feeds/feed.json").content)


def test_a_feed_without_articles_is_still_one(article):
    newsroom.section("Kosong")
    assert rss("/feeds/kosong/rss.xml").find("item") is None
    assert call("/feeds/kosong/atom.xml").content == call("/feeds/kosong/atom.xml").content


def test_a_feed_ends_with_the_next_appearance(article, clock):
    document(10**15, published_at=clock.now(), visible_from=clock.now() + timedelta(seconds=12))
    assert "s-maxage=12," in call("/feeds/rss.xml").headers["Cache-Control"]


@pytest.mark.parametrize("items", [1, 25])
def test_feeds_cost_the_same_at_every_length(article, django_assert_num_queries, items):
    parent = article.get_parent()
    for number in range(items):
        newsroom.article(parent, title=f"Lagi {number}", tags=["umkm"], lead_image=article.lead_image)
    queue.drain(now=clocks.now())
    for place, count in zip(PLACES, (2, 3, 2, 2), strict=True):
        call(f"{place}rss.xml")
        with django_assert_num_queries(count):
            assert call(f"{place}rss.xml").status_code == 200


def test_the_openapi_names_the_three_types():
    answer = openapi.document()["paths"]["/feeds/{file}"]["get"]["responses"]["200"]
    assert sorted(answer["content"]) == [
        "application/atom+xml",
        "application/feed+json",
        "application/rss+xml",
    ]
