"""Hidden things are in no public answer: every way of hiding, every public GET, with no timer running."""

from datetime import UTC, datetime, timedelta
from itertools import product
from string import Formatter

import pytest
from django.contrib.auth.models import Group, User
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, PageViewRestriction, Site

from api.http import openapi
from api.models import MostRead
from api.previews import services as previews
from articles import services
from articles.models import Author, Form, Front, LiveEntry
from runtime import clock
from tests import adops, newsroom
from tests.api.calls import call, read

pytestmark = pytest.mark.django_db

CANARY = "KENARI"
HIDDEN_SLUG = "kenari-nama"
"""Of an author and of a tag that only the hidden article has."""


def written(section, title, **fields):
    """An article whose author and tag no other article has."""
    author = Author.objects.get_or_create(slug=HIDDEN_SLUG, defaults={"name": f"{CANARY} nama"})[0]
    return newsroom.article(section, title=title, authors=[author], tags=[f"{CANARY} nama"], **fields)


def draft(section, title):
    return written(section, title, publish=False)


def scheduled(section, title):
    page = draft(section, title)
    return services.schedule(page, at=clock.now() + timedelta(days=1))


def expired(section, title):
    page = draft(section, title)
    page.expire_at = clock.now() + timedelta(minutes=1)
    page.save_revision()
    return services.publish(page)


def unpublished(section, title):
    page = written(section, title)
    page.unpublish()
    return page


def behind_a_login(section, title):
    return restricted(section, title, PageViewRestriction.LOGIN)


def behind_a_password(section, title):
    return restricted(section, title, PageViewRestriction.PASSWORD, password="rahasia")


def for_a_group(section, title):
    page = restricted(section, title, PageViewRestriction.GROUPS)
    page.view_restrictions.get().groups.add(Group.objects.create(name="Dalam"))
    return page


def restricted(page_parent, title, kind, **fields):
    page = written(page_parent, title)
    PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)
    return page


def edited_but_not_published(section, title):
    page = newsroom.article(section, title="Terbit biasa")
    page.title, page.slug = title, "terbit-biasa"
    page.standfirst = CANARY
    page.tags.add(f"{CANARY} nama")
    page.save_revision()
    return


def deleted(section, title):
    page = written(section, title)
    page.delete()
    return


def under_an_unpublished_section(section, title):
    hidden = newsroom.section(f"{CANARY} bagian", parent=section)
    page = written(hidden, title)
    type(hidden).objects.get(pk=hidden.pk).unpublish(set_expired=False)
    return page


def under_a_restricted_section(section, title):
    hidden = newsroom.section(f"{CANARY} bagian", parent=section)
    page = written(hidden, title)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    return page


WAYS = [
    draft,
    scheduled,
    expired,
    unpublished,
    behind_a_login,
    behind_a_password,
    for_a_group,
    edited_but_not_published,
    deleted,
    under_an_unpublished_section,
    under_a_restricted_section,
]


def refer_to(page, section):
    """Everything by which a public page could show a hidden one."""
    link = f'<p>Baca <a linktype="page" id="{page.pk}">ini</a>.</p>'
    fresh = type(page).objects.filter(pk=page.pk).first()
    newsroom.article(
        section,
        title="Pengantar",
        authors=[newsroom.author("Siti Rahma")],
        tags=["umkm"],
        body=[("paragraph", link), ("related_link", {"title": "", "page": fresh, "url": ""})],
    )
    blog = newsroom.article(section, title="Langsung", label="live")
    told = [("paragraph", link), ("related_link", {"title": "", "page": fresh, "url": ""})]
    LiveEntry.objects.create(article=blog, title="Kabar", body=told)
    LiveEntry.objects.create(article=fresh, title=f"{CANARY} kabar", body=[("paragraph", link)])
    Redirect.add_redirect("/lama", fresh, is_permanent=True)
    pin(fresh, on=newsroom.home())
    pin(fresh, on=section)
    MostRead.objects.create(
        site=Site.objects.get(), locale="id", window="24h", rank=1, page_id=getattr(fresh, "pk", 0)
    )


