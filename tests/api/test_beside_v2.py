"""docs/frontends.md beside Wagtail's own API v2: each of its keys is carried as it is, or explained there."""

import re
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from django.test import Client
from modelcluster.models import get_all_child_relations
from wagtail.api import APIField

from articles.models import ArticlePage, HomePage, SectionPage, StandardPage
from tests.api.calls import call, read
from tests.api.example_portal import open_portal

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock"),
    pytest.mark.urls("tests.api.wagtail_v2"),
]

PAGE = Path(__file__).parents[2] / "docs" / "frontends.md"
MODELS = {"article": ArticlePage, "home": HomePage, "section": SectionPage, "policy": StandardPage}
ZONED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")


@pytest.fixture(scope="module")
def portal(kept):
    with kept():
        yield open_portal()


@pytest.fixture
def everything(monkeypatch):
    """v2 as it is with every field of our pages given to it."""
    for model in MODELS.values():
        fields = [APIField(name) for name in fields_of(model)]
        monkeypatch.setattr(model, "api_fields", fields, raising=False)


def fields_of(model):
    own = [field.name for field in model._meta.local_fields if not field.name.endswith("_ptr")]
    beside = [relation.related_name for relation in get_all_child_relations(model)]
    return [*own, *beside, *(field.name for field in model._meta.local_many_to_many)]


def v2(path, **query):
    response = Client().get(f"/v2/pages/{path}", query)
    assert response.status_code == 200, response.content
    return orjson.loads(response.content)


def rows():
    """Of the table on the page: the names in the first column, and what stands in the third."""
    table = PAGE.read_text().partition("## Beside Wagtail's API v2")[2].partition("\n## ")[0]
    for line in re.findall(r"^\|(.*)\|$", table, re.MULTILINE):
        first, _, here, _ = line.split("|")
        yield re.findall(r"`([^`]+)`", first), here.strip()


def explained():
    return {name for names, _ in rows() for name in names}


def said_to_be_the_same():
    return {name for names, here in rows() if here.startswith("the same") for name in names}


def flat(answer):
    """Keys by the names that the page gives them."""
    inside = {f"meta.{name}": value for name, value in answer["meta"].items()}
    return {**{name: value for name, value in answer.items() if name != "meta"}, **inside}


def compared(value):
    """A moment in one notation."""
    if isinstance(value, str) and ZONED.match(value):
        return datetime.fromisoformat(value).astimezone(UTC).replace(microsecond=0)
    return value


def test_the_page_has_the_table():
    assert len(explained()) > 20
    assert {"id", "title", "meta.slug"} <= said_to_be_the_same()


@pytest.mark.parametrize("kind", MODELS)
def test_what_v2_says_of_a_page_is_said_here_too_or_explained(kind, portal, everything):
    theirs, ours = flat(v2(f"{portal[kind]}/", fields="*")), flat(read(f"pages/{portal[kind]}/"))
    carried = {
        name for name, value in theirs.items() if name in ours and compared(value) == compared(ours[name])
    }
    assert sorted(theirs.keys() - carried - explained()) == []
    assert sorted((said_to_be_the_same() & theirs.keys()) - carried) == []


@pytest.mark.usefixtures("portal", "everything")
def test_what_v2_says_of_a_list_is_said_here_too():
    theirs, ours = v2("", type="articles.ArticlePage", limit=1), read("articles/?limit=1")
    assert theirs["meta"].items() <= {**ours["meta"], "total_count": theirs["meta"]["total_count"]}.items()
    assert flat(theirs["items"][0]).keys() <= flat(ours["items"][0]).keys()


@pytest.mark.usefixtures("portal", "everything")
def test_what_the_page_says_of_v2_is_so():
    answer = Client().get("/v2/pages/")
    assert ("ETag" in answer.headers, "Cache-Control" in answer.headers) == (False, False)
    assert answer.headers["Vary"] == "Accept, Cookie"
    refused = Client().get("/v2/pages/", {"limit": 21})
    assert (refused.status_code, list(orjson.loads(refused.content))) == (400, ["message"])
    assert call("articles/?limit=100").status_code == 200
    repeated = orjson.loads(Client().get("/v2/pages/?limit=2&limit=1").content)
    assert len(repeated["items"]) == 1
    assert call("articles/?limit=2&limit=1").status_code == 400
