"""Kills web workers with -9 while clients report impressions, then asks the ledger what became of each."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import sqlite3
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ads.tokens import BODY
from tests.drills.servers import Client, Server, stocked_server

CLIENTS = 6
PAUSE_SECONDS = 0.01  # between a client's calls: load, not a flood
WORKERS = 2
# granian takes a worker that dies within 5.5 s of its start for a crash loop and gives up.
KILL_EVERY_SECONDS = 6.5 / WORKERS
MOST_KILLS = 120
UNSENT = (OSError, http.client.HTTPException)


@dataclass
class Journal:
    """One client's notes: a token before it is sent, and again when the server answered for it."""

    attempted: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    cut_off: int = 0  # calls that got no answer


@dataclass(frozen=True)
class Outcome:
    kills: int
    attempted: int
    acknowledged: int
    cut_off: int
    lost: int  # acknowledged, but not in the ledger
    doubled: int  # in the ledger more than once
    foreign: int  # in the ledger, but never sent
    failures: Counter[int]  # statuses that are neither an acknowledgement nor "send again"

    @property
    def value(self) -> int:
        return self.lost + self.doubled + self.foreign + sum(self.failures.values())

    @property
    def facts(self) -> dict[str, int]:
        names = ("kills", "attempted", "acknowledged", "cut_off", "lost", "doubled")
        return {name: getattr(self, name) for name in names}


def drill(var: Path, *, seconds: float) -> Outcome:
    journals = [Journal() for _ in range(CLIENTS)]
    with stocked_server(var, workers=WORKERS) as server:
        until = time.monotonic() + seconds
        clients = [threading.Thread(target=read_pages, args=(server, journal, until)) for journal in journals]
        for client in clients:
            client.start()
        kills = kill_workers(server, until)
        for client in clients:
            client.join()
    return compare(var, journals, kills)


def read_pages(server: Server, journal: Journal, until: float) -> None:
    """Decisions and their impressions; what got no answer is sent again later, as a browser would."""
    client = Client(server.port)
    unanswered: list[str] = []
    while time.monotonic() < until:
        try:
            unanswered += tokens_of(client, server)
            journal.attempted += unanswered
            if report(client, unanswered, journal):
                unanswered = []
        except UNSENT:
            journal.cut_off += 1
            client = Client(server.port)
        time.sleep(PAUSE_SECONDS)


def tokens_of(client: Client, server: Server) -> list[str]:
    status, answer = client.call("POST", "/api/v1/slots/decide/", {"slots": server.stock["slots"]})
    if status != 200:
        return []
    return [each["token"] for each in json.loads(answer)["decisions"].values() if each]


def report(client: Client, tokens: list[str], journal: Journal) -> bool:
    """Whether the server answered for these tokens."""
    events = [{"token": token, "type": "impression"} for token in tokens[-100:]]
    status, _ = client.call("POST", "/api/v1/events/", {"events": events})
    journal.statuses[status] += 1
    if status == 204:
        journal.acknowledged.update(event["token"] for event in events)
    return status == 204


def kill_workers(server: Server, until: float) -> int:
    """The worker that lives longest, by its own id, and only one that the server we started has."""
    kills = 0
    time.sleep(1)
    while time.monotonic() < until and kills < MOST_KILLS:
        workers = workers_of(server.process.pid)
        if workers:
            os.kill(workers[0], signal.SIGKILL)
            kills += 1
        time.sleep(KILL_EVERY_SECONDS)
    return kills


def workers_of(parent: int) -> list[int]:
    """Oldest first."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in children if b"resource_tracker" not in command_of(int(child))]


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def compare(var: Path, journals: list[Journal], kills: int) -> Outcome:
    acknowledged = {decision_id(token) for journal in journals for token in journal.acknowledged}
    attempted = {decision_id(token) for journal in journals for token in journal.attempted}
    rows = Counter(ledger_of(var))
    statuses = sum((journal.statuses for journal in journals), Counter[int]())
    return Outcome(
        kills=kills,
        attempted=len(attempted),
        acknowledged=len(acknowledged),
        cut_off=sum(journal.cut_off for journal in journals),
        lost=len(acknowledged - rows.keys()),
        doubled=sum(count - 1 for count in rows.values()),
        foreign=len(rows.keys() - attempted),
        failures=Counter({status: n for status, n in statuses.items() if status not in (204, 503)}),
    )


def decision_id(token: str) -> str:
    _, _, head, call_id, *_ = BODY.unpack_from(base64.urlsafe_b64decode(token))
    return f"{call_id:016x}{head >> 8 & 0xFF:02x}"


def ledger_of(var: Path) -> list[str]:
    with sqlite3.connect(var / "ledger.sqlite3") as database:
        return [row[0] for row in database.execute("SELECT decision_id FROM ledger_adevent WHERE type = 1")]
