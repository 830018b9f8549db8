"""A database that answers nobody is noticed; whoever waits for it gives up and comes back when it answers."""

import threading
import time

import pytest

from runtime import silence
from runtime.silence import Silence, guarded

READY, NOTHING = 1, 0


class GaveUp(Exception):
    pass


def waits(times: int):
    """As psycopg's: asks to be waited for so often, then has an answer."""
    for _ in range(times):
        yield "read"
    return "row"


def run(waiting, came: list[int]) -> str:
    next(waiting)
    for each in came:
        try:
            waiting.send(each)
        except StopIteration as done:
            return str(done.value)
    raise AssertionError("it still waits")


def test_a_wait_that_ends_gives_its_answer() -> None:
    assert run(guarded(waits(2), lambda since: False, GaveUp), [READY, READY]) == "row"


def test_nobody_begins_to_wait_in_a_silence() -> None:
    with pytest.raises(GaveUp):
        next(guarded(waits(1), lambda since: True, GaveUp))


def test_a_wait_is_given_up_only_when_nothing_came() -> None:
    silent = [False, True]
    waiting = guarded(waits(5), lambda since: silent.pop(0), GaveUp)
    assert (next(waiting), waiting.send(READY), waiting.send(READY)) == ("read", "read", "read")
    with pytest.raises(GaveUp):
        waiting.send(NOTHING)


def test_a_short_wait_asks_nothing() -> None:
    asked = threading.Event()
    hears = Silence("test", lambda: asked.set() is None)
    assert not hears.goes_on(time.monotonic())
    assert not asked.is_set()


def test_a_slow_query_of_a_database_that_answers_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "SUSPICIOUS_SECONDS", -1)
    asked = threading.Event()
    hears = Silence("test", lambda: asked.set() is None)
    assert not hears.goes_on(time.monotonic())
    assert asked.wait(10)
    assert not hears.is_on


def test_a_silence_lasts_until_the_database_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "SUSPICIOUS_SECONDS", -1)
    monkeypatch.setattr(silence, "BETWEEN_QUESTIONS_SECONDS", 0)
    answers, seen, is_over = iter([False, False, True]), [], threading.Event()

    def ask() -> bool:
        seen.append(hears.is_on)
        return next(answers)

    hears = Silence("test", ask)
    monkeypatch.setattr(hears, "heard", is_over.set)
    hears.goes_on(time.monotonic())
    assert is_over.wait(10)
    assert (seen, hears.is_on) == ([False, True, True], False)


def test_a_database_that_nobody_listens_to_was_heard_just_now() -> None:
    assert silence.heard_at("nobody") >= time.monotonic() - 1


def test_what_is_listened_to_tells_when_it_was_heard() -> None:
    hears = Silence("test", lambda: True)
    silence.listen("test", hears)
    hears.heard_at = 12.0
    assert silence.heard_at("test") == 12.0
    silence._listened.pop("test")
