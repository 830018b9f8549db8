"""The OpenAPI: valid, complete, and reviewed by its snapshot; the page for people loads nothing foreign."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import orjson
import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from ads.models.inventory import every_format
from ads.rules.frequency import normalise_frequency_caps
from ads.rules.sizes import check_breakpoints
from ads.rules.targeting import normalise_dayparts, normalise_targeting
from api.http import openapi
from api.serializers import desk_columns
from tests import newsroom
from tests.api.calls import call, read

pytestmark = pytest.mark.django_db

SNAPSHOT = Path(__file__).parent / "snapshots" / "openapi.json"


@pytest.fixture
def document():
    openapi.document.cache_clear()
    GENERATOR_STATS.reset()
    return openapi.document()


def test_it_is_valid_openapi_3_1_without_a_warning(document):
    validate_schema(document)
    assert document["openapi"] == "3.1.0"
    assert not GENERATOR_STATS


def test_it_equals_the_stored_snapshot(document):
    """After a wanted change: WARTA_SNAPSHOTS=write make test, and read the diff as the review of the API."""
    public = {name: part for name, part in document.items() if name != "servers"}
    found = orjson.dumps(public, option=orjson.OPT_INDENT_2).decode() + "\n"
    if os.environ.get("WARTA_SNAPSHOTS") == "write":
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(found)
    assert found == SNAPSHOT.read_text()


def test_every_operation_says_what_it_is_and_how_it_fails(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], path
            assert any(status[0] in "23" for status in operation["responses"]), path
            assert any(status.startswith("4") for status in operation["responses"]), (path, method)
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description"), (path, parameter["name"])


def test_the_answers_of_public_routes_name_their_headers(document):
    headers = document["paths"]["/api/v1/articles/"]["get"]["responses"]["200"]["headers"]
    assert {"ETag", "Cache-Control", "Cache-Tag", "Surrogate-Key", "Vary", "Warta-Version", "Link"} <= set(
        headers
    )


def test_blocks_are_told_apart_by_their_type(document):
    block = document["components"]["schemas"]["Block"]
    assert block["discriminator"]["propertyName"] == "type"
    assert set(block["discriminator"]["mapping"]) == {
        "paragraph",
        "heading",
        "list",
        "image",
        "gallery",
        "quote",
        "embed",
        "related_link",
        "document",
        "table",
        "fact_box",
        "faq",
        "timeline",
        "audio",
        "video",
        "call_to_action",
        "divider",
        "slot",
        "form",
    }


def test_it_is_served_as_json_and_is_the_same_document(document):
    newsroom.home()
    assert read("schema/") == document


class References(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.inline = [], []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.found += [value for name, value in attrs if name in ("src", "href", "action", "srcset")]
        self.inline += [name for name in names if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag in ("script", "style", "iframe") else []


def test_the_page_for_people_loads_nothing_foreign_and_nothing_inline():
    response = call("docs/")
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    references = References()
    references.feed(response.content.decode())
    assert references.inline == []
    assert all(re.match(r"[#/](?!/)", reference) for reference in references.found)


def test_the_page_for_people_names_every_endpoint(document):
    page = call("docs/").content.decode()
    assert all(path in page for path in document["paths"])


def untyped(schema, place=""):
    """Where a generated client would have to write `unknown`."""
    if not set(schema) - {"title", "description", "readOnly", "writeOnly", "nullable", "default"}:
        yield place
    for name, each in schema.get("properties", {}).items():
        yield from untyped(each, f"{place}.{name}")
    if "items" in schema:
        yield from untyped(schema["items"], f"{place}[]")


def test_everything_has_a_type(document):
    assert list(untyped({"title": "x"}, "here")) == ["here"]
    schemas = document["components"]["schemas"]
    assert [place for name, schema in schemas.items() for place in untyped(schema, name)] == []


def test_what_is_told_of_a_booking_holds_for_what_is_stored():
    stored = {
        "targeting": normalise_targeting(
            {"section": {"any_of": ["pelatihan"]}, "geo": {"none_of": ["ID-JB"]}}
        ),
        "dayparts": normalise_dayparts([167, 0]),
        "frequency_caps": normalise_frequency_caps([{"count": 1000, "seconds": 60}]),
        "breakpoints": check_breakpoints([{"min_width": 0, "sizes": [[300, 250], [1, 4000]]}]),
        "formats": every_format(),
    }
    for column, value in stored.items():
        assert value, column
        jsonschema.validate(value, desk_columns.SCHEMAS[column])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"sections": {}}, desk_columns.SCHEMAS["targeting"])
