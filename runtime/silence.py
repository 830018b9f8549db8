"""Notices that a database has fallen silent, so that whoever waits for it can give up together."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

from runtime.lookout import Lookout

SUSPICIOUS_SECONDS = 0.1
"""A wait of so long, with nobody else heard meanwhile, is reason to ask."""
BETWEEN_QUESTIONS_SECONDS = 0.25
NEVER = 3600.0

Answer = TypeVar("Answer")


class Silence:
    """Of one database, as this process hears it; `answers` asks it something simple and waits but a moment.

    A slow query is no silence: as long as anything is answered, or the question is, everybody may wait.
    """

    def __init__(self, name: str, answers: Callable[[], bool]) -> None:
        self.is_on = False
        self._answers = answers
        self.heard_at = time.monotonic()
        self._lookout = Lookout(f"silence of {name}", self._ask_until_answered, every=NEVER, rest=0.01)

    def heard(self) -> None:
        self.heard_at = time.monotonic()

    def goes_on(self, since: float) -> bool:
        """Whether it is silent, for somebody who waits since then (monotonic); asks when it may be."""
        if self.is_on:
            return True
        if time.monotonic() - max(since, self.heard_at) > SUSPICIOUS_SECONDS and not self._lookout.start():
            self._lookout.wake()
        return False

    def _ask_until_answered(self) -> None:
        while not self._answers():
            self.is_on = True
            time.sleep(BETWEEN_QUESTIONS_SECONDS)
        self.is_on = False
        self.heard()


def listen(name: str, silence: Silence) -> None:
    """From now on `heard_at(name)` is what this one hears."""
    _listened[name] = silence


def heard_at(name: str) -> float:
    """When the database of this name last answered this process (monotonic); now, where nobody listens."""
    silence = _listened.get(name)
    return time.monotonic() if silence is None else silence.heard_at


_listened: dict[str, Silence] = {}


def guarded(
    waiting: Generator[Any, int, Answer], give_up: Callable[[float], bool], error: Callable[[], Exception]
) -> Generator[Any, int, Answer]:
    """The same generator of waits, ended by the error when `give_up(since)` says so.

    It is asked before the first wait and whenever nothing came for the interval of the waiter.
    """
    since = time.monotonic()
    if give_up(since):
        waiting.close()
        raise error()
    try:
        came = yield next(waiting)
        while True:
            if not came and give_up(since):
                raise error()
            came = yield waiting.send(came)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
