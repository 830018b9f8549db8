"""PostgreSQL is killed, hangs and has no connection left, while readers report, click and read."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest

from tests.drills.checks import SECONDS, verdict
from tests.drills.engines import Database
from tests.drills.load import UNSENT, under_load
from tests.drills.portal import Portal
from tests.drills.tokens import decision_id

pytestmark = pytest.mark.drill
OUTAGE_SECONDS = max(1.5, SECONDS / 4)
READY_SECONDS, CLICK_SECONDS, CONTENT_SECONDS = 5.0, 0.2, 1.0
BETWEEN_CLICKS, BETWEEN_PAGES = 0.05, 0.1
TICK_SECONDS = 0.01
WARM_SECONDS = 2.0  # until every worker has had readers
CLICK = 3


@dataclass
class Visit:
    """What one visitor was answered while it lasted."""

    statuses: Counter[int] = field(default_factory=Counter)
    slow: list[float] = field(default_factory=list)  # when it was asked, on the monotonic clock
    slowest: float = 0.0
    acknowledged: set[str] = field(default_factory=set)
    cut_off: int = 0

    def late(self, *, since: float) -> int:
        return sum(at > since for at in self.slow)

    def failed(self, *allowed: int) -> int:
        return sum(n for status, n in self.statuses.items() if status not in allowed) + self.cut_off


class Machine:
    """How long this machine had no processor for somebody who was ready: no answer's fault."""

    def __init__(self) -> None:
        self.stood_still = 0.0  # seconds, since it was begun
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._tick)

    def __enter__(self) -> Machine:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _tick(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            time.sleep(TICK_SECONDS)
            late = time.monotonic() - began - TICK_SECONDS
            self.stood_still += late if late > TICK_SECONDS else 0.0


Step = Callable[[Visit], int]
"""Asks for something and gives the status."""


@contextmanager
def visiting(step: Step, machine: Machine, *, every: float, within: float) -> Iterator[Visit]:
    """A visitor who asks again and again, and minds answers later than `within` on a machine that runs."""
    visit, stop = Visit(), threading.Event()

    def visits() -> None:
        while not stop.is_set():
            began, stood_still = time.monotonic(), machine.stood_still
            try:
                visit.statuses[step(visit)] += 1
            except UNSENT:
                visit.cut_off += 1
            took = time.monotonic() - began
            visit.slowest = max(visit.slowest, took)
            if took - (machine.stood_still - stood_still) > within:
                visit.slow.append(began)
            stop.wait(max(0.0, every - took))

    thread = threading.Thread(target=visits)
    thread.start()
    try:
        yield visit
    finally:
        stop.set()
        thread.join()


def clicker(portal: Portal, tokens: list[str]) -> Step:
    """Follows another link each time."""

    def click(visit: Visit) -> int:
        token = tokens.pop()
        status, _ = portal.client().call("GET", f"/api/v1/click/{token}/")
        if status == 302:
            visit.acknowledged.add(decision_id(token))
        return status

    return click


def pages(portal: Portal) -> Step:
    """A list that nobody has asked for yet."""
    asked = iter(range(1, 1_000_000))

    def read(visit: Visit) -> int:
        return portal.client().call("GET", f"/api/v1/articles/?limit=3&search=kata{next(asked)}")[0]

    return read


def shown(portal: Portal, number: int) -> list[str]:
    """Tokens of ads that were decided on."""
    client, found = portal.client(), list[str]()
    while len(found) < number:
        _, answer = client.call("POST", "/api/v1/slots/decide/", {"slots": portal.stock["slots"]})
        found += [each["token"] for each in json.loads(answer)["decisions"].values() if each]
    return found


def killed(database: Database) -> Callable[[], None]:
    database.kill()
    return database.start


def hung(database: Database) -> Callable[[], None]:
    database.hang()
    return database.go_on


def out_of_connections(database: Database) -> Callable[[], None]:
    """All are somebody else's, and stay so."""
    taken: list[psycopg.Connection[object]] = []
    others = 1
    while others:
        try:
            taken.append(psycopg.connect(database.url, autocommit=True))
        except psycopg.OperationalError:
            ours = [connection.info.backend_pid for connection in taken]
            others = sum(1 for _ in taken[0].execute(TERMINATE, [ours]))

    def let_go() -> None:
        for connection in taken:
            connection.close()

    return let_go


TERMINATE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND NOT pid = ANY(%s)
"""


def seconds_until_ready(portal: Portal) -> float:
    """And until nothing waits any more for the ledger."""
    began = time.monotonic()
    ready: float | None = None
    while time.monotonic() - began < 30:
        try:
            status, answer = portal.client().call("GET", "/readyz")
        except (OSError, http.client.HTTPException):
            continue
        if status == 200 and ready is None:
            ready = time.monotonic() - began
        if status == 200 and not any("in the spool" in each for each in json.loads(answer)["warnings"]):
            return ready or 0.0
        time.sleep(0.05)
    return 30.0


@pytest.mark.parametrize("break_it", [killed, hung, out_of_connections])
def test_29_without_its_database_it_counts_and_leads_on(
    shared_portal: Portal, break_it: Callable[[Database], Callable[[], None]]
) -> None:
    database = shared_portal.database
    assert database is not None
    before = {row[0] for row in shared_portal.ask("ledger.rows")}
    tokens = shown(shared_portal, int(2 * (OUTAGE_SECONDS + 10) / BETWEEN_CLICKS))
    with (
        under_load(shared_portal) as load,
        Machine() as machine,
        visiting(
            clicker(shared_portal, tokens), machine, every=BETWEEN_CLICKS, within=CLICK_SECONDS
        ) as clicks,
        visiting(pages(shared_portal), machine, every=BETWEEN_PAGES, within=CONTENT_SECONDS) as reads,
    ):
        time.sleep(WARM_SECONDS)
        broken_at = time.monotonic()
        mend = break_it(database)
        time.sleep(OUTAGE_SECONDS)
        spooled = len(list(spool_of(shared_portal)))
        mend()
        ready = seconds_until_ready(shared_portal)
        time.sleep(0.5)
    seconds_until_ready(shared_portal)
    rows = shared_portal.ask("ledger.rows")
    kept = Counter((row[0], row[1]) for row in rows)
    acknowledged = {(each, 1) for each in load.acknowledged()} | {
        (each, CLICK) for each in clicks.acknowledged
    }
    attempted = load.attempted | {decision for decision, _ in acknowledged}
    value = {
        "lost": len(acknowledged - kept.keys()),
        "doubled": sum(kept.values()) - len(kept),
        "foreign": len({row[0] for row in rows} - attempted - before),
        "clicks_failed": clicks.failed(302),
        "clicks_slow": clicks.late(since=broken_at),
        "content_failed": reads.failed(200, 503),
        "content_slow": reads.late(since=broken_at),
        "decisions_failed": load.failed("decide", 200),
        "unready": int(ready > READY_SECONDS),
        "books": sum(shared_portal.ask("ledger.conservation").values()),
    }
    verdict(
        29,
        sum(value.values()),
        database=break_it.__name__,
        acknowledged=len(acknowledged),
        clicks=len(clicks.acknowledged),
        stood_still=f"{machine.stood_still:.3f}",
        slowest_click=f"{clicks.slowest:.3f}",
        slowest_page=f"{reads.slowest:.3f}",
        ready_after=f"{ready:.1f}",
        spools=spooled,
        events=dict(load.statuses),
        pages=dict(reads.statuses),
        **value,
    )
    assert len(clicks.acknowledged) > 10


def spool_of(portal: Portal) -> Iterator[object]:
    from pathlib import Path

    return (Path(portal.environment["WARTA_VAR"]) / "spool").glob("*.events")
