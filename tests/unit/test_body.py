"""JSON bodies against shapes."""

from typing import Any

import orjson
import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from api.http import body
from api.http.errors import ApiProblem

SHAPE = body.keys(
    ("name",),
    name=body.text(most=5),
    kind=body.choice("a", "b"),
    sizes=body.array(body.integer(1, 9), most=2, least=1),
    pairs=body.mapping(body.text(most=3), most=1),
    is_on=body.boolean,
)


def test_what_is_absent_is_none() -> None:
    absent = {"kind": None, "sizes": None, "pairs": None, "is_on": None}
    assert SHAPE({"name": "x"}, "") == {"name": "x", **absent}
    assert SHAPE({"name": "x", **absent}, "") == {"name": "x", **absent}


def test_reads_every_kind() -> None:
    value = {"name": "x", "kind": "a", "sizes": [1, 9], "pairs": {"k": "v"}, "is_on": False}
    assert SHAPE(value, "") == {**value, "sizes": (1, 9)}


@pytest.mark.parametrize(
    ("value", "parameter", "allowed"),
    [
        ({"name": "toolong"}, "name", "1-5 characters"),
        ({"name": "x", "kind": "c"}, "kind", ("a", "b")),
        ({"name": "x", "kind": ["a"]}, "kind", ("a", "b")),
        ({"name": "x", "sizes": []}, "sizes", "1-2 values"),
        ({"name": "x", "sizes": [1, 10]}, "sizes[1]", "1-9"),
        ({"name": "x", "sizes": [True]}, "sizes[0]", "1-9"),
        ({"name": "x", "pairs": {"k": "v", "l": "v"}}, "pairs", "at most 1 keys"),
        ({"name": "x", "pairs": {"": "v"}}, "pairs", "1-100 characters"),
        ({"name": "x", "is_on": 1}, "is_on", ("true", "false")),
        ({"name": "x", "other": 1}, "other", ("name", "kind", "sizes", "pairs", "is_on")),
        ({}, "name", ("name", "kind", "sizes", "pairs", "is_on")),
    ],
)
def test_names_the_key_and_what_is_allowed(value: Any, parameter: str, allowed: Any) -> None:
    with pytest.raises(ApiProblem) as raised:
        SHAPE(value, "")
    (fault,) = raised.value.errors
    assert (raised.value.status, fault.parameter, fault.allowed) == (400, parameter, allowed)


def sent(raw: bytes) -> Any:
    return body.read_json(RequestFactory().post("/", raw, content_type="application/json"))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b'{"a": 1, "a": 1}', "a"),
        (b'{"a": {"b": 1, "c": ":", "b": 2}}', "b"),
        (b'[{"x": 1}, {"y": [{"z" : null, "z":0}]}]', "z"),
        (rb'{"a": 1, "\u0061": 2}', "a"),
        (b'{"": 1, "": 2}', ""),
    ],
)
def test_a_key_that_is_given_twice_is_named_and_refused(raw: bytes, name: str) -> None:
    with pytest.raises(ApiProblem) as raised:
        sent(raw)
    (fault,) = raised.value.errors
    assert (raised.value.status, fault.code, fault.parameter) == (400, "repeated_key", name)


def test_a_body_that_nests_without_end_is_a_400() -> None:
    with pytest.raises(ApiProblem) as raised:
        sent(b'{"a":' * 1000 + b'":"' + b"}" * 1000)
    assert (raised.value.status, raised.value.code) == (400, "malformed_json")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_repeats_no_key_is_read_as_it_is(value: Any) -> None:
    assert sent(orjson.dumps(value)) == value
