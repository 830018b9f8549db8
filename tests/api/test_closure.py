"""What leaves is what the description names, and what may be asked is what it lists."""

import pytest
from django.apps import apps
from jsonschema import Draft202012Validator

from api.http import openapi
from articles import services
from tests import newsroom
from tests.api import exchanges
from tests.api.calls import BASE, call, problem_of, read
from tests.api.exchanges import Exchange
from tests.api.test_queries import public_paths

pytestmark = pytest.mark.django_db

MODELS = (
    "articles.ArticlePage",
    "articles.SectionPage",
    "articles.Author",
    "articles.Tag",
    "articles.Image",
    "api.Document",
    "api.DocumentText",
    "wagtailcore.Revision",
    "wagtailcore.PageViewRestriction",
    "auth.User",
)
LOOKUPS = ("exact", "icontains", "in")
WAYS_IN = (
    "owner__password",
    "live_revision__content",
    "document__detail",
    "page_ptr__view_restrictions__password",
)
LISTS = ("articles/", "pages/", "search/?q=berita")


def columns():
    models = (apps.get_model(each) for each in MODELS)
    names = {field.name for model in models for field in model._meta.get_fields()}
    return sorted(names - {"+"})


def address(path):
    """A path of the description with something in each of its places."""
    for place, value in (("{page_id}", "1"), ("{article_id}", "1"), ("{file}", "rss.xml")):
        path = path.replace(place, value)
    return path.format(slug="berita", key="berita", section_key="berita", code="kontak")


def asked(path):
    """The names that the description lists for the query of a path."""
    parameters = openapi.document()["paths"][path]["get"].get("parameters", [])
    return {each["name"] for each in parameters if each["in"] == "query"}


@pytest.fixture(autouse=True)
def section():
    return newsroom.section("Berita")


def test_no_column_and_no_way_through_one_is_a_parameter_of_any_answer():
    for path in public_paths():
        allowed = asked(path)
        refused = [name for name in _names() if name not in allowed]
        for start in range(0, len(refused), 25):
            names = refused[start : start + 25]
            found = problem_of(call(f"{address(path)}?{'&'.join(f'{name}=1' for name in names)}"))
            assert found["status"] == 400, (path, found)
            assert {each["parameter"] for each in found["errors"]} >= set(names), path
            assert {tuple(each["allowed"]) for each in found["errors"] if each["parameter"] in names} == {
                tuple(sorted(allowed))
            }


def _names():
    return [*columns(), *(f"{name}__{lookup}" for name in columns() for lookup in LOOKUPS), *WAYS_IN]


@pytest.mark.parametrize("route", LISTS)
def test_no_column_is_an_order_but_those_that_are_listed(route):
    for name in (*columns(), *WAYS_IN):
        for order in (name, f"-{name}"):
            answer = call(f"{route}{'&' if '?' in route else '?'}order={order}")
            if order not in ("published_at", "-published_at", "-updated_at", "relevance"):
                assert answer.status_code == 400, order


def test_no_column_is_a_field_but_the_keys_of_an_article(section):
    article = newsroom.article(section, title="Berita")
    keys = set(read(f"articles/{article.pk}/"))
    for name in (*columns(), *WAYS_IN):
        if name not in keys:
            assert call(f"articles/{article.pk}/?fields={name}").status_code == 400, name
            assert call(f"articles/?fields={name}").status_code == 400, name


def test_every_key_that_leaves_is_named_in_the_description(section):
    author = newsroom.author("Berita", photo=newsroom.image())
    newsroom.article(section, title="Berita", authors=[author], tags=["berita"], lead_image=newsroom.image())
    for path in public_paths():
        url = address(path)
        if "resolve" in url:
            url += "?path=/berita/berita/"
        elif "search" in url:
            url += "?q=berita"
        answer = call(url)
        if answer.headers["Content-Type"] != "application/json":
            continue
        assert answer.status_code in (200, 404), url
        check = Draft202012Validator(_closed(exchanges.schema_of(Exchange("", url, path))))
        assert [error.message for error in check.iter_errors(answer.json())] == [], url


def _closed(schema):
    """The schema with every object shut: a key that it does not name is a fault."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _closed(each) for name, each in schema.items()}
    is_object = isinstance(inner.get("properties"), dict) and inner.get("type") == "object"
    return {"additionalProperties": False, **inner} if is_object else inner


def test_what_only_editors_see_moves_no_count_and_no_order(section):
    shown = [newsroom.article(section, title=title) for title in ("Satu", "Dua")]
    routes = (
        "articles/",
        "pages/",
        "search/?q=rahasia",
        "articles/?search=rahasia",
        "archive/",
        f"{BASE}sections/berita/",
    )
    before = {route: call(route).content for route in routes}
    for number, article in enumerate(shown):
        article.draft_title = f"Rahasia {number}"
        draft = article.get_latest_revision_as_object()
        draft.title, draft.standfirst = f"Rahasia {9 - number}", "rahasia"
        draft.save_revision()
    newsroom.article(section, title="Rahasia", publish=False, standfirst="rahasia")
    assert {route: call(route).content for route in routes} == before
    services.publish(shown[0])
    assert read("search/?q=rahasia")["meta"]["total_count"] == 1
