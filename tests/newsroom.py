"""What a newsroom has, for tests: made through real revisions, as the admin does."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils.text import slugify
from PIL import Image as Picture
from wagtail.models import Locale, Page, Site

from articles import services
from articles.models import ArticlePage, Author, HomePage, Image, SectionPage, StandardPage

_numbers = count(1)

BODY = [
    ("paragraph", "<p>Para peserta berkumpul sejak pagi.</p>"),
    ("paragraph", "<p>Pelatihan berlangsung tiga hari.</p>"),
]


def home() -> HomePage:
    """The home page of the default site; made where the database has none."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site and isinstance(site.root_page.specific, HomePage):
        return site.root_page.specific
    return _make_home(site)


def _make_home(site: Site | None) -> HomePage:
    Locale.objects.get_or_create(language_code="id")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    page = HomePage(title="Beranda", slug="beranda")
    root.add_child(instance=page)
    page.save_revision().publish()
    site = site or Site(hostname="localhost", port=3000, is_default_site=True, site_name="Warta")
    site.root_page = page
    site.save()
    return page


def second_site(host: str = "kedua.example", *, language: str = "id") -> HomePage:
    """The home page of another portal in the same installation."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    page = HomePage(title="Kedua", slug=host.partition(".")[0], locale=locale)
    home().get_parent().add_child(instance=page)
    page.save_revision().publish()
    Site.objects.create(hostname=host, port=443, root_page=page, site_name="Kedua")
    return page


def translated(page: Page, language: str = "en", *, publish: bool = True, **fields: Any) -> Page:
    """A page in another language; what is above it has to be there already, the home page is made."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    copy = _fresh(page).copy_for_translation(locale)
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save_revision()
    return services.publish(copy) if publish else copy


def section(
    title: str, *, key: str | None = None, parent: Page | None = None, publish: bool = True, **fields: Any
) -> SectionPage:
    page = SectionPage(title=title, live=False, **fields)
    if key is not None:
        page.key = key
    _fresh(parent or home()).add_child(instance=page)
    page.save_revision()
    return services.publish(page) if publish else page


def article(section: Page, *, title: str | None = None, publish: bool = True, **fields: Any) -> ArticlePage:
    """An article of two paragraphs; `authors` and `tags` are lists, other fields those of the model."""
    title = title or f"Artikel {next(_numbers)}"
    fields.setdefault("body", BODY)
    page = services.create_article(section=_fresh(section), title=title, **fields)
    return services.publish(page) if publish else page


def standard_page(title: str, *, publish: bool = True, **fields: Any) -> StandardPage:
    page = StandardPage(title=title, live=False, **fields)
    _fresh(home()).add_child(instance=page)
    page.save_revision()
    return services.publish(page) if publish else page


def publish(page: Page) -> Page:
    return services.publish(page)


def author(name: str = "Siti Rahma", **fields: Any) -> Author:
    fields.setdefault("slug", slugify(name))
    return Author.objects.create(name=name, **fields)


def image(title: str = "Foto", *, width: int = 1600, height: int = 900, **fields: Any) -> Image:
    fields.setdefault("description", f"{title}, dilihat dari depan")
    return Image.objects.create(
        title=title, file=ContentFile(picture_bytes(width, height), f"{slugify(title)}.jpg"), **fields
    )


def picture_bytes(width: int = 1600, height: int = 900, *, file_format: str = "JPEG") -> bytes:
    """A plain picture that no other call returns again."""
    number = next(_numbers)
    colour = (number * 37 % 256, number * 59 % 256, number * 83 % 256)
    buffer = BytesIO()
    Picture.new("RGB", (width, height), colour).save(buffer, file_format)
    return buffer.getvalue()


def _fresh(page: Page) -> Page:
    """Tree positions are stale as soon as a sibling was added."""
    return Page.objects.get(pk=page.pk).specific
