"""The disk is full while PostgreSQL is away, and a spool has torn and altered records."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from ads.counting.spool import SUFFIX, Record, as_line
from runtime import clock
from tests.drills.checks import SECONDS, verdict
from tests.drills.kill_worker import workers_of
from tests.drills.load import under_load
from tests.drills.portal import Portal
from tests.drills.test_database import seconds_until_ready
from tests.drills.tokens import decision_id

pytestmark = pytest.mark.drill
ROOM_BYTES = 12_000
WHOLE, TORN = 40, 40


def limit_files(pids: Iterable[int], most_bytes: int) -> None:
    """No file of these processes may grow beyond it: what a full disk says, they hear."""
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))


def test_30_what_the_disk_does_not_take_is_not_acknowledged(shared_portal: Portal) -> None:
    database = shared_portal.database
    assert database is not None
    workers = workers_of(shared_portal.masters[0].pid)
    before = {row[0] for row in shared_portal.ask("ledger.rows")}
    with under_load(shared_portal) as load:
        time.sleep(2)
        limit_files(workers, ROOM_BYTES)
        database.hang()
        time.sleep(SECONDS / 2)
        database.go_on()
        limit_files(workers, resource.RLIM_INFINITY)
        time.sleep(1)
    ready = seconds_until_ready(shared_portal)
    kept = Counter(row[0] for row in shared_portal.ask("ledger.rows"))
    found = {
        "lost": len(load.acknowledged() - kept.keys()),
        "doubled": sum(kept.values()) - len(kept),
        "foreign": len(kept.keys() - load.attempted - before),
        "neither_taken_nor_refused": load.failed("events", 204, 503),
        "books": sum(shared_portal.ask("ledger.conservation").values()),
    }
    refused = load.statuses["events", 503]
    verdict(30, sum(found.values()), disk="full", refused=refused, ready_after=f"{ready:.1f}", **found)
    assert refused > 0
    assert len(load.acknowledged()) > 50


def test_30_torn_and_altered_records_count_nothing_and_stop_nothing(shared_portal: Portal) -> None:
    whole, torn, altered = shared_portal.ask(
        "tokens.minted", wanted=[{"line_item": 9, "count": count} for count in (WHOLE, TORN, TORN)]
    )
    spool = Path(shared_portal.environment["WARTA_VAR"]) / "spool"
    spool.mkdir(exist_ok=True)
    lines = [line(token) for token in whole]
    lines += [text[:60] + b"X" + text[61:] for text in map(line, altered)]
    (spool / f"20260815T000000000000-1-altered{SUFFIX}").write_bytes(b"".join(lines))
    for number, token in enumerate(torn):
        text = line(token)[: -1 - number * 3]
        (spool / f"20260815T000000000001-1-torn{number}{SUFFIX}").write_bytes(line(whole[number]) + text)
    drained = shared_portal.manage("drain_spool")
    kept = Counter(row[0] for row in shared_portal.ask("ledger.rows"))
    found = {
        "lost": sum(kept[decision_id(token)] == 0 for token in whole),
        "doubled": sum(kept.values()) - len(kept),
        "counted_though_torn": sum(kept[decision_id(token)] for token in [*torn, *altered]),
        "files_left": len(list(spool.glob(f"*{SUFFIX}"))),
    }
    verdict(30, sum(found.values()), spool="torn", whole=len(whole), torn=len(torn) + len(altered), **found)
    assert drained.returncode == 0, drained.stderr


def line(token: str) -> bytes:
    return as_line(Record(token, 1, clock.now(), {"sender": {}, "stopped_at": None}))
