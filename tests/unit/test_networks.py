"""Networks as a person lists them."""

from __future__ import annotations

import pytest

from ads.rules.networks import NoNetwork, lines_of, read

LISTED = """
# hosting
203.0.113.0/25
203.0.113.128/25   # its other half
198.51.100.9
2001:db8::/32
"""


@pytest.mark.parametrize(
    ("address", "is_held"),
    [
        ("203.0.113.0", True),
        ("203.0.113.255", True),
        ("203.0.114.0", False),
        ("203.0.112.255", False),
        ("198.51.100.9", True),
        ("198.51.100.8", False),
        ("198.51.100.10", False),
        ("2001:db8:ffff::1", True),
        ("2001:db9::", False),
        ("::ffff:203.0.113.7", True),
        ("", False),
        ("reader.example", False),
    ],
)
def test_an_address_lies_in_one_of_them_or_not(address: str, is_held: bool) -> None:
    assert read(LISTED).hold(address) is is_held


def test_halves_become_one_and_nothing_is_nothing() -> None:
    assert len(read(LISTED).v4) == 2
    assert not read("# none\n\n")
    assert lines_of(" 10.0.0.0/8 # x\n\n#\n") == ["10.0.0.0/8"]


@pytest.mark.parametrize("line", ["10.0.0.0/33", "example.org", "10.0.0.1-10.0.0.9"])
def test_what_is_none_is_named(line: str) -> None:
    with pytest.raises(NoNetwork, match=line):
        read(f"10.0.0.0/8\n{line}\n")
