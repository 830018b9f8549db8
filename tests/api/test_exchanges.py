"""The answers on docs/frontends.md are answers: of the shape that comes, and as the OpenAPI says.

After a wanted change: `WARTA_SNAPSHOTS=write pytest tests/api/test_exchanges.py` writes them anew.
"""

import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from django.contrib.auth.models import User
from django.test import Client
from jsonschema import Draft202012Validator
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site

from ads.counting.accounting import hour_of
from ads.counting.models import PageView
from api.previews import services as services_of_previews
from api.published import popular
from articles import services
from articles.models import Form, FormField, LiveEntry
from tests import adops, newsroom
from tests.api import exchanges
from tests.api.exchanges import Exchange, headers_of
from tests.api.test_blocks import every_block
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = Path(__file__).parents[2] / "docs" / "frontends.md"
BEGIN, END = "<!-- answers -->\n", "<!-- /answers -->\n"
API = "/api/v1"


@pytest.fixture(scope="module")
def portal(kept):
    """What the examples speak of, by the names that stand in their addresses."""
    with kept():
        section = newsroom.section("Pelatihan")
        digital = newsroom.section("Digital", parent=section)
        siti = newsroom.author("Siti Rahma", role="Wartawan", bio="Menulis soal pelatihan.")
        siti.photo = newsroom.image("Siti Rahma")
        siti.save()
        article = newsroom.article(
            section,
            title="Pelatihan digital bagi usaha kecil",
            slug="umkm-digital",
            kicker="UMKM",
            standfirst="Dua puluh peserta belajar berdagang secara daring.",
            dateline="BANDUNG",
            end_mark="[]",
            published_at=NOON,
            authors=[siti, newsroom.author("Budi Santoso")],
            tags=["umkm"],
            lead_image=newsroom.image("Ruang kelas"),
        )
        newsroom.article(digital, title="Belajar daring", tags=["umkm"])
        every = newsroom.article(section, title="Semua blok", slug="semua-blok", body=_blocks())
        sponsored = newsroom.article(
            section,
            title="Kursus bahasa",
            label="sponsored",
            sponsor_name="Lembaga Kursus",
            sponsor_url="https://kursus.example/",
            sponsor_disclosure="Artikel ini dibiayai Lembaga Kursus.",
        )
        alias = _alias(article, digital)
        translated = _translated(article, section)
        _taken_down(section)
        Redirect.objects.create(
            old_path="/lama", site=Site.objects.get(is_default_site=True), redirect_page=article
        )
        locked = newsroom.standard_page("Ruang pers", slug="ruang-pers")
        PageViewRestriction.objects.create(
            page=locked, restriction_type=PageViewRestriction.PASSWORD, password="embargo"
        )
        contact = Form.objects.create(
            code="kontak", title="Hubungi redaksi", thanks="Terima kasih.", consent_text="Saya setuju."
        )
        FormField.objects.create(form=contact, label="Surel", field_type="email")
        slots = [adops.slot("article-bottom-1"), adops.slot("article-bottom-2")]
        adops.line_item("network", slots)
        blog = newsroom.article(section, title="Pendaftaran dibuka", slug="pendaftaran", label="live")
        before = _told(blog, siti)
        brief = newsroom.section("Sebentar")
        ends = NOON + timedelta(seconds=12)
        newsroom.article(brief, title="Habis", published_at=NOON - timedelta(days=90), expire_at=ends)
        _viewed(article)
        tokens = _previewed(article)
        yield {
            "blog": blog.pk,
            **before,
            **tokens,
            "etag": Client().get(f"{API}/articles/{article.pk}/").headers["ETag"],
            "article": article.pk,
            "every": every.pk,
            "sponsored": sponsored.pk,
            "alias": alias.pk,
            "translated": translated.pk,
            "locked": locked.pk,
        }


def _blocks():
    return [
        {"type": kind, "value": value, "id": f"b{number}"}
        for number, (kind, value) in enumerate(every_block(), 1)
    ]


def _alias(article, parent):
    page = Page.objects.get(pk=article.pk).specific
    return page.create_alias(parent=Page.objects.get(pk=parent.pk), update_slug="umkm-digital-2")


def _translated(article, section):
    english = Locale.objects.get_or_create(language_code="en")[0]
    for page in (newsroom.home(), section):
        newsroom.publish(Page.objects.get(pk=page.pk).specific.copy_for_translation(english))
    page = Page.objects.get(pk=article.pk).specific.copy_for_translation(english)
    page.title, page.slug = "Digital training for small businesses", "digital-training"
    page.save_revision()
    return services.publish(page)


def _taken_down(section):
    newsroom.article(section, title="Dihapus", slug="dihapus").unpublish()


