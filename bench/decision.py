"""A page of five slots decided by the engine, beside a naive scan of the same market in the same run."""

from __future__ import annotations

import gc
import random
import resource
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from ads.decision.compile import compile_snapshot
from ads.decision.engine import decide
from ads.decision.rotation import Credits
from ads.decision.types import Request, Snapshot
from bench import naive
from bench.market import NOW, ZONE, market, page_views
from bench.portal import Portal
from bench.progress import tell

SIZES = (100, 1_000, 10_000, 100_000)
PAGES = 300
ROUNDS = 20


def measure(_: Portal) -> dict[str, object]:
    return {"unit": "microseconds of CPU for a page of 5 slots", "by_line_items": {n: one(n) for n in SIZES}}


def one(line_items: int) -> dict[str, float]:
    tell(f"decision: {line_items:,} line items")
    rows = market(line_items)
    gc.collect()
    before = resident()
    started = time.process_time()
    snapshot = compile_snapshot(*rows, version=1, zone=ZONE)
    build_ms = (time.process_time() - started) * 1e3
    gc.collect()
    memory = resident() - before
    views = list(page_views(line_items, PAGES))
    run = engine_on(snapshot)
    first_us = fastest(run, views, rounds=1)
    engine_us = fastest(run, views)
    draw = random.Random(3)
    naive_us = fastest(
        lambda view: naive.decide(snapshot, view, now=NOW, draw=draw), views[: PAGES // 10], rounds=2
    )
    return {
        "engine": round(engine_us, 1),
        "first_view_of_a_page": round(first_us, 1),
        "naive_scan": round(naive_us, 1),
        "ratio": round(naive_us / engine_us, 1),
        "build_ms": round(build_ms, 1),
        "snapshot_mb": round(memory / 2**20, 1),
    }


def resident() -> int:
    """Bytes of this process in memory; the rows themselves are there before the snapshot is built."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def engine_on(snapshot: Snapshot) -> Callable[[Request], object]:
    """Decides and applies the credits, as delivery does."""
    kept = Credits()

    def view(request: Request) -> None:
        decision = decide(snapshot, request, now=NOW, call_id=1, credits=kept)
        kept.apply(decision.credit_moves)

    return view


def fastest(run: Callable[[Request], object], views: Sequence[Request], *, rounds: int = ROUNDS) -> float:
    """The best of several rounds: what the code needs, the neighbours on the machine left out."""
    best = float("inf")
    gc.collect()
    for _ in range(rounds):
        started = time.process_time()
        for view in islice(views, len(views)):
            run(view)
        best = min(best, time.process_time() - started)
    return best / len(views) * 1e6
