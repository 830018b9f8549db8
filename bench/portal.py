"""One portal on PostgreSQL for all benches of a run: it stands when the first asks for it, and only grows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType

import psycopg

from bench import effort, servers
from bench.progress import tell
from tests.drills import engines

HOT = "cms.wsgi:application"


class Portal:
    """Its database is durable as in production: every commit waits for the disk."""

    folder: Path
    port: int
    environment: dict[str, str]
    loads: list[dict[str, float]]
    """What each loading of articles took."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._articles: int | None = None

    def __enter__(self) -> Portal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def grow(self, articles: int, *, exactly: bool = False) -> Portal:
        """So many generated articles at least; if exactly, a portal with more makes way for a new one."""
        if exactly and (self._articles or 0) > articles:
            self._stack.close()
            self._articles = None
        if self._articles is None:
            self._stand()
        if self._articles is None or self._articles < articles:
            self._load(articles)
        return self

    def granian(
        self,
        application: str = HOT,
        changes: Mapping[str, str] | None = None,
        *,
        workers: int = 1,
        threads: int = servers.THREADS,
    ) -> AbstractContextManager[servers.Server]:
        """A server of it; that of HOT stands at the address that the documents name."""
        port = self.port if application == HOT else servers.free_port()
        environment = {**self.environment, **(changes or {})}
        return servers.granian(application, port, environment, workers=workers, threads=threads)

    def _stand(self) -> None:
        tell("a new portal: PostgreSQL, migrations")
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="warta-bench-")))
        self._database = self._stack.enter_context(engines.database())
        self.port, self.loads = servers.free_port(), []
        self.environment = servers.ready(self.folder, self.port, DATABASE_URL=self._database.url)

    def _load(self, articles: int) -> None:
        missing = articles - (self._articles or 0)
        tell(f"loading {missing:,} articles")
        again = () if self._articles is None else ("--force",)
        self.loads.append({"articles": missing, **self.manage("demo", "--articles", str(missing), *again)})
        self._articles = articles
        with psycopg.connect(self._database.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # as autovacuum does within a minute

    def manage(self, *arguments: str) -> dict[str, float]:
        """What a command takes: seconds by the clock, of its CPU and of the database's, and its memory."""
        started, of_database = time.monotonic(), self.database_seconds()
        used = servers.manage(*arguments, environment=self.environment)
        return {
            "seconds": round(time.monotonic() - started, 1),
            "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
            "database_cpu_seconds": round(self.database_seconds() - of_database, 1),
            "peak_mb": round(used.ru_maxrss / 1024),
        }

    def database_seconds(self) -> float:
        """Of CPU, so far, all its processes together."""
        return effort.of_family(self._database.process.pid)
