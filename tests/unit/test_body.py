"""JSON bodies against shapes."""

from typing import Any

import pytest

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