def preview_urls():
    """What an editor who opens the public pages that refer to a hidden one sees of it."""
    editor = User.objects.create_superuser("pratinjau")
    shown = Page.objects.filter(slug__in=["pengantar", "langsung", "beranda", "berita"])
    for page in shown.specific():
        token = previews.open_preview(page=page, user=editor, source="form", now=clock.now())[1]
        yield from (f"preview/?token={token}", f"preview/userbar/?token={token}")


def pin(story, *, on):
    """Placed on a front, the zone named after nothing and leading to the story itself."""
    zone = {"code": "hero", "title": "", "stories": [{"article": story}], "more": story, "is_filled": True}
    Front.objects.create(page=Page.objects.get(pk=on.pk), zones=[("zone", zone)])


NAMED = ("siti-rahma", "umkm", HIDDEN_SLUG)
"""Slugs of authors and of tags."""
NO_CONTENT = {"/api/v1/click/{token}/", "/api/v1/events/{token}.gif"}
"""They count, and answer with an address of an ad or with a point."""


def public_paths():
    """Every GET of the OpenAPI that a stranger may ask."""
    for path, methods in openapi.document()["paths"].items():
        may_anybody = {} in (methods.get("get", {}).get("security") or [{}])
        if "get" in methods and may_anybody and path not in NO_CONTENT:
            yield path


def numbers():
    """Of each page that there is or was, and of some that never were.

    The log tells of those that are gone: PostgreSQL takes no number back, and leaves out many between.
    """
    known = {*Page.objects.values_list("pk", flat=True), *PageLogEntry.objects.values_list("page", flat=True)}
    return sorted(known | {max(known) + more for more in range(1, 5)})


def filled(path):
    """The addresses that a path of the OpenAPI stands for here. KeyError for a parameter that is new."""
    fill = {
        "key": ["berita"],
        "section_key": ["berita"],
        "slug": ["pengantar", "terbit-biasa", *NAMED],
        "file": ["rss.xml", "atom.xml", "feed.json"],
        "code": ["kontak", "bawah"],
        "page_id": numbers(),
        "article_id": numbers(),
    }
    names = [name for _, name, _, _ in Formatter().parse(path) if name]
    for values in product(*(fill[name] for name in names)):
        yield path.format(**dict(zip(names, values, strict=True)))


def public_urls():
    """Every public GET of the OpenAPI, filled with what exists, and questions that it leaves open."""
    for path in public_paths():
        yield from filled(path)
    yield from (
        "slots/decide/?slots=bawah&path=/berita/pengantar/",
        f"slots/decide/?slots=bawah&path=/berita/{CANARY.lower()}-satu/",
    )
    yield from (
        "/sitemap.xml?page=1",
        "articles/?limit=20&fields=*",
        "articles/?order=-updated_at&limit=100",
        "pages/?limit=20&fields=*",
        "pages/?limit=100&order=-updated_at",
        "pages/?limit=100&descendant_of=root",
        f"pages/?slug={CANARY.lower()}-satu",
        f"pages/find/?html_path=/berita/{CANARY.lower()}-satu/",
        f"pages/?search={CANARY}",
        "search/?q=satu",
        f"search/?q={CANARY}&order=-published_at",
        "search/?q=pelatihan&limit=100",
        f"articles/?search={CANARY}",
        "resolve/?path=/lama/",
        "resolve/?path=/berita/",
        "resolve/?path=/berita/pengantar/",
        f"resolve/?path=/berita/{CANARY.lower()}-satu/",
        *(f"resolve/?path=/{route}/{slug}/" for route in ("penulis", "topik") for slug in NAMED),
    )


@pytest.fixture(scope="module")
def section(kept):
    with kept(datetime.now(UTC)):
        Form.objects.create(code="kontak", title="Hubungi redaksi")
        adops.line_item("network", [adops.slot("bawah")])
        yield newsroom.section("Berita")


def leaks(answers):
    """The addresses whose answers tell of the hidden; some repeat its path, which was asked for."""
    return [
        url
        for url, answer in answers.items()
        if CANARY in answer.content.decode().upper().replace(f"/{CANARY}-SATU/", "")
    ]