def _told(blog, author):
    """Three entries, of which one is edited and then one deleted; the positions before either."""
    entries = [
        LiveEntry.objects.create(
            article=blog,
            title=title,
            author=author,
            at=NOON + timedelta(minutes=minutes),
            body=[("paragraph", f"<p>{text}</p>")],
        )
        for minutes, title, text in (
            (0, "Dibuka", "Pendaftaran dibuka pukul dua belas."),
            (7, "Keliru", "Catatan ini ditarik."),
            (9, "Antrean pertama", "Seratus orang menunggu di halaman balai."),
        )
    ]
    url = f"{API}/live/{blog.pk}/"
    before = {"before_edit": Client().get(url).json()["meta"]["cursor"]}
    entries[2].title, entries[2].updated_at = "Antrean sampai ke jalan", NOON + timedelta(minutes=15)
    entries[2].save()
    before["before_deletion"] = Client().get(url).json()["meta"]["cursor"]
    entries[1].delete()
    return before


def _viewed(article):
    hour = hour_of(NOON)
    PageView.objects.create(counted_hour=hour, path="/pelatihan/umkm-digital/", view_count=12)
    popular.rank(now=NOON)


def _previewed(article):
    """Tokens of a preview that is open and of one that ended an hour ago."""
    editor = User.objects.create_superuser("editor", password="kata-sandi-panjang")
    opened = {"ended_token": NOON - timedelta(hours=2), "token": NOON}
    return {
        name: services_of_previews.open_preview(page=article, user=editor, source="form", now=at)[1]
        for name, at in opened.items()
    }


def feed_item(feed):
    items = orjson.loads(feed.content)["items"]
    return next(item for item in items if item["url"].endswith("/pelatihan/umkm-digital/"))


def news_entry(sitemap):
    entries = re.findall(r"<url>.*?</url>", sitemap.content.decode(), re.DOTALL)
    entry = next(entry for entry in entries if "/pelatihan/umkm-digital/" in entry)
    return re.sub(r">\s*<(?!/)", ">\n<", entry)


def _detail(title, path, **fields):
    return Exchange(title, path, route=f"{API}/articles/{{page_id}}/", **fields)


