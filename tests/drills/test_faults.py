"""Workers die, the cache fails, a backup is taken, while readers report 200 events a second."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from tests.drills.checks import SECONDS, verdict
from tests.drills.engines import Engine
from tests.drills.kill_worker import workers_of
from tests.drills.load import Load, under_load
from tests.drills.portal import Portal, clerk

pytestmark = pytest.mark.drill
KILL_EVERY_SECONDS = 1.0
WORKERS = 4  # of two one would rarely stand: a new one needs two seconds to begin
CAP = 300
PHASE_SECONDS = max(1.5, SECONDS / 6)


def compared(portal: Portal, load: Load, before: set[str]) -> dict[str, int]:
    """What the readers were told beside what the ledger has; all 0 when it is the same."""
    rows = Counter(decisions(portal))
    return {
        "lost": len(load.acknowledged() - rows.keys()),
        "doubled": sum(rows.values()) - len(rows),
        "foreign": len(rows.keys() - load.attempted - before),
    }


def decisions(portal: Portal) -> list[str]:
    return [decision for decision, *_ in portal.ask("ledger.rows")]


def test_27_workers_killed_every_second_lose_nothing(shared_portal: Portal) -> None:
    before = set(decisions(shared_portal))
    capped = shared_portal.stock["line_items"][0]
    shared_portal.ask("terms.agree", wanted=[{"line_item": capped, "lifetime_cap": CAP}])
    with under_load(shared_portal) as load:
        kills = kill_every_second(shared_portal.masters[0].pid, time.monotonic() + SECONDS)
    found = compared(shared_portal, load, before)
    above = max(0, shared_portal.ask("ledger.by_line_item")[str(capped)]["billable"] - CAP)
    failed = load.failed("events", 204, 502, 503, 504)
    verdict(
        27,
        sum(found.values()) + above + failed,
        kills=kills,
        acknowledged=len(load.acknowledged()),
        cut_off=load.cut_off,
        above_gate=above,
        **found,
    )
    assert kills >= SECONDS / 2
    assert len(load.acknowledged()) > 50


def kill_every_second(master: int, until: float) -> int:
    """The worker that lives longest. (granian gives up when the same one dies twice within 5.5 s.)"""
    kills, last = 0, None
    while time.monotonic() < until:
        workers = [pid for pid in workers_of(master) if pid != last]
        if workers:
            os.kill(workers[0], signal.SIGKILL)
            kills, last = kills + 1, workers[0]
        time.sleep(KILL_EVERY_SECONDS)
    return kills


def test_28_whatever_happens_to_the_cache_decisions_and_counts_do_not_suffer(shared_portal: Portal) -> None:
    cache = shared_portal.cache
    assert cache is not None
    before = set(decisions(shared_portal))
    with under_load(shared_portal) as load:
        time.sleep(0.5)
        for break_it, mend_it in CACHE_FAULTS:
            break_it(cache)
            time.sleep(PHASE_SECONDS)
            mend_it(cache)
    found = compared(shared_portal, load, before)
    failed = load.failed("decide", 200) + load.failed("events", 204) + load.cut_off
    verdict(
        28, sum(found.values()) + failed, decided=load.statuses["decide", 200], failed_calls=failed, **found
    )


def emptied(cache: Engine) -> None:
    redis.Redis.from_url(cache.url).flushall()


def filled(cache: Engine) -> None:
    client = redis.Redis.from_url(cache.url)
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", "1mb")


def emptied_again(cache: Engine) -> None:
    redis.Redis.from_url(cache.url).config_set("maxmemory", "0")


def read_only(cache: Engine) -> None:
    """A replica whose master nobody can reach."""
    redis.Redis.from_url(cache.url).replicaof("127.0.0.1", 1)


def writable(cache: Engine) -> None:
    redis.Redis.from_url(cache.url).replicaof("no", "one")


def left_alone(cache: Engine) -> None:
    pass


CACHE_FAULTS: list[tuple[Callable[[Engine], None], Callable[[Engine], None]]] = [
    (Engine.hang, Engine.go_on),
    (filled, emptied_again),
    (emptied, left_alone),
    (read_only, writable),
    (Engine.kill, Engine.start),
]


def test_36_a_backup_taken_under_load_has_all_that_was_acknowledged(
    shared_portal: Portal, tmp_path: Path
) -> None:
    saved = tmp_path / "saved"
    with under_load(shared_portal) as load:
        time.sleep(SECONDS / 4)
        began = time.monotonic()
        done = shared_portal.manage("backup", str(saved))
        time.sleep(SECONDS / 8)
    assert (done.returncode, done.stderr) == (0, "")
    prove_restored(shared_portal, load, saved, tmp_path, began=began)


def prove_restored(portal: Portal, load: Load, saved: Path, folder: Path, *, began: float) -> None:
    """Restored into an empty place it has what was acknowledged before, and saves to the same bytes."""
    from cms.backup import manifest

    into = emptied_place(portal, folder)
    refused = portal.manage("restore", str(saved))
    restored = portal.manage("restore", str(saved), **into)
    assert (refused.returncode, restored.returncode, restored.stderr) == (1, 0, "")
    copy = Portal(0, {**portal.environment, **into}, portal.database, portal.cache)
    with clerk(copy):
        rows = set(decisions(copy))
        books = copy.ask("ledger.conservation")
    again = portal.manage("backup", str(folder / "again"), **into)
    verified = portal.manage("verify", str(folder / "again"), **into)
    assert (again.returncode, verified.returncode) == (0, 0), again.stderr + verified.stderr
    first, second = manifest.read(saved).files, manifest.read(folder / "again").files
    acknowledged = load.acknowledged(before=began)
    lost = len(acknowledged - rows)
    differing = {path for path in first if first[path] != second.get(path)} - {
        "default/runtime_version.copy.gz",  # goes on a million higher
        "default/ledger_hourlycount.copy.gz",  # brought up to the last event by the question about the books
        "default/ledger_watermark.copy.gz",
    }
    if portal.database is None:
        differing = set()  # a SQLite file is not the same bytes twice; its rows were asked for above
    assert len(acknowledged) > 10
    verdict(
        36,
        lost + len(differing) + sum(books.values()),
        acknowledged_before=len(acknowledged),
        rows=len(rows),
        lost=lost,
        files=len(first),
        checksums_differing=len(differing),
    )


def emptied_place(portal: Portal, folder: Path) -> dict[str, str]:
    into = {"WARTA_VAR": str(folder / "var")}
    if portal.database is None:
        return into
    import psycopg

    with psycopg.connect(portal.database.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    return into | {"DATABASE_URL": portal.database.url.replace("/postgres?", "/restored?")}


def test_21_the_books_balance_after_all_that(shared_portal: Portal) -> None:
    found = shared_portal.ask("ledger.conservation")
    verdict(21, sum(found.values()), after="faults", **found)
