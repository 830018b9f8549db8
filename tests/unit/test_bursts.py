"""Who reports more than one reader can cause."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ads.delivery import bursts

NOON = datetime(2026, 8, 15, 5, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_before() -> Iterator[None]:
    bursts.forget()
    yield
    bursts.forget()


def is_burst(events: int, *, agent: str = "A", seconds: int = 0) -> bool:
    return bursts.is_burst(events, address="192.0.2.1", agent=agent, now=NOON + timedelta(seconds=seconds))


def test_120_events_of_a_minute_are_a_readers_and_the_next_is_not() -> None:
    assert (is_burst(120), is_burst(1), is_burst(1, agent="B")) == (False, True, False)


def test_the_next_minute_begins_anew() -> None:
    assert (is_burst(121), is_burst(1, seconds=29), is_burst(1, seconds=30)) == (True, True, False)


def test_who_comes_after_too_many_marks_is_counted_from_nought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bursts, "MOST_MARKS", 1)
    assert (is_burst(121), is_burst(120)) == (True, False)
