"""The small portal of which docs/frontends.md speaks, with one of everything that an answer can hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.test import Client
from django.utils.http import urlencode
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from ads.counting.accounting import hour_of
from ads.counting.models import PageView
from api import keys
from api.previews import services as previews
from api.published import popular, queue
from articles import imagesets
from articles.models import Correction, Form, FormField, Front, Image, LiveEntry, PortalSettings, Update
from cms.demo import texts
from cms.demo.bodies import Shelf, body_of
from tests import adops, newsroom
from tests.api.test_blocks import every_block
from tests.conftest import NOON

API = "/api/v1"
SECTION = "pelatihan"
UNSHOWN = frozenset(
    {"token", "ended_token", "key", "session", "unlocked", "ad_token", "etag", "long", "longer"}
)
"""What a reader of the page has of their own, so that the page shows the name of it."""
SLOT_LAYOUT = [("slot", {"code": "article-bottom-1", "position": "after_body", "paragraph": None})]


def open_portal() -> dict[str, Any]:
    """Ids, tokens and positions by the names that stand in the addresses of the examples."""
    section = newsroom.section("Pelatihan", intro="Kursus, balai, dan ujian.", slot_layout=SLOT_LAYOUT)
    digital = newsroom.section("Digital", parent=section)
    siti, article = _article(section)
    newsroom.article(digital, title="Belajar daring", tags=["umkm"], published_at=hours_ago(3))
    every = newsroom.article(section, title="Semua blok", slug="semua-blok", body=_blocks(article),
                             published_at=hours_ago(4))  # fmt: skip
    sponsored = _sponsored(section)
    alias = _alias(article, digital)
    newsroom.translated(newsroom.home(), title="Home")
    newsroom.translated(section, title="Training", slug="training")
    translated = newsroom.translated(
        article, title="Digital training for small businesses", slug="digital-training"
    )
    newsroom.article(section, title="Dihapus", slug="dihapus").unpublish()
    blog = newsroom.article(
        section, title="Pendaftaran dibuka", slug="pendaftaran", label="live", published_at=hours_ago(2)
    )
    ending = _ending()
    locked = _locked()
    _settings(section)
    _form()
    _front(article, section)
    _sold()
    Redirect.objects.create(old_path="/lama", site=_site(), redirect_page=article)
    _viewed(article)
    queue.drain(now=NOON)
    made = {
        "home": newsroom.home(), "section": section, "article": article, "every": every,
        "sponsored": sponsored, "alias": alias, "translated": translated, "blog": blog, "ending": ending,
        "locked": locked, "policy": Page.objects.get(slug="kebijakan-privasi"),
    }  # fmt: skip
    return {**{name: page.pk for name, page in made.items()}, **_known(article, blog, siti)}


def hours_ago(hours: float) -> datetime:
    return NOON - timedelta(hours=hours)


def _site() -> Site:
    return Site.objects.get(is_default_site=True)


def _picture(title: str, **fields: Any) -> Image:
    """With its files in two formats, as it is minutes after the upload."""
    image = newsroom.image(title, width=640, height=360, **fields)
    imagesets.make(image)
    imagesets.make_later(image, [imagesets.WEBP])
    return Image.objects.get(pk=image.pk)


def _article(section: Page) -> tuple[Any, Page]:
    """The demo's own report, with all that an editor may add."""
    story = next(each for each in texts.stories(SECTION) if each.slug == "umkm-digital")
    siti = newsroom.author(
        "Siti Rahma",
        role="Wartawan",
        bio="Menulis soal pelatihan.",
        photo=_picture("Siti"),
        links=[("link", {"name": "Surel", "url": "mailto:siti@portal.example"})],
    )
    lead = _picture(
        "Aula kelurahan",
        caption=story.caption,
        credit="Foto: Warta",
        focal_point_x=320, focal_point_y=120, focal_point_width=80, focal_point_height=80,
    )  # fmt: skip
    article = newsroom.article(
        section,
        title=story.title,
        slug=story.slug,
        kicker=story.kicker,
        standfirst=story.standfirst,
        dateline=story.dateline,
        end_mark="[]",
        body=body_of(story, Shelf({}, {}, {})),
        published_at=hours_ago(1),
        updated_at=NOON,
        breaking_until=NOON + timedelta(hours=6),
        authors=[siti, newsroom.author("Budi Santoso")],
        tags=["umkm"],
        lead_image=lead,
        corrections=[Correction(at=NOON, text="Jumlah peserta semula tertulis empat belas.")],
        updates=[Update(at=NOON, text="Ditambah keterangan kepala balai.")],
    )
    return siti, article


def _sponsored(section: Page) -> Page:
    return newsroom.article(
        section,
        title="Kursus bahasa",
        label="sponsored",
        published_at=hours_ago(5),
        sponsor_name="Lembaga Kursus",
        sponsor_url="https://kursus.example/",
        sponsor_logo=newsroom.image("Lembaga Kursus", width=160, height=90),
        sponsor_disclosure="Artikel ini dibiayai Lembaga Kursus.",
    )


def _blocks(article: Page) -> list[dict[str, Any]]:
    rich = f'<p>Baca <a linktype="page" id="{article.pk}">laporannya</a><br/>dan <b>daftar</b>.</p>'
    told = {"text": "<p>Tiga hal:</p><ul><li>satu</li></ul>", "attribution": "Ani", "role": ""}
    blocks = [*every_block(), ("paragraph", rich), ("quote", told)]
    return [
        {"type": kind, "value": value, "id": f"b{number}"} for number, (kind, value) in enumerate(blocks, 1)
    ]


