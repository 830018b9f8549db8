"""Every route and every parameter of the OpenAPI, asked of one portal with what belongs to the other.

The table is the schema's own: a new route or parameter fails here until it says where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import orjson
import pytest
from django.test import Client

from ads.counting import statistics
from ads.counting.models import PageView
from api import keys
from api.http import openapi
from api.published import popular, queue
from articles.models import FormSubmission
from runtime import clock
from tests import adops, newsroom
from tests.api.ads.calls import EVENTS, chosen, post
from tests.api.calls import BASE, call, ids, problem, problem_of, read
from tests.api.two_portals import HERE, HOST, PASSWORD, SECOND, THERE, Own, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OF_THE_INSTALLATION = {
    "/api/v1/schema/": "what can be asked is the same everywhere",
    "/api/v1/slots/": "slots are named by the pages of every portal",
    "/api/v1/click/{token}/": "the token names the one ad that was shown",
    "/api/v1/events/{token}.gif": "the token names the one ad that was shown",
    "/api/v1/preview/userbar/": "the token names the one page",
}
"""What knows no site, and why it need not. All under manage/ belongs to the ad desk, which is one."""

ASKED_APART = {
    "/api/v1/slots/decide/",
    "/api/v1/slots/{code}/frame/",
    "/api/v1/events/",
    "/api/v1/forms/{code}/",
    "/api/v1/pages/{page_id}/unlock/",
    "/api/v1/preview/",
}
"""Routes with a test of their own below, as they take a body, a key or a token."""

NEUTRAL = {
    "count": ["exact", "none"],
    "fields": ["*"],
    "limit": ["0", "20"],
    "offset": ["0", "1"],
    "order": ["-published_at", "published_at", "-updated_at"],
    "rich_text_format": ["json"],
    "published_at__gt": ["2000-01-01"],
    "published_at__gte": ["2000-01-01"],
    "published_at__lt": ["2100-01-01"],
    "published_at__lte": ["2100-01-01"],
    "published_on": ["2026"],
    "label": ["news", "live"],
    "type": ["articles.ArticlePage,articles.SectionPage,articles.HomePage"],
    "show_in_menus": ["true", "false"],
    "window": ["24h", "30d"],
    "locale": ["id"],
    "fallback": ["id"],
    "page": ["1"],
}
"""Values that name nothing of anybody."""


def of_the_other(other: Own) -> dict[str, list[str]]:
    """The values of each parameter that name something of the other portal."""
    pages = [str(each.pk) for each in (other.home, other.section, other.article, other.blog, other.locked)]
    return {
        "page_id": pages,
        "article_id": [str(other.article.pk), str(other.blog.pk)],
        "slug": [other.slug("author"), other.slug("tag"), "satu"],
        "key": ["berita"],
        "section_key": ["berita"],
        "code": ["kontak"],
        "file": ["rss.xml", "atom.xml", "feed.json"],
        "author": [other.slug("author")],
        "tag": [other.slug("tag")],
        "tag__in": [other.slug("tag")],
        "section": ["berita"],
        "section__in": ["berita"],
        "search": [other.word, "satu"],
        "q": [other.word, "satu"],
        "id__in": [",".join(pages)],
        "child_of": pages,
        "descendant_of": pages,
        "ancestor_of": pages,
        "translation_of": pages,
        "path": [f"/{other.word.lower()}/", "/lama/", "/", "/berita/", "/berita/satu/", *_routes(other)],
        "html_path": [f"/{other.word.lower()}/", "/", "/berita/satu/"],
    }


def _routes(own: Own) -> list[str]:
    return [
        f"/penulis/{own.slug('author')}/",
        f"/topik/{own.slug('tag')}/",
        f"/berita/{own.word.lower()}-dua/",
    ]


CURSORS = {"cursor", "since"}
"""Bound to their site: see test_a_position_in_one_portal_is_none_in_the_other."""


@pytest.fixture(scope="module")
def portals(kept) -> Iterator[dict[str, Own]]:
    with kept():
        home, second = newsroom.publish(newsroom.home()), newsroom.second_site(HOST)
        made = {HERE: write(home, HERE), THERE: write(second, THERE)}
        queue.drain(now=clock.now())
        yield made


def operations() -> Iterator[tuple[str, str, list[Any]]]:
    for path, methods in openapi.document()["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield path, method, operation.get("parameters", [])


def is_of_a_site(path: str) -> bool:
    return not (path in OF_THE_INSTALLATION or path in ASKED_APART or path.startswith("/api/v1/manage/"))


def names(parameters: list[Any], place: str) -> list[str]:
    return [each["name"] for each in parameters if each["in"] == place]


def test_every_route_says_whose_it_is():
    """All but those of the installation take `site=`."""
    known = {path for path, _, _ in operations()}
    assert known >= OF_THE_INSTALLATION.keys() | ASKED_APART
    for path, method, parameters in operations():
        if is_of_a_site(path):
            assert (path, method, "site" in names(parameters, "query")) == (path, "get", True)


def urls(own: Own, other: Own) -> Iterator[str]:
    """Every route with all that it takes in its path, alone and with each of its parameters."""
    named = of_the_other(other)
    for path, _, parameters in operations():
        if not is_of_a_site(path):
            continue
        inside = names(parameters, "path")
        needed = "&".join(
            f"{each['name']}={named[each['name']][0]}"
            for each in parameters
            if each.get("required") and each["in"] == "query"
        )
        for values in product(*(named[name] for name in inside)):
            filled = path.format(**dict(zip(inside, values, strict=True)))
            yield _with(filled, needed, own.query)
            for name in set(names(parameters, "query")) - CURSORS - {"site"}:
                rest = "&".join(each for each in needed.split("&") if not each.startswith(f"{name}="))
                for value in {**named, **NEUTRAL}[name]:
                    yield _with(filled, rest, f"{name}={value}", own.query)


def _with(path: str, *queries: str) -> str:
    query = "&".join(filter(None, queries))
    return f"{path}?{query}" if query else path


@pytest.mark.parametrize(("word", "other"), [(HERE, THERE), (THERE, HERE)])
def test_nothing_of_the_other_portal_is_in_any_answer(portals, word, other):
    popular_everywhere(portals)
    answers = {url: call(url) for url in urls(portals[word], portals[other])}
    texts = {url: answer.content.decode().upper() for url, answer in answers.items()}
    hidden = portals[other].query or "127.0.0.1:3000/"
    assert len(answers) > 300
    assert {answer.status_code for answer in answers.values()} <= {200, 302, 400, 404, 410}
    # What was asked with may come back in an address, never as a text of its own.
    assert [url for url, text in texts.items() if other in text.replace(f"={other}", "")] == []
    assert [url for url, text in texts.items() if hidden.upper() in text] == []
    assert sum(word in text for text in texts.values()) > 80


def popular_everywhere(portals: dict[str, Own]) -> None:
    seen = [{"type": "page_view", "path": "/berita/satu/", "site": site} for site in (None, HOST)]
    assert post(EVENTS, {"events": seen}).status_code == 204
    statistics.flush()
    popular.rank(now=clock.now())


def test_what_is_asked_for_by_an_id_of_the_other_is_unknown(portals):
    there = portals[THERE]
    for path in (
        *(f"articles/{each.pk}/" for each in (there.article, there.blog)),
        *(f"pages/{each.pk}/" for each in (there.home, there.section, there.article)),
        f"live/{there.blog.pk}/",
    ):
        assert (path, call(path).status_code, call(f"{path}?{SECOND}").status_code) == (path, 404, 200)


def test_a_position_in_one_portal_is_none_in_the_other(portals):
    for path in ("articles/?limit=1", "pages/?limit=1", f"live/{portals[HERE].blog.pk}/?"):
        cursor = read(path)["meta"]["cursor"]
        name = "since" if path.startswith("live") else "cursor"
        assert problem(f"{path}&{name}={cursor}&{SECOND}")["code"] == "cursor_mismatch"


def test_each_portal_has_its_own_most_read(portals):
    seen = [("/berita/satu/", HOST)] * 2 + [("/berita/langsung/", None)]
    for number, (path, site) in enumerate(seen):
        event = {"type": "page_view", "path": path, "site": site}
        post(EVENTS, {"events": [event]}, **{"User-Agent": f"Mozilla/5.0 Firefox/12{number}"})
    statistics.flush()
    assert set(PageView.objects.values_list("path", "view_count")) == {
        ("//kedua.example/berita/satu/", 2),
        ("/berita/langsung/", 1),
    }
    popular.rank(now=clock.now())
    assert [card["title"] for card in read("most-read/")["items"]] == [f"{HERE} langsung"]
    assert [card["title"] for card in read(f"most-read/?{SECOND}")["items"]] == [f"{THERE} satu"]


def test_an_ad_meets_the_page_of_the_portal_that_asks(portals):
    slot = adops.slot("article-bottom-1")
    item = adops.line_item("network", [slot], targeting={"tag": {"any_of": [portals[THERE].slug("tag")]}})
    asked = {"path": "/berita/satu/"}
    assert chosen("article-bottom-1", page=asked) is None
    assert chosen("article-bottom-1", page={**asked, "site": HOST}) == item.pk
    query = "slots/decide/?slots=article-bottom-1&path=/berita/satu/"
    assert read(query)["decisions"] == {"article-bottom-1": None}
    assert read(f"{query}&{SECOND}")["decisions"]["article-bottom-1"]["line_item"] == item.pk
    frame = "slots/article-bottom-1/frame/?path=/berita/satu/"
    assert b"<img" not in call(frame).content
    assert b"<img" in call(f"{frame}&{SECOND}").content


@pytest.mark.parametrize(
    ("url", "sent", "key"),
    [
        ("slots/decide/", {"slots": ["a"], "page": {"path": "/", "site": "lain.example"}}, "page.site"),
        (
            "events/",
            {"events": [{"type": "page_view", "path": "/", "site": "lain.example"}]},
            "events[0].site",
        ),
    ],
)
def test_a_host_that_is_no_portal_is_refused_with_those_that_are(portals, url, sent, key):
    adops.slot("a")
    found = problem_of(post(f"{BASE}{url}", sent))["errors"][0]
    assert (found["parameter"], found["code"], found["allowed"]) == (
        key,
        "unknown_site",
        ["127.0.0.1:3000", HOST],
    )


def test_a_form_is_shown_and_filled_in_where_it_stands(portals):
    for own in portals.values():
        assert read(f"forms/kontak/?{own.query}")["title"] == f"{own.word} kontak"
        field = f"{own.word.lower()}_nama"
        assert sent(f"forms/kontak/?{own.query}", {field: "Sari"}).status_code == 201
        assert FormSubmission.objects.latest("pk").form == own.form
    refused = sent("forms/kontak/", {f"{THERE.lower()}_nama": "Sari"})
    assert problem_of(refused)["errors"][0]["code"] == "unknown_key"


def sent(path: str, body: Any) -> Any:
    content = orjson.dumps(body)
    client = Client(raise_request_exception=False)
    return client.generic("POST", BASE + path, content, content_type="application/json")


def test_a_password_opens_the_page_of_its_own_portal_alone(portals):
    here, there = portals[HERE], portals[THERE]
    assert sent(f"pages/{there.locked.pk}/unlock/", {"password": PASSWORD}).status_code == 404
    token = sent(f"pages/{here.locked.pk}/unlock/", {"password": PASSWORD}).json()["token"]
    path = "resolve/?path=/berita/terkunci/"
    held = {"Warta-Unlock": token}
    assert call(path, headers=held).json()["page"]["title"] == f"{HERE} terkunci"
    assert call(f"{path}&{SECOND}", headers=held).json() == {
        "kind": "locked",
        "id": there.locked.pk,
        "unlock_url": f"http://127.0.0.1:8000/api/v1/pages/{there.locked.pk}/unlock/?{SECOND}",
    }


def test_a_preview_is_its_own_portals(portals):
    there = portals[THERE]
    held = {"Warta-Preview": there.preview_token}
    assert call(f"preview/?{SECOND}", headers=held).json()["page"]["title"] == f"{THERE} satu"
    refused = call("preview/?site=127.0.0.1:3000", headers=held)
    assert problem_of(refused)["code"] == "preview_expired"
    key = keys.create(name="next", scopes=("preview",), lifetime=None, now=clock.now())[1]
    bearer = {"Authorization": f"Bearer {key}"}
    for own in portals.values():
        found = call(f"preview/?path=/berita/satu/&{own.query}", headers=bearer).json()
        assert found["page"]["title"] == f"{own.word} satu"
    assert call(f"preview/?path=/berita/{THERE.lower()}-dua/", headers=bearer).status_code == 404


def test_lists_of_either_are_complete(portals):
    for own in portals.values():
        shown = [own.article.pk, own.blog.pk]
        assert sorted(ids(read(f"articles/?{own.query}"))) == shown
        assert read(f"front/?{own.query}")["zones"][0]["title"] == own.word
