"""Decisions and events over HTTP: what the engine and the ledger are worth behind a real server."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from bench import posting, servers

DECIDE, EVENTS = "/api/v1/slots/decide/", "/api/v1/events/"
ROUNDS = 3
SIZES = {"single": (1, 25_000), "batched": (100, 2_000)}
LINE_ITEMS = {"hot": 1, "spread": 500}


def decisions() -> dict[str, object]:
    """Beside a bare Django view of the same bytes on the same server, alone and behind our middleware."""
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as name, ExitStack() as stack:
        folder, port = Path(name), servers.free_port()
        environment = ready(folder, port)
        servers.manage("demo", environment=environment)
        answers = folder / "answers"
        answers.mkdir()
        ours = stack.enter_context(servers.granian("cms.wsgi:application", port, environment))
        slots = [each["code"] for each in json.loads(servers.fetch(port, "/api/v1/slots/"))["items"]][:5]
        asked = folder / "asked"
        page = json.loads(servers.fetch(port, "/api/v1/articles/"))["items"][0]["path"]
        asked.write_text(
            json.dumps({"slots": slots, "page": {"path": page}, "viewer": {"width": 390}}) + "\n"
        )
        path = f"{DECIDE}?slots={','.join(slots)}&path={page}&width=390"
        (answers / "decide").write_bytes(servers.fetch(port, path))
        (answers / "list").write_bytes(b"ready")  # what a bare view is asked for first
        measure = {**environment, "BENCH_ANSWERS": str(answers)}
        views = {
            "bare_view": measure,
            "bare_view_behind_our_middleware": {**measure, "BENCH_MIDDLEWARE": "1"},
        }
        asks = {"decide": Asked(port, ours, DECIDE)}
        for view, given in views.items():
            bare = servers.free_port()
            process = stack.enter_context(servers.granian("bench.bare:application", bare, given))
            asks[view] = Asked(bare, process, "/decide")
        return {
            "unit": "pages per second, one worker, 8 clients; microseconds of the worker's CPU for a page",
            "slots": len(slots),
            **_measured(asks, asked),
        }


class Asked(NamedTuple):
    port: int
    process: int
    path: str


def _measured(asks: Mapping[str, Asked], bodies: Path) -> dict[str, object]:
    """All in turn, the best of several rounds."""
    found: dict[str, list[tuple[posting.Rate, float]]] = {name: [] for name in asks}
    for _ in range(ROUNDS):
        for name, (port, process, path) in asks.items():
            before = servers.cpu_seconds(process)
            rate = posting.post(port, path, bodies)
            found[name].append((rate, (servers.cpu_seconds(process) - before) / rate.requests * 1e6))
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


def events() -> dict[str, object]:
    """Acknowledged and committed, on both engines; beside one client alone, whose every event is a commit."""
    found: dict[str, Any] = {"unit": "events per second, acknowledged, one worker, 8 clients"}
    for engine in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="warta-bench-") as name, servers.database(engine) as url:
            folder, port = Path(name), servers.free_port()
            environment = ready(folder, port, **url)
            with servers.granian("cms.wsgi:application", port, environment):
                found[engine] = dict(_events(port, folder, environment))
    return found


def _events(port: int, folder: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    for size_name, (size, bodies) in SIZES.items():
        for spread, line_items in LINE_ITEMS.items():
            file = folder / f"{size_name}-{spread}"
            numbers = (str(bodies), str(size), str(line_items))
            command = [sys.executable, "-m", "bench.mint", str(file), *numbers]
            subprocess.run(command, cwd=servers.ROOT, env=environment, check=True)
            rate = posting.post(port, EVENTS, file)
            yield f"{size_name}_{spread}", round(rate.per_second * size)
    file = folder / "one-client"
    command = [sys.executable, "-m", "bench.mint", str(file), "10000", "1", "500"]
    subprocess.run(command, cwd=servers.ROOT, env=environment, check=True)
    yield "single_one_client", round(posting.post(port, EVENTS, file, clients=1).per_second)


def ready(folder: Path, port: int, **changes: str) -> dict[str, str]:
    """A migrated portal that believes the addresses that the client makes up."""
    environment = {
        **servers.variables(folder, port),
        "TRUSTED_PROXIES": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        **changes,
    }
    servers.manage("migrate", "--verbosity", "0", environment=environment)
    return environment
