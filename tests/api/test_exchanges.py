"""The answers on docs/frontends.md are answers: of the shape that comes, and as the OpenAPI says.

After a wanted change: `WARTA_SNAPSHOTS=write pytest tests/api/test_exchanges.py` writes them anew.
"""

import os
import re
from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator

from api.http import openapi
from tests.api import exchanges
from tests.api.example_portal import UNSHOWN, open_portal
from tests.api.examples import EXCHANGES
from tests.api.exchanges import Exchange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = Path(__file__).parents[2] / "docs" / "frontends.md"
BEGIN, END = "<!-- answers -->\n", "<!-- /answers -->\n"
JSON = [exchange for exchange in EXCHANGES if exchange.shows is Exchange.shows]
NARROWED = re.compile(r"[?&]fields=")


@pytest.fixture(scope="module")
def portal(kept):
    """What the examples speak of, by the names that stand in their addresses."""
    with kept():
        yield open_portal()


def answer(exchange, portal):
    response = exchange.filled(portal).send()
    assert response.status_code == exchange.status, response.content
    return exchange.shows(response)


def section_of(exchange, portal):
    """With the names of what readers have to fill in: nobody else has this token."""
    shown = {name: f"<{name}>" if name in UNSHOWN else value for name, value in portal.items()}
    return exchanges.section(exchange.filled(shown), answer(exchange, portal))


def on_the_page():
    """What stands under each heading: JSON, or text."""
    text = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
    found = re.findall(r"^### (.+?)\n.*?```(json|xml|html|text)\n(.*?)\n```", text, re.DOTALL | re.MULTILINE)
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
    came = answer(exchange, portal)
    assert exchanges.skeleton(on_the_page()[exchange.title]) == exchanges.skeleton(came)


@pytest.mark.parametrize("exchange", JSON, ids=lambda exchange: exchange.title)
def test_an_answer_on_the_page_is_as_the_openapi_says(exchange):
    schema = exchanges.schema_of(exchange)
    check = Draft202012Validator(
        exchanges.of_some_fields(schema) if NARROWED.search(exchange.path) else schema
    )
    assert [error.message for error in check.iter_errors(on_the_page()[exchange.title])] == []


# --- nothing is missing ------------------------------------------------------------------------------


def public_operations():
    """All that frontends call; the desk's side is on the page of ad managers."""
    for path, methods in openapi.document()["paths"].items():
        for method, operation in methods.items():
            if "/manage/" not in path and operation["operationId"] != "schema":
                yield path, method.upper(), operation


def test_every_operation_is_shown():
    shown = {(exchange.key[1], exchange.method) for exchange in EXCHANGES}
    assert [(path, method) for path, method, _ in public_operations() if (path, method) not in shown] == []


def test_every_parameter_is_shown():
    asked = {name for exchange in EXCHANGES for name in re.findall(r"[?&](\w+)=", exchange.path)}
    asked |= {name for exchange in EXCHANGES for name in exchange.headers}
    known = {
        parameter["name"]
        for _, _, operation in public_operations()
        for parameter in operation.get("parameters", ())
        if parameter["in"] in ("query", "header")
    }
    assert sorted(known - asked) == []


def test_every_shape_is_shown():
    components = openapi.document()["components"]["schemas"]
    shown, named = set(), set()
    for exchange in JSON:
        schema = exchanges.schema_of(exchange)
        shown |= set(exchanges.shapes_in(on_the_page()[exchange.title], schema, components))
    for _, _, operation in public_operations():
        named |= set(exchanges.shapes_named(operation["responses"], components))
    assert sorted(named - shown) == []
