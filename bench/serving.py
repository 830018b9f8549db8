"""Decisions and events over HTTP: what the engine and the ledger are worth behind a real server."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from bench import effort, posting, servers
from bench.portal import HOT, Portal
from bench.progress import tell
from bench.servers import Server

DECIDE, EVENTS = "/api/v1/slots/decide/", "/api/v1/events/"
ROUNDS = 3
AS_IN_PRODUCTION, MANY = 16, 32
"""Threads of a worker, and clients that keep them busy: who waits for the disk together shares a commit."""


class Measure(NamedTuple):
    name: str
    size: int
    """Events in a request."""
    bodies: int
    line_items: int
    clients: int = posting.CLIENTS


MEASURES = (
    Measure("single_hot", 1, 20_000, line_items=1),
    Measure("single_spread", 1, 20_000, line_items=500),
    Measure("batched_hot", 100, 1_000, line_items=1),
    Measure("batched_spread", 100, 1_000, line_items=500),
    Measure("single_hot_32_clients", 1, 20_000, line_items=1, clients=MANY),
    Measure("single_spread_32_clients", 1, 20_000, line_items=500, clients=MANY),
    Measure("single_one_client", 1, 10_000, line_items=500, clients=1),
)


def decisions(portal: Portal) -> dict[str, object]:
    """Beside a bare Django view of the same bytes on the same server, alone and behind our middleware."""
    portal.grow(0)
    tell("decide")
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as name, ExitStack() as stack:
        ours, answers = stack.enter_context(portal.granian()), Path(name) / "answers"
        answers.mkdir()
        slots = [each["code"] for each in json.loads(servers.fetch(ours.port, "/api/v1/slots/"))["items"]][:5]
        asked = Path(name) / "asked"
        page = json.loads(servers.fetch(ours.port, "/api/v1/articles/"))["items"][0]["path"]
        asked.write_text(
            json.dumps({"slots": slots, "page": {"path": page}, "viewer": {"width": 390}}) + "\n"
        )
        path = f"{DECIDE}?slots={','.join(slots)}&path={page}&width=390"
        (answers / "decide").write_bytes(servers.fetch(ours.port, path))
        (answers / "list").write_bytes(b"ready")  # what a bare view is asked for first
        measure = {"BENCH_ANSWERS": str(answers)}
        views = {
            "bare_view": measure,
            "bare_view_behind_our_middleware": {**measure, "BENCH_MIDDLEWARE": "1"},
        }
        asks = {"decide": Asked(ours, DECIDE)}
        for view, given in views.items():
            asks[view] = Asked(
                stack.enter_context(portal.granian("bench.bare:application", given)), "/decide"
            )
        return {
            "unit": "pages per second, one worker, 8 clients; microseconds of the worker's CPU for a page",
            "slots": len(slots),
            **_measured(asks, asked),
        }


class Asked(NamedTuple):
    server: Server
    path: str


def _measured(asks: Mapping[str, Asked], bodies: Path) -> dict[str, object]:
    """All in turn, the best of several rounds."""
    found: dict[str, list[tuple[posting.Rate, float]]] = {name: [] for name in asks}
    for _ in range(ROUNDS):
        for name, (server, path) in asks.items():
            before = effort.of_children(server.process)
            rate = posting.post(server.port, path, bodies)
            found[name].append((rate, (effort.of_children(server.process) - before) / rate.requests * 1e6))
    pages = {name: max(rate.per_second for rate, _ in rounds) for name, rounds in found.items()}
    cpu = {name: min(spent for _, spent in rounds) for name, rounds in found.items()}
    return {
        name: {
            "pages_per_second": round(pages[name]),
            "cpu_us": round(cpu[name]),
            "p99_ms": round(min(rate.p99_ms for rate, _ in rounds), 1),
            **({} if name == "decide" else {"ratio": round(pages["decide"] / pages[name], 2)}),
            **({} if name == "decide" else {"ratio_of_cpu": round(cpu[name] / cpu["decide"], 2)}),
        }
        for name, rounds in found.items()
    }


def events(portal: Portal) -> dict[str, object]:
    """Acknowledged and committed, on both engines; beside one client alone, whose every event is a commit."""
    portal.grow(0)
    with portal.granian(threads=AS_IN_PRODUCTION) as server:
        on_postgresql = dict(_events("postgresql", server.port, portal.environment))
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as name:
        tell("events: migrations of SQLite")
        port = servers.free_port()
        environment = servers.ready(Path(name), port)
        with servers.granian(HOT, port, environment, threads=AS_IN_PRODUCTION):
            on_sqlite = dict(_events("sqlite", port, environment))
    return {
        "unit": "events per second, acknowledged, one worker of 16 threads, 8 clients where not said",
        "sqlite": on_sqlite,
        "postgresql": on_postgresql,
    }


def _events(engine: str, port: int, environment: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as folder:
        tell(f"events: {engine}, signing tokens")
        numbers = [
            part
            for measure in MEASURES
            for part in (f"{folder}/{measure.name}", measure.bodies, measure.size, measure.line_items)
        ]
        command = [sys.executable, "-m", "bench.mint", *map(str, numbers)]
        subprocess.run(command, cwd=servers.ROOT, env=environment, check=True)
        for measure in MEASURES:
            tell(f"events: {engine}, {measure.name}")
            rate = posting.post(port, EVENTS, Path(folder) / measure.name, clients=measure.clients)
            if rate.requests > measure.bodies:
                tell("  it ran out of fresh tokens: the figure flatters")
            yield measure.name, round(rate.per_second * measure.size)
