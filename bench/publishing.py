"""What a publish costs, when every worker shows it, and how fast all documents are made anew."""

from __future__ import annotations

import http.client
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import servers
from bench.portal import Portal
from bench.progress import tell

ARTICLES = 10_000
WORKER = "Bench-Worker"
WORKERS = 2
PUBLISHES = 20
PAGES = 20
LIST = "/api/v1/articles/"
WAIT_SECONDS = 0.005
MOST_SECONDS = 30.0


class Desk:
    """The process that publishes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def tell(self, work: str, **given: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([work, given]) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the newsdesk ended")
        return json.loads(line)


@contextmanager
def desk(portal: Portal) -> Iterator[Desk]:
    command = [sys.executable, "-m", "bench.newsdesk"]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=servers.ROOT, env=portal.environment, text=True, **pipes)
    try:
        yield Desk(process)
    finally:
        process.terminate()
        process.communicate()


def measure(portal: Portal) -> dict[str, object]:
    portal.grow(ARTICLES)
    with desk(portal) as newsdesk:
        tell(f"publishing: {PUBLISHES} times, {WORKERS} workers asked when they show it")
        with portal.granian("bench.which:application", workers=WORKERS) as server:
            visible = _visible(newsdesk, _connections(server.port))
        tell("publishing: with the documents and without")
        newsdesk.tell("share", pages=PAGES)
        return {"to_visible": visible, "share": newsdesk.answer()}


def rebuild(portal: Portal) -> dict[str, object]:
    portal.grow(ARTICLES)
    tell("rebuild: all documents")
    with desk(portal) as newsdesk:
        newsdesk.tell("rebuild")
        found: dict[str, object] = newsdesk.answer()
        return found


def _connections(port: int) -> dict[str, http.client.HTTPConnection]:
    """One kept open to each worker, of which the last starts some time after the first answers."""
    found: dict[str, http.client.HTTPConnection] = {}
    deadline = time.monotonic() + servers.START_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS)
        if found.setdefault(_asked(connection)[0], connection) is not connection:
            connection.close()
            time.sleep(WAIT_SECONDS)
        if len(found) == WORKERS:
            return found
    raise RuntimeError(f"only {len(found)} of {WORKERS} workers answered")


def _asked(connection: http.client.HTTPConnection) -> tuple[str, bytes]:
    """Which worker, and what it said."""
    connection.request("GET", LIST)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise servers.Refused(f"{response.status} of {LIST}")
    return response.headers[WORKER], body


def _visible(newsdesk: Desk, connections: dict[str, http.client.HTTPConnection]) -> dict[str, object]:
    """From the commit, and from the moment before the publish, until the last worker's list shows it."""
    pauses, committed, began = random.Random(5), [], []
    for number in range(PUBLISHES):
        time.sleep(pauses.random())  # so that it falls anywhere between two looks of the workers
        newsdesk.tell("publish", number=number)
        seen = _seen(f'"Kabar ukur {number}"'.encode(), connections)
        told = newsdesk.answer()
        committed.append(max(0.0, seen - told["committed"]))
        began.append(seen - told["began"])
    return {
        "unit": "seconds until the last worker's list of articles shows a publish",
        "workers": WORKERS,
        "publishes": PUBLISHES,
        "from_the_commit": _shown(committed),
        "from_pressing_publish": _shown(began),
    }


def _seen(wanted: bytes, connections: dict[str, http.client.HTTPConnection]) -> float:
    """When the last of the workers showed it."""
    waiting, deadline = dict(connections), time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        for worker, connection in list(waiting.items()):
            answered, body = _asked(connection)
            if answered != worker:
                raise RuntimeError("a connection changed its worker")
            if wanted in body:
                del waiting[worker]
        if not waiting:
            return time.monotonic()
        time.sleep(WAIT_SECONDS)
    raise RuntimeError(f"not seen within {MOST_SECONDS:.0f} s")


def _shown(times: list[float]) -> dict[str, float]:
    return {"p50": round(statistics.median(times), 3), "max": round(max(times), 3)}
