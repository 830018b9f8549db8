"""Cursors: a position that belongs to one question, and nothing else is believed."""

import base64
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.errors import ApiProblem
from api.http.pagination import binding, cursor_text, envelope, link_header, read_cursor
from api.http.parameters import Query
from api.published.windows import Cursor

AT = datetime(2026, 8, 15, 5, 0, 0, 123456, tzinfo=UTC)


def packed(value):
    return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


@pytest.mark.parametrize("is_backward", [False, True])
def test_a_cursor_survives_the_journey_to_the_microsecond(is_backward):
    cursor = Cursor(AT, 42, is_backward)
    assert read_cursor(cursor_text(cursor, "abc"), "abc") == cursor


def test_the_cursor_of_another_question_is_a_mismatch():
    with pytest.raises(ApiProblem) as caught:
        read_cursor(cursor_text(Cursor(AT, 42), "abc"), "abd")
    assert (caught.value.status, caught.value.code) == (400, "cursor_mismatch")


@pytest.mark.parametrize(
    "text",
    [
        "garbage",
        "",
        "é",
        "====",
        packed([]),
        packed({"a": 1}),
        packed([2, "abc", 1, 1, 0]),
        packed([1, "abc", "1", 1, 0]),
        packed([1, "abc", 10**18, 1, 0]),
        packed([1, "abc", 1, -1, 0]),
        packed([1, "abc", 1, 1, 7]),
        packed([1, "abc", 1.5, 1, 0]),
        packed([1, "abc", 1, 1, 0, 0]),
        packed([True, "abc", 1, 1, 0]) + "!",
    ],
)
def test_garbage_is_refused(text):
    with pytest.raises(ApiProblem) as caught:
        read_cursor(text, "abc")
    assert (caught.value.status, caught.value.code) == (400, "invalid_cursor")


@given(st.text(max_size=120) | st.binary(max_size=80).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(ApiProblem) as caught:
        read_cursor(text, "abc")
    assert caught.value.status == 400


def test_binding_is_order_and_filters_only():
    page = {"limit": "5", "fields": "_", "count": "none", "offset": "3", "cursor": "x"}
    first = Query({}, {"tag": "umkm"} | page)
    assert binding(first) == binding(Query({}, {"tag": "umkm"}))
    assert binding(first) != binding(Query({}, {"tag": "umkm", "order": "published_at"}))


def test_envelope_puts_bytes_between_brackets():
    body = envelope([b'{"id":1}', b'{"id":2}'], total=None, next_url="n", previous_url=None, cursor="c")
    assert orjson.loads(body) == {
        "meta": {"total_count": None, "next": "n", "previous": None, "cursor": "c"},
        "items": [{"id": 1}, {"id": 2}],
    }


def test_link_header_names_both_neighbours():
    assert link_header("https://x/2", "https://x/0") == '<https://x/2>; rel="next", <https://x/0>; rel="prev"'
    assert link_header(None, None) is None