def expires(page, clock):
    """It has said so from the start: nobody does anything."""
    clock.advance(timedelta(days=2))


HIDING = {
    "unpublished": lambda page, clock: page.unpublish(),
    "expired": expires,
    "behind a login": lambda page, clock: PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    ),
    "section behind a login": lambda page, clock: PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    ),
}


@pytest.mark.parametrize("hide", HIDING.values(), ids=HIDING.keys())
def test_what_was_public_is_in_no_answer_once_it_is_hidden(section, clock, hide):
    """After everybody has asked for everything, so that each answer is kept wherever answers are kept."""
    clock.set(datetime.now(UTC))
    berita = type(section).objects.get(pk=section.pk)
    page = draft(newsroom.section("Bagian", parent=berita), f"{CANARY} satu")
    page.expire_at = clock.now() + timedelta(days=1)
    page.save_revision()
    page = services.publish(page)
    refer_to(page, berita)
    urls = list(public_urls())
    assert len(leaks({url: call(url) for url in urls})) > 40
    page = type(page).objects.get(pk=page.pk)
    hide(page, clock)
    answers = {url: call(url) for url in [*urls, *preview_urls()]}
    assert leaks(answers) == []
    assert all(answer.status_code < 500 for answer in answers.values())


@pytest.mark.parametrize("hide", WAYS, ids=lambda way: way.__name__)
def test_a_hidden_article_is_in_no_public_answer(section, clock, hide):
    clock.set(datetime.now(UTC))
    page = hide(type(section).objects.get(pk=section.pk), f"{CANARY} satu")
    if page is not None and type(page).objects.filter(pk=page.pk).exists():
        refer_to(page, section)
    clock.advance(timedelta(minutes=2))
    answers = {url: call(url) for url in [*public_urls(), *preview_urls()]}
    assert leaks(answers) == []
    assert all(answer.status_code < 500 for answer in answers.values())
    assert sum(answer.status_code == 200 for answer in answers.values()) > 8


def test_every_get_of_the_openapi_is_crawled(section):
    """So that one which is new is crawled too, and is not passed over for a parameter that nobody filled."""
    asked = set(public_paths())
    gets = {path for path, methods in openapi.document()["paths"].items() if "get" in methods}
    keyed = {path for path in gets - asked if path.startswith("/api/v1/manage/")}
    assert gets - asked == keyed | NO_CONTENT
    assert {"/api/v1/preview/", "/api/v1/slots/decide/", "/sitemap.xml", "/feeds/{file}"} <= asked
    assert all(next(filled(path), None) for path in asked)


@pytest.mark.parametrize("hide", WAYS[:7], ids=lambda way: way.__name__)
def test_a_hidden_article_moves_no_count(section, clock, hide):
    clock.set(datetime.now(UTC))
    hide(type(section).objects.get(pk=section.pk), f"{CANARY} satu")
    clock.advance(timedelta(minutes=2))
    assert read("articles/")["meta"]["total_count"] == 0
    assert read("sections/berita/")["article_count"] == 0
    assert read("authors/")["items"] == read("tags/")["items"] == []
    assert read("authors/")["meta"]["total_count"] == read("tags/")["meta"]["total_count"] == 0
    assert read("articles/?section=berita")["meta"]["total_count"] == 0


def test_a_login_and_an_unknown_path_answer_alike(section, clock):
    clock.set(datetime.now(UTC))
    behind_a_login(type(section).objects.get(pk=section.pk), f"{CANARY} satu")
    hidden = call(f"resolve/?path=/berita/{CANARY.lower()}-satu/")
    unknown = call("resolve/?path=/berita/tidak-ada/")
    assert (hidden.status_code, hidden.content) == (404, unknown.content)


def test_a_restriction_hides_at_once(section, clock):
    clock.set(datetime.now(UTC))
    page = newsroom.article(type(section).objects.get(pk=section.pk), title=f"{CANARY} satu")
    assert call(f"articles/{page.pk}/").status_code == 200
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert call(f"articles/{page.pk}/").status_code == 404
    assert read("articles/")["items"] == []
