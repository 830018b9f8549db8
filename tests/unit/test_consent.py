"""What a call's consent grants to creatives."""

import pytest

from ads.decision.types import Need
from ads.rules.consent import grants, purposes_of

SCRIPT, STORAGE, THIRD_PARTY = Need


def tcf(*purposes: int, version: int = 2) -> str:
    """The core of a TCF string in which nothing but the purposes is filled in."""
    import base64

    bits = f"{version:06b}".ljust(152, "0")
    bits += "".join("1" if number in purposes else "0" for number in range(1, 25))
    bits = bits.ljust(240, "0")
    return base64.urlsafe_b64encode(int(bits, 2).to_bytes(30, "big")).decode().rstrip("=")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, {SCRIPT}),
        ({"storage": True}, {SCRIPT, STORAGE}),
        ({"third_party": True}, {SCRIPT, THIRD_PARTY}),
        ({"storage": True, "third_party": True, "gpc": True}, {SCRIPT, STORAGE}),
        ({"storage": True, "third_party": True, "gpc": False}, {SCRIPT, STORAGE, THIRD_PARTY}),
        ({"tcf": tcf()}, {SCRIPT}),
        ({"tcf": tcf(1)}, {SCRIPT, STORAGE}),
        ({"tcf": tcf(2)}, {SCRIPT}),
        ({"tcf": tcf(1, 2)}, {SCRIPT, STORAGE, THIRD_PARTY}),
        ({"tcf": tcf(1, 2), "gpc": True}, {SCRIPT, STORAGE}),
        ({"tcf": tcf(1, 2), "third_party": False}, {SCRIPT, STORAGE}),
        ({"tcf": tcf(), "storage": True, "third_party": True}, {SCRIPT}),
        ({"tcf": "nonsense", "storage": True}, {SCRIPT}),
        ({"tcf": tcf(1, 2) + ".IFoE"}, {SCRIPT, STORAGE, THIRD_PARTY}),
    ],
)
def test_in_doubt_no_third_party_and_nothing_is_kept(said, expected):  # type: ignore[no-untyped-def]
    assert grants(**said) == expected


def test_reads_the_purposes_of_the_example_of_the_framework_itself() -> None:
    assert purposes_of("COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQg") == {1, 2, 3}


@pytest.mark.parametrize("text", ["", "é", "A" * 9, tcf(1, version=1), "C" * 20])
def test_what_is_no_string_of_version_two_consents_to_nothing(text: str) -> None:
    assert purposes_of(text) == frozenset()
