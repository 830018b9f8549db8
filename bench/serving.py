"""Decisions and events over HTTP: what the engine and the ledger are worth behind a real server."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import posting, servers

DECIDE, EVENTS = "/api/v1/slots/decide/", "/api/v1/events/"
ROUNDS = 3
SIZES = {"single": (1, 25_000), "batched": (100, 2_000)}
LINE_ITEMS = {"hot": 1, "spread": 500}


def decisions() -> dict[str, object]:
    """Beside a bare Django view that answers the same bytes on the same server."""
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as name, ExitStack() as stack:
        folder, port, bare = Path(name), servers.free_port(), servers.free_port()
        environment = ready(folder, port)
        servers.manage("demo", environment=environment)
        answers = folder / "answers"
        answers.mkdir()
        stack.enter_context(servers.granian("cms.wsgi:application", port, environment))
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
        stack.enter_context(servers.granian("bench.bare:application", bare, measure))
        return {
            "unit": "pages per second, one worker, 8 clients",
            "slots": len(slots),
            **_best(port, bare, asked),
        }


def _best(port: int, bare: int, asked: Path) -> dict[str, float]:
    """Both in turn, several rounds."""
    rounds = [
        (posting.post(port, DECIDE, asked), posting.post(bare, "/decide", asked)) for _ in range(ROUNDS)
    ]
    ours = max((each for each, _ in rounds), key=lambda rate: rate.per_second)
    theirs = max((each for _, each in rounds), key=lambda rate: rate.per_second)
    return {
        "decide": round(ours.per_second),
        "bare_django_view": round(theirs.per_second),
        "ratio": round(ours.per_second / theirs.per_second, 2),
        "p99_ms": round(ours.p99_ms, 1),
        "bare_p99_ms": round(theirs.p99_ms, 1),
    }


def events() -> dict[str, object]:
    """Acknowledged and committed, on both engines; beside one client alone, whose every event is a commit."""
    found: dict[str, Any] = {"unit": "events per second, acknowledged, one worker, 8 clients"}
    for engine in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="warta-bench-") as name, _database(engine) as url:
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


@contextmanager
def _database(engine: str) -> Iterator[dict[str, str]]:
    if engine == "sqlite":
        yield {}
        return
    from tests.drills.engines import database

    with database() as server:
        yield {"DATABASE_URL": server.url}


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
