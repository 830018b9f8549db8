"""Two workers and eight clients that decide, report, pause and read at once, on SQLite: no error, no loss."""

import json
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.drills.checks import SECONDS as WHOLE_SECONDS
from tests.drills.checks import verdict
from tests.drills.servers import Client, Server, stocked_server

pytestmark = pytest.mark.drill
CLIENTS = 8
SECONDS = WHOLE_SECONDS - 4


class Journal:
    """What was answered to whom, and which tokens were acknowledged."""

    def __init__(self) -> None:
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.acknowledged: set[str] = set()
        self.failures: list[str] = []
        self._lock = threading.Lock()

    def note(self, path: str, status: int, tokens: list[str]) -> None:
        with self._lock:
            self.statuses[path.split("?")[0], status] += 1
            if status == 204:
                self.acknowledged.update(tokens)


def view_pages(server: Server, journal: Journal, until: float) -> None:
    """A reader: the list, a decision, its impressions, and the same again."""
    client = Client(server.port)
    while time.monotonic() < until:
        journal.note("articles/", client.call("GET", "/api/v1/articles/")[0], [])
        status, answer = client.call("POST", "/api/v1/slots/decide/", {"slots": server.stock["slots"]})
        journal.note("decide/", status, [])
        tokens = [each["token"] for each in json.loads(answer)["decisions"].values() if each]
        events = [{"token": token, "type": "impression"} for token in tokens]
        journal.note("events/", client.call("POST", "/api/v1/events/", {"events": events})[0], tokens)


def pause_and_resume(server: Server, journal: Journal, until: float) -> None:
    """The ad desk, which writes to the main database."""
    client = Client(server.port, Authorization=f"Bearer {server.stock['key']}")
    while time.monotonic() < until:
        for act in ("pause", "resume"):
            path = f"/api/v1/manage/line-items/{server.stock['line_item']}/{act}/"
            journal.note(act, client.call("POST", path)[0], [])


def run(work, server: Server, journal: Journal, until: float) -> None:  # type: ignore[no-untyped-def]
    try:
        work(server, journal, until)
    except Exception as error:
        journal.failures.append(repr(error))


def rows_of(server: Server) -> int:
    with sqlite3.connect(server.var / "ledger.sqlite3") as database:
        counted = database.execute("SELECT count(*) FROM ledger_adevent WHERE event_class = 0 AND type = 1")
        return int(counted.fetchone()[0])


def choices_after_a_pause(server: Server) -> int:
    """How often a paused line item is still chosen two seconds later, on whichever worker answers."""
    desk = Client(server.port, Authorization=f"Bearer {server.stock['key']}")
    desk.call("POST", f"/api/v1/manage/line-items/{server.stock['line_item']}/pause/")
    time.sleep(2)
    chosen = 0
    for _ in range(60):
        _, answer = Client(server.port).call(
            "POST", "/api/v1/slots/decide/", {"slots": server.stock["slots"]}
        )
        decisions = json.loads(answer)["decisions"].values()
        chosen += sum(each["line_item"] == server.stock["line_item"] for each in decisions if each)
    return chosen


def test_nothing_fails_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    journal = Journal()
    with stocked_server(tmp_path, workers=2) as server:
        until = time.monotonic() + SECONDS
        works = [view_pages] * (CLIENTS - 1) + [pause_and_resume]
        threads = [threading.Thread(target=run, args=(work, server, journal, until)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lost = len(journal.acknowledged) - rows_of(server)
        chosen = choices_after_a_pause(server)
    assert journal.failures == []
    verdict(21, lost, after="two workers on SQLite", acknowledged=len(journal.acknowledged))
    verdict(23, chosen, paused_and_still_chosen=chosen)
    assert {status for _, status in journal.statuses} <= {200, 204}, journal.statuses
    assert len(journal.acknowledged) > 50