EXCHANGES = [
    Exchange("A list by cursor", f"{API}/articles/?section=pelatihan&limit=1"),
    Exchange("A list by offset", f"{API}/articles/?limit=1&offset=1&fields=_,id,title"),
    Exchange("Some fields, one level deep", f"{API}/articles/?fields=_,id,path,authors(name)&limit=1"),
    Exchange("All but the body", f"{API}/articles/by-slug/umkm-digital/?fields=*,-body,-related,-seo",
             route=f"{API}/articles/by-slug/{{slug}}/"),
    _detail("An article, whole", f"{API}/articles/{{article}}/"),
    _detail("Every block", f"{API}/articles/{{every}}/?fields=_,body"),
    _detail("Rich text as nodes", f"{API}/articles/{{article}}/?fields=_,body&rich_text_format=json"),
    _detail("A sponsored article", f"{API}/articles/{{sponsored}}/?fields=_,id,title,label,sponsor"),
    _detail("An alias", f"{API}/articles/{{alias}}/?fields=_,id,meta,path,seo"),
    _detail("A translation", f"{API}/articles/{{translated}}/?fields=_,id,path,title,translations"),
    Exchange("Pages of every type", f"{API}/pages/?type=articles.SectionPage&limit=2"),
    Exchange("A path that is a page", f"{API}/resolve/?path=/pelatihan/umkm-digital/&fields=_,id,title"),
    Exchange("A path that is an author", f"{API}/resolve/?path=/penulis/siti-rahma/"),
    Exchange("A path that is a tag", f"{API}/resolve/?path=/topik/umkm/"),
    Exchange("A path that moved", f"{API}/resolve/?path=/lama/"),
    Exchange("A path that was taken down", f"{API}/resolve/?path=/pelatihan/dihapus/", status=410),
    Exchange("A path that nobody knows", f"{API}/resolve/?path=/entah/", status=404),
    Exchange("A path that is locked", f"{API}/resolve/?path=/ruang-pers/"),
    Exchange("A password", f"{API}/pages/{{locked}}/unlock/", method="POST", body={"password": "embargo"},
             route=f"{API}/pages/{{page_id}}/unlock/"),
    Exchange("A wrong password", f"{API}/pages/{{locked}}/unlock/", method="POST", body={"password": "salah"},
             route=f"{API}/pages/{{page_id}}/unlock/", status=403),
    Exchange("The tree of sections", f"{API}/sections/"),
    Exchange("A section", f"{API}/sections/pelatihan/", route=f"{API}/sections/{{key}}/"),
    Exchange("An author", f"{API}/authors/siti-rahma/", route=f"{API}/authors/{{slug}}/"),
    Exchange("A tag", f"{API}/tags/umkm/", route=f"{API}/tags/{{slug}}/"),
    Exchange("The front page", f"{API}/front/"),
    Exchange("A live blog", f"{API}/live/{{blog}}/", route=f"{API}/live/{{article_id}}/"),
    Exchange("A live blog, an edit and a deletion", f"{API}/live/{{blog}}/?since={{before_edit}}",
             route=f"{API}/live/{{article_id}}/"),
    Exchange("A live blog, a deletion", f"{API}/live/{{blog}}/?since={{before_deletion}}",
             route=f"{API}/live/{{article_id}}/"),
    Exchange("The site", f"{API}/site/"),
    Exchange("A form", f"{API}/forms/kontak/", route=f"{API}/forms/{{code}}/"),
    Exchange("A form that is sent", f"{API}/forms/kontak/", method="POST", route=f"{API}/forms/{{code}}/",
             body={"surel": "sari@example.org", "consent": True}, status=201),
    Exchange("A form that is refused", f"{API}/forms/kontak/", method="POST", route=f"{API}/forms/{{code}}/",
             body={"surel": "sari"}, status=400),
    Exchange("A search", f"{API}/search/?q=pelatihan&limit=1"),
    Exchange("Most read", f"{API}/most-read/?window=24h&limit=1"),
    Exchange("The archive", f"{API}/archive/?section=pelatihan"),
    Exchange("Paths", f"{API}/paths/"),
    Exchange("Redirects", f"{API}/redirects/"),
    Exchange("Slots", f"{API}/slots/"),
    Exchange("A decision", f"{API}/slots/decide/", method="POST", body={
        "page": {"path": "/pelatihan/umkm-digital/"}, "slots": ["article-bottom-1", "article-bottom-2"],
        "viewer": {"width": 390},
    }),
    Exchange("A preview", f"{API}/preview/", headers={"Warta-Preview": "{token}"}),
    Exchange("A preview that has ended", f"{API}/preview/", headers={"Warta-Preview": "{ended_token}"},
             status=403),
    _detail("Headers of an answer", f"{API}/articles/{{article}}/", shows=headers_of),
    _detail("Headers where nothing changed", f"{API}/articles/{{article}}/", shows=headers_of,
            headers={"If-None-Match": "{etag}"}, status=304),
    Exchange("Headers of what changes in 12 seconds", f"{API}/articles/?section=sebentar", shows=headers_of),
    Exchange("An item of a feed", "/feeds/feed.json", shows=feed_item),
    Exchange("An entry of the news sitemap", "/news-sitemap.xml", shows=news_entry),
    Exchange("A refusal", f"{API}/articles/?limit=500&colour=red", status=400),
]  # fmt: skip
NARROWED = re.compile(r"[?&]fields=")


def answer(exchange, portal):
    headers = {name: value.format(**portal) for name, value in exchange.headers.items()}
    filled = replace(exchange, path=exchange.path.format(**portal), headers=headers)
    response = filled.send()
    assert response.status_code == exchange.status, response.content
    return filled, filled.shows(response)


def section_of(exchange, portal):
    """With the names of what readers have to fill in: nobody else has this token."""
    filled, shown = answer(exchange, portal)
    return exchanges.section(replace(filled, headers=exchange.headers), shown)


def on_the_page():
    """The JSON under each heading."""
    text = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
    found = re.findall(r"^### (.+?)\n.*?```(json|xml)\n(.*?)\n```", text, re.DOTALL | re.MULTILINE)
    return {title: orjson.loads(shown) if kind == "json" else shown for title, kind, shown in found}


@pytest.mark.skipif(os.environ.get("WARTA_SNAPSHOTS") != "write", reason="WARTA_SNAPSHOTS=write asks for it")
def test_the_answers_are_written_anew(portal):
    sections = [section_of(exchange, portal) for exchange in EXCHANGES]
    head, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(head + BEGIN + "\n" + "\n".join(sections) + "\n" + END + rest.partition(END)[2])


def test_the_page_shows_each_of_them():
    assert list(on_the_page()) == [exchange.title for exchange in EXCHANGES]


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: exchange.title)
def test_an_answer_on_the_page_has_the_keys_of_the_one_that_comes(exchange, portal):
    _, came = answer(exchange, portal)
    assert exchanges.skeleton(on_the_page()[exchange.title]) == exchanges.skeleton(came)


@pytest.mark.parametrize(
    "exchange",
    [each for each in EXCHANGES if each.shows is Exchange.shows and not NARROWED.search(each.path)],
    ids=lambda exchange: exchange.title,
)
def test_a_whole_answer_on_the_page_is_as_the_openapi_says(exchange):
    check = Draft202012Validator(exchanges.schema_of(exchange))
    assert [error.message for error in check.iter_errors(on_the_page()[exchange.title])] == []
