"""The profile of the drills: nginx, 2 workers with 4 threads, PostgreSQL and Valkey, all of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms.env import PROJECT_ROOT
from tests.drills import nginx
from tests.drills.engines import Database, Engine, cache, database
from tests.drills.servers import Client, free_port, variables, wait

GRANIAN = (sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1")
RESPAWN = ("--respawn-failed-workers", "--respawn-interval", "0.1", "--log-level", "warning", "--no-ws")


@dataclass
class Portal:
    port: int  # of nginx, or of the web server where nginx is not installed
    environment: dict[str, str]
    database: Database | None
    cache: Engine | None
    masters: list[subprocess.Popen[bytes]] = field(default_factory=list)
    stock: dict[str, Any] = field(default_factory=dict)
    clerk: subprocess.Popen[str] | None = None

    def client(self, **headers: str) -> Client:
        return Client(self.port, **headers)

    def ask(self, name: str, **given: object) -> Any:
        """What a function of a module of the drills answers, in the clerk's process."""
        assert self.clerk is not None
        assert self.clerk.stdin is not None
        assert self.clerk.stdout is not None
        self.clerk.stdin.write(json.dumps({"ask": name, "with": given}) + "\n")
        self.clerk.stdin.flush()
        told = json.loads(self.clerk.stdout.readline())
        assert "error" not in told, told["error"]
        return told["answer"]

    def manage(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT_ROOT,
            env={**self.environment, **changes},
            capture_output=True,
            text=True,
        )


@contextmanager
def portal(folder: Path, *, on: str = "postgresql", workers: int = 2, threads: int = 4) -> Iterator[Portal]:
    """One web server with its workers behind nginx, stocked by `tests.drills.stock`."""
    with stocked(folder, on=on) as made, served(made, folder, [{}], workers=workers, threads=threads):
        yield made


@contextmanager
def stocked(folder: Path, *, on: str = "postgresql") -> Iterator[Portal]:
    """Databases and what stands in them; nothing serves yet."""
    with ExitStack() as stack:
        port = free_port()
        environment = variables(folder / "var", port) | {
            "TRUSTED_PROXIES": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "LOG_LEVEL": "ERROR",
        }
        made = Portal(port, environment, None, None)
        if on == "postgresql":
            made.database = stack.enter_context(database())
            made.cache = stack.enter_context(cache(folder))
            environment |= {"DATABASE_URL": made.database.url, "CACHE_URL": made.cache.url}
        stack.enter_context(clerk(made))
        made.stock = made.ask("stock.migrated_and_stocked")
        yield made


@contextmanager
def clerk(made: Portal) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.drills.clerk"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    made.clerk = subprocess.Popen(command, cwd=PROJECT_ROOT, env=made.environment, text=True, **pipes)
    try:
        yield
    finally:
        made.clerk.kill()
        made.clerk.communicate()


@contextmanager
def served(
    made: Portal, folder: Path, servers: list[Mapping[str, str]], *, workers: int = 2, threads: int = 4
) -> Iterator[None]:
    """A granian for each entry of `servers`, with its changes of the environment, all behind one nginx."""
    with ExitStack() as stack:
        if nginx.program():
            ports = [free_port() for _ in servers]
            stack.enter_context(
                nginx.in_front_of(ports, port=made.port, folder=folder / f"nginx-{made.port}")
            )
        else:
            ports = [made.port]
        for port, changes in zip(ports, servers, strict=True):
            process = start(made, port, changes, workers=workers, threads=threads)
            made.masters.append(process)
            stack.callback(end, process)
        for port, process in zip(ports, made.masters, strict=True):
            wait(port, process)
        wait(made.port, made.masters[0])
        yield
        made.masters.clear()


def start(
    made: Portal, port: int, changes: Mapping[str, str], *, workers: int, threads: int
) -> subprocess.Popen[bytes]:
    command = [*GRANIAN, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)]
    environment = {**made.environment, **changes}
    return subprocess.Popen(
        [*command, *RESPAWN, "cms.wsgi:application"],
        cwd=PROJECT_ROOT,
        env=environment,
        start_new_session=True,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
