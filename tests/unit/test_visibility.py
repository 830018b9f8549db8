"""The predicate of visibility and its folding."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.published.visibility import LONG_AGO, State, Window, fold

NOON = datetime(2026, 8, 15, 5, tzinfo=UTC)
LIVE = State(is_live=True)


def at(hours: int) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.mark.parametrize(("hours", "is_open"), [(-1, False), (0, True), (1, True), (2, False), (3, False)])
def test_a_window_is_half_open(hours, is_open):
    assert Window(True, visible_from=at(0), visible_until=at(2)).is_open(at(hours)) is is_open


def test_a_window_without_an_end_stays_open():
    assert Window(True).is_open(at(100_000))


def test_what_is_not_public_is_never_open():
    assert not Window(False).is_open(NOON)


def test_no_chain_is_hidden():
    assert fold([]) == Window(False)


def test_a_live_chain_was_always_open():
    assert fold([LIVE, LIVE]) == Window(True, LONG_AGO, None)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("shut", [State(is_live=False), State(is_live=True, is_restricted=True)])
def test_one_shut_page_hides_all_below(place, shut):
    chain = [LIVE, LIVE, LIVE]
    chain[place] = shut
    assert not fold(chain).is_public


def test_the_last_to_open_and_the_first_to_close_decide():
    chain = [
        State(is_live=False, go_live_at=at(1), expire_at=at(9)),
        State(is_live=False, go_live_at=at(3)),
        State(is_live=True, expire_at=at(5)),
    ]
    assert fold(chain) == Window(True, at(3), at(5))


def test_the_schedule_of_a_live_page_does_not_hide_it():
    assert fold([State(is_live=True, go_live_at=at(3))]) == Window(True, LONG_AGO, None)


moments = st.integers(-50, 50).map(at)
states = st.builds(
    State,
    is_live=st.booleans(),
    is_restricted=st.booleans(),
    go_live_at=st.none() | moments,
    expire_at=st.none() | moments,
)


def _is_open(state: State, now: datetime) -> bool:
    opened = state.is_live or (state.go_live_at is not None and state.go_live_at <= now)
    return not state.is_restricted and opened and (state.expire_at is None or now < state.expire_at)


@given(st.lists(states, min_size=1, max_size=5), moments)
def test_a_page_is_open_when_every_page_of_its_chain_is(chain, now):
    assert fold(chain).is_open(now) == all(_is_open(state, now) for state in chain)


@given(st.lists(states, min_size=1, max_size=5), moments, moments)
def test_the_answer_changes_only_at_a_boundary(chain, one, other):
    window, first, last = fold(chain), min(one, other), max(one, other)
    if window.is_open(first) != window.is_open(last):
        assert any(first < moment <= last for moment in window.boundaries())
