"""The form of an answer: stored bytes as they are, or a part of them."""

import orjson
import pytest

from api.http import fields
from api.http.errors import ApiProblem
from api.http.parameters import Query
from api.http.shapes import shape
from api.serializers.blocks import with_nodes

NAMES = {"id": {}, "title": {}, "body": {}, "meta": {"slug": {}}}
STORED = b'{"id":1,"title":"Judul","meta":{"slug":"judul"}}'


def asked(text=None, rich_text="html"):
    given = ({"fields": text} if text else {}) | (
        {"rich_text_format": rich_text} if rich_text != "html" else {}
    )
    selection = fields.parse(text) if text else None
    return shape(Query({"fields": selection, "rich_text_format": rich_text}, given), NAMES)


def test_the_stored_form_is_the_stored_bytes():
    assert asked().of(STORED) is STORED
    assert asked().question == ""


def test_a_part_is_picked_from_the_stored_bytes():
    assert asked("_,meta(slug)").of(STORED) == b'{"meta":{"slug":"judul"}}'
    assert asked("-meta").of(STORED) == b'{"id":1,"title":"Judul"}'


def test_a_field_that_no_type_has_is_refused_at_once():
    with pytest.raises(ApiProblem) as caught:
        asked("draft_title")
    assert caught.value.code == "unknown_field"
    assert caught.value.errors[0].allowed == ("body", "id", "meta", "title")


def test_a_field_that_this_type_has_not_is_refused_too():
    with pytest.raises(ApiProblem) as caught:
        asked("body").of(STORED)
    assert caught.value.errors[0].allowed == ("id", "meta", "title")


def test_every_rich_text_changes_to_nodes_and_nothing_else():
    items = [{"html": "a <b>b</b>", "text": "a b"}]
    block = {"id": "1", "type": "list", "value": {"ordered": False, "items": items}}
    embed = {"id": "2", "type": "embed", "value": {"html": "<iframe></iframe>", "title": ""}}
    nodes = [
        {"type": "text", "text": "a ", "marks": []},
        {"type": "text", "text": "b", "marks": ["bold"]},
    ]
    listed = {"ordered": False, "items": [{"nodes": nodes, "text": "a b"}]}
    assert with_nodes({"body": [block, embed]}) == {"body": [{**block, "value": listed}, embed]}


def test_nodes_are_asked_for_by_the_format():
    stored = orjson.dumps({"id": 1, "title": "x", "body": [{"html": "a", "text": "a"}], "meta": {}})
    assert orjson.loads(asked(rich_text="json").of(stored))["body"] == [
        {"nodes": [{"type": "text", "text": "a", "marks": []}], "text": "a"}
    ]
