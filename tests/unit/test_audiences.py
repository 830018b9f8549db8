"""What part of the requests a rule of places or key-values lets pass."""

from __future__ import annotations

import pytest

from ads.rules.audiences import part_of

SHARES = {
    "ID": 0.8,
    "ID-JB": 0.3,
    "ID-JK": 0.2,
    "SG": 0.1,
    "topic=vote": 0.25,
    "topic=food": 0.25,
    "fan=yes": 0.5,
}


@pytest.mark.parametrize(
    ("dimension", "modes", "expected"),
    [
        ("geo", {}, 1.0),
        ("geo", {"any_of": []}, 0.0),
        ("geo", {"any_of": ["ID"]}, 0.8),
        ("geo", {"any_of": ["ID-JB", "ID-JK"]}, 0.5),
        ("geo", {"any_of": ["ID", "ID-JB"]}, 0.8),
        ("geo", {"any_of": ["ID", "SG"]}, 0.9),
        ("geo", {"none_of": ["ID"]}, 0.2),
        ("geo", {"any_of": ["ID"], "none_of": ["ID-JB"]}, 0.5),
        ("geo", {"any_of": ["ID"], "none_of": ["SG"]}, 0.8),
        ("geo", {"any_of": ["ID-JB"], "none_of": ["ID"]}, 0.0),
        ("geo", {"any_of": ["MY"]}, None),
        ("geo", {"any_of": ["ID"], "none_of": ["MY"]}, None),
        ("key_value", {"any_of": ["topic=vote"]}, 0.25),
        ("key_value", {"any_of": ["topic=vote", "topic=food"]}, 0.5),
        ("key_value", {"any_of": ["topic=vote", "fan=yes"]}, 0.625),
        ("key_value", {"none_of": ["fan=yes"]}, 0.5),
        ("key_value", {"any_of": ["topic=vote"], "none_of": ["fan=yes"]}, 0.125),
        ("key_value", {"none_of": ["fan=no"]}, None),
    ],
)
def test_the_part_of_a_rule_is_made_of_the_parts_of_its_values(dimension, modes, expected):
    found = part_of(dimension, modes, SHARES)
    assert found == (None if expected is None else pytest.approx(expected))
