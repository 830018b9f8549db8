"""How much of a slot is promised at once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ads.rules.shares import Share, crowd_of


def day(number: int) -> datetime:
    return datetime(2026, 8, number, tzinfo=UTC)


def share(name: str, percent: int, first: int, last: int | None) -> Share:
    return Share(name, Decimal(percent), day(first), day(last) if last else None)


@pytest.mark.parametrize(
    ("wanted", "others", "crowd"),
    [
        (share("new", 40, 1, 20), [], ""),
        (share("new", 40, 1, 20), [share("a", 60, 1, 20)], ""),
        (share("new", 41, 1, 20), [share("a", 60, 1, 20)], "a"),
        (share("new", 40, 1, 20), [share("a", 60, 1, 10), share("b", 60, 10, 20)], ""),
        (share("new", 40, 1, 20), [share("a", 60, 1, 11), share("b", 60, 10, 20)], "ab"),
        (share("new", 50, 10, 20), [share("a", 60, 1, 10), share("b", 60, 20, 30)], ""),
        (share("new", 50, 10, 20), [share("a", 60, 1, None)], "a"),
        (share("new", 1, 10, None), [share("a", 50, 15, 16), share("b", 50, 15, 16)], "ab"),
    ],
)
def test_the_fullest_moment_decides(wanted: Share, others: list[Share], crowd: str) -> None:
    assert "".join(other.name for other in crowd_of(wanted, others)) == crowd
