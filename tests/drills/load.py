"""Readers at a steady rate, each of whom journals what it sends before it is sent and again when answered."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.drills.portal import Portal
from tests.drills.servers import Client
from tests.drills.tokens import decision_id

READERS = 8
EVENTS_PER_SECOND = 200
UNSENT = (OSError, http.client.HTTPException)


@dataclass
class Journal:
    """Of one reader: a token before it is sent, and again when the server answered for it."""

    attempted: set[str] = field(default_factory=set)
    acknowledged: dict[str, float] = field(default_factory=dict)  # when it was, on the monotonic clock
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)  # seconds by what was asked for
    cut_off: int = 0  # calls that got no answer
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass
class Load:
    journals: list[Journal]

    @property
    def attempted(self) -> set[str]:
        return {decision_id(token) for journal in self.journals for token in journal.attempted}

    def acknowledged(self, *, before: float = float("inf")) -> set[str]:
        return {
            decision_id(token)
            for journal in self.journals
            for token, at in journal.acknowledged.items()
            if at < before
        }

    @property
    def statuses(self) -> Counter[tuple[str, int]]:
        return sum((journal.statuses for journal in self.journals), Counter[tuple[str, int]]())

    def failed(self, path: str, *allowed: int) -> int:
        return sum(n for (name, status), n in self.statuses.items() if name == path and status not in allowed)

    @property
    def cut_off(self) -> int:
        return sum(journal.cut_off for journal in self.journals)


Reading = Callable[[Client, Portal, Journal], None]


@contextmanager
def under_load(portal: Portal, *, rate: float = EVENTS_PER_SECOND) -> Iterator[Load]:
    """Readers for as long as the block lasts; `rate` is events a second of all together, if it can be."""
    load = Load([Journal() for _ in range(READERS)])
    per_round = len(portal.stock["slots"])
    pause = READERS * per_round / rate
    threads = [threading.Thread(target=read, args=(portal, journal, pause)) for journal in load.journals]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        for journal in load.journals:
            journal.stop.set()
        for thread in threads:
            thread.join()


def read(portal: Portal, journal: Journal, pause: float) -> None:
    """A page after another; what got no answer is sent again, as slots.js does."""
    client, unanswered = portal.client(), list[str]()
    due = time.monotonic()
    while not journal.stop.is_set() or unanswered:
        try:
            if not journal.stop.is_set():
                unanswered += tokens_of(client, portal, journal)
            journal.attempted.update(unanswered)
            if report(client, unanswered[-200:], journal):
                unanswered = unanswered[:-200]
        except UNSENT:
            journal.cut_off += 1
            client = portal.client()
        due = max(due + pause, time.monotonic() - 1)
        time.sleep(max(0.0, due - time.monotonic()))


def tokens_of(client: Client, portal: Portal, journal: Journal) -> list[str]:
    status, answer = timed(
        client, journal, "decide", "/api/v1/slots/decide/", {"slots": portal.stock["slots"]}
    )
    if status != 200:
        return []
    return [each["token"] for each in json.loads(answer)["decisions"].values() if each and each["token"]]


def report(client: Client, tokens: list[str], journal: Journal) -> bool:
    """Whether the server answered for these tokens."""
    events = [{"token": token, "type": "impression"} for token in tokens]
    status, _ = timed(client, journal, "events", "/api/v1/events/", {"events": events})
    if status == 204:
        journal.acknowledged.update(dict.fromkeys(tokens, time.monotonic()))
    return status == 204


def timed(client: Client, journal: Journal, name: str, path: str, body: object = None) -> tuple[int, bytes]:
    began = time.monotonic()
    status, answer = client.call("GET" if body is None else "POST", path, body)
    journal.slowest[name] = max(journal.slowest.get(name, 0.0), time.monotonic() - began)
    journal.statuses[name, status] += 1
    return status, answer