def _alias(article: Page, parent: Page) -> Page:
    page = Page.objects.get(pk=article.pk).specific
    return page.create_alias(parent=Page.objects.get(pk=parent.pk), update_slug="umkm-digital-2")


def _ending() -> Page:
    """In a section of its own, twelve seconds before its end."""
    return newsroom.article(
        newsroom.section("Sebentar"),
        title="Habis",
        published_at=NOON - timedelta(days=90),
        expire_at=NOON + timedelta(seconds=12),
    )


def _locked() -> Page:
    page = newsroom.standard_page("Ruang pers", slug="ruang-pers")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="embargo"
    )
    return page


def _settings(section: Page) -> None:
    policy = newsroom.standard_page("Kebijakan privasi", slug="kebijakan-privasi", show_in_menus=True)
    row = PortalSettings.for_site(_site())
    row.tagline, row.logo = "Kabar bagi perantau", newsroom.image("Lambang", width=160, height=90)
    row.menus = orjson.dumps([_menu("main", section), _menu("footer", policy)]).decode()
    row.social = [("link", {"name": "Mastodon", "url": "https://sosial.example/@warta"})]
    row.contact_email, row.contact_phone = "redaksi@portal.example", "+62 22 1234567"
    row.contact_address = "Jalan Braga 1, Bandung"
    row.not_found_title, row.not_found_text = "Tidak ditemukan", "Coba cari judulnya."
    row.consent_policy_page, row.newsletter_form = policy.page_ptr, "kontak"
    row.save()


def _menu(code: str, page: Page) -> dict[str, Any]:
    """As it is stored."""
    item = {"type": "item", "value": {"title": "", "page": page.pk, "url": ""}, "id": f"{code}-1"}
    return {"type": "menu", "value": {"code": code, "items": [item]}, "id": code}


def _form() -> None:
    form = Form.objects.create(
        code="kontak", title="Hubungi redaksi", thanks="Terima kasih.", consent_text="Saya setuju."
    )
    FormField.objects.create(form=form, label="Surel", field_type="email")
    FormField.objects.create(
        form=form, label="Perihal", field_type="dropdown", choices="Berita\nIklan", required=False
    )


def _front(article: Page, section: Page) -> None:
    zones = [
        ("zone", {"code": "hero", "title": "", "layout": "lead", "limit": 1, "is_filled": False,
                  "stories": [{"article": article}]}),
        ("zone", {"code": "kursus", "title": "Kursus", "layout": "grid", "limit": 1, "is_filled": True,
                  "stories": [], "section": section}),
    ]  # fmt: skip
    Front.objects.create(page=newsroom.home().page_ptr, zones=zones)


def _sold() -> None:
    """One booking for two slots of a page: it fills the first, the second stays empty. And each format."""
    adops.line_item("network", [adops.slot("article-bottom-1"), adops.slot("article-bottom-2")])
    tag = adops.framed_creative("<script src='https://adserver.example/t.js'></script>", kind="tag")
    creatives = [adops.native_creative(), adops.text_creative(), adops.framed_creative(), tag]
    for creative in creatives:
        slot = adops.slot(f"{creative.format}-1", formats=[creative.format])
        deal = adops.campaign(advertiser=creative.advertiser)
        adops.line_item("network", [slot], campaign=deal, creatives=[creative])


def _told(blog: Page, author: Any) -> dict[str, str]:
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
    before = {"before_edit": _cursor(f"live/{blog.pk}/")}
    entries[2].title, entries[2].updated_at = "Antrean sampai ke jalan", NOON + timedelta(minutes=15)
    entries[2].save()
    before["before_deletion"] = _cursor(f"live/{blog.pk}/")
    entries[1].delete()
    return before


def _cursor(path: str) -> str:
    return str(Client().get(f"{API}/{path}").json()["meta"]["cursor"])


def _viewed(article: Page) -> None:
    hour = hour_of(NOON)
    path = "/pelatihan/umkm-digital/"
    PageView.objects.create(counted_hour=hour, path=path, view_count=12)
    popular.rank(now=NOON)


def _known(article: Page, blog: Page, author: Any) -> dict[str, str]:
    """What callers have from elsewhere: an ETag, positions, tokens, a key, a session."""
    told = _told(blog, author)
    editor = User.objects.create_superuser("editor", password="kata-sandi-panjang")
    return {
        **told,
        **_previewed(article, editor),
        "session": _session(editor),
        "key": keys.create(name="desk", scopes=("explain", "preview"), lifetime=None, now=NOON)[1],
        "ad_token": _decided(),
        "cursor": _cursor("articles/?limit=1"),
        "etag": Client().get(f"{API}/articles/{article.pk}/").headers["ETag"],
        "unlocked": _unlocked(),
        "long": "a" * 2048,
        "longer": "a" * (1 << 20),
    }


def _previewed(article: Page, editor: User) -> dict[str, str]:
    """Tokens of a preview that is open and of one that ended an hour ago."""
    opened = {"ended_token": hours_ago(2), "token": NOON}
    return {
        name: previews.open_preview(page=article, user=editor, source="form", now=at)[1]
        for name, at in opened.items()
    }


def _session(editor: User) -> str:
    browser = Client()
    browser.force_login(editor)
    return str(browser.cookies["sessionid"].value)


def _decided() -> str:
    asked = urlencode({"slots": "article-bottom-1", "path": "/pelatihan/umkm-digital/"})
    found = Client().get(f"{API}/slots/decide/?{asked}").json()
    return str(found["decisions"]["article-bottom-1"]["token"])


def _unlocked() -> str:
    at = Page.objects.get(slug="ruang-pers").pk
    answer = Client().post(
        f"{API}/pages/{at}/unlock/", {"password": "embargo"}, content_type="application/json"
    )
    return str(answer.json()["token"])
