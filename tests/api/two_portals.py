"""Two portals in one installation, each with one of everything, under the same sections, slugs and paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from ads.models import AdsTxt
from api.previews import services as previews
from articles.models import ArticlePage, Form, FormField, Front, LiveEntry, PortalSettings, SectionPage
from runtime import clock
from tests import newsroom

HERE, THERE = "MILIKSINI", "MILIKSANA"
"""A word that stands in whatever belongs to the first and to the second."""
HOST = "kedua.example"
SECOND = f"site={HOST}"
PASSWORD = "rahasia"


@dataclass(frozen=True)
class Own:
    """What belongs to one of the two."""

    word: str
    site: Site
    home: Page
    section: SectionPage
    article: ArticlePage
    blog: ArticlePage
    locked: Page
    form: Form
    preview_token: str

    @property
    def query(self) -> str:
        return "" if self.site.is_default_site else SECOND

    def slug(self, what: str) -> str:
        """Of its author or its tag, which no article of the other has."""
        return {"author": f"{self.word.lower()}-nama", "tag": self.word.lower()}[what]


def write(home: Page, word: str) -> Own:
    """Everything that an answer of this portal can show, with its word in it."""
    site = Site.objects.get(root_page=home)
    section = newsroom.section("Berita", parent=home, intro=f"<p>{word}</p>")
    author = newsroom.author(f"{word} nama")
    facts: dict[str, Any] = {"authors": [author], "tags": [word], "standfirst": word}
    article = newsroom.article(section, title=f"{word} satu", slug="satu", **facts)
    blog = newsroom.article(section, title=f"{word} langsung", slug="langsung", label="live", **facts)
    LiveEntry.objects.create(article=blog, title=f"{word} kabar", body=[("paragraph", f"<p>{word}</p>")])
    locked = newsroom.article(section, title=f"{word} terkunci", slug="terkunci")
    PageViewRestriction.objects.create(page=locked, restriction_type="password", password=PASSWORD)
    newsroom.article(section, title=f"{word} dua").unpublish()
    Redirect.objects.create(site=site, old_path=f"/{word.lower()}", redirect_page=article)
    Redirect.objects.create(site=site, old_path="/lama", redirect_page=article)
    zone = {"code": "hero", "title": word, "stories": [{"article": article}], "is_filled": True}
    Front.objects.create(page=Page.objects.get(pk=home.pk), zones=[("zone", zone)])
    settings = PortalSettings.for_site(site)
    settings.tagline = word
    settings.save()
    AdsTxt.objects.create(site=site, text=f"{word.lower()}.example, 1, DIRECT\n")
    return Own(
        word, site, home, section, article, blog, locked, _form(site, word), _preview(article, word)
    )  # fmt: skip


def _form(site: Site, word: str) -> Form:
    form = Form.objects.create(site=site, code="kontak", title=f"{word} kontak")
    FormField.objects.create(form=form, label=f"{word} nama", field_type="singleline", required=True)
    return form


def _preview(article: ArticlePage, word: str) -> str:
    user = User.objects.create_superuser(word.lower(), password="kata-sandi-panjang")
    return previews.open_preview(page=article, user=user, source="form", now=clock.now())[1]
