"""Fixtures for every test: a directory of its own, a clock that stands still, chance that repeats itself."""

from __future__ import annotations

import atexit
import gc
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

# Before anything reads the settings; a run that was given a directory keeps it.
if not os.environ.get("WARTA_VAR"):
    os.environ["WARTA_VAR"] = tempfile.mkdtemp(prefix="warta-tests-")
    atexit.register(shutil.rmtree, os.environ["WARTA_VAR"], ignore_errors=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

SEED = 20260815
NOON = datetime(2026, 8, 15, 5, 0, tzinfo=UTC)  # noon in Jakarta

Kept = Callable[..., AbstractContextManager[None]]

LONGEST = (
    "drills/test_embedded.py",
    "api/test_queries.py",
    "integration/permissions/test_matrix.py",
    "integration/demo/test_demo.py",
    "api/test_fuzz.py",
    "api/test_canaries.py",
    "integration/published/test_hiding.py",
    "api/test_closure.py",
    "integration/ads/test_line_item_screens.py",
    "api/test_naughty_strings.py",
    "api/test_live.py",
    "integration/test_production.py",
    "integration/test_backup.py",
    "integration/published/test_front.py",
    "integration/published/test_zones.py",
    "integration/published/test_changes.py",
    "integration/published/test_moving.py",
    "integration/test_text_attacks.py",
    "integration/articles/test_listing.py",
    "unit/test_simulator.py",
)
"""They begin first, so that no worker waits at the end for another that began one of them last."""

# What a process remembers between requests must not reach the next test: add a function that forgets it.
FORGET: list[Callable[[], None]] = []


class Clock:
    """The process's clock, held still until a test moves it."""

    def set(self, at: datetime) -> None:
        from runtime import clock

        clock.freeze(at)

    def advance(self, by: timedelta) -> None:
        self.set(self.now() + by)

    def now(self) -> datetime:
        from runtime import clock

        return clock.now()


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        _set_apart(worker)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.VERSIONS_POLLED = False
    settings.LEASES_POLLED = False
    settings.LEDGER_THREADS = False
    # A busy machine is no silent database and no absent cache.
    settings.DATABASE_SILENT_AFTER_SECONDS = 10
    if options := settings.CACHES["default"].get("OPTIONS"):
        options.update(socket_timeout=10, socket_connect_timeout=10)
    settings.VERSIONS_STALE_AFTER_SECONDS = 600.0
    settings.STATISTICS_FLUSH_SECONDS = 0
    settings.DECISION_WARM_PICKS = 0
    _find_static_files_once()


def _find_static_files_once() -> None:
    """Every client of a test loads the middlewares anew; the files that packages bring stay the same."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    find = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, Any] = {}

    def add_files(self: WhiteNoiseMiddleware) -> None:
        if not found:
            find(self)
            found.update(self.files)
        self.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = add_files


def _set_apart(worker: str) -> None:
    """Workers of one run share nothing: each has its own files and a number of the cache's databases."""
    from django.conf import settings

    settings.WARTA_VAR = settings.WARTA_VAR / worker
    settings.MEDIA_ROOT = settings.WARTA_VAR / "media"
    settings.WARTA_VAR.mkdir(parents=True, exist_ok=True)
    if (cache := settings.CACHES["default"])["LOCATION"].startswith("redis"):
        number = worker.removeprefix("gw")
        cache["LOCATION"] = urlsplit(cache["LOCATION"])._replace(path=f"/{number}").geturl()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that asks for the database gets all of them, the ledger's too; the longest files first."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        marker = item.get_closest_marker("django_db")
        transactional = "transactional_db" in fixtures or "live_server" in fixtures
        if marker is not None:
            options = {"databases": "__all__", "transaction": transactional, **marker.kwargs}
        elif transactional or "db" in fixtures:
            options = {"databases": "__all__", "transaction": transactional}
        else:
            continue
        item.add_marker(pytest.mark.django_db(**options), append=False)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """Of its file; all that are in no list come last, as they were."""
    path = item.location[0].removeprefix("tests/")
    return LONGEST.index(path) if path in LONGEST else len(LONGEST)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking it through for garbage, again and again, finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A thread on its way out holds a session a moment longer: PostgreSQL drops no database that has one."""
    from django.db import connection

    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Noon of 15 August 2026 in Jakarta; `.set(aware datetime)` and `.advance(timedelta)` move it."""
    held = Clock()
    held.set(NOON)
    yield held
    from runtime import clock as runtime_clock

    runtime_clock.freeze(None)


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker) -> Kept:
    """Rows made once for a module: `with kept(): yield make()`; what each test adds is undone as ever.

    What a test changes in memory stays changed: hand it a copy of what was made.
    """
    from django.db import connections, transaction

    from runtime import clock

    @contextmanager
    def rows(at: datetime = NOON) -> Iterator[None]:
        with django_db_blocker.unblock(), ExitStack() as stack:
            for alias in connections:
                stack.enter_context(transaction.atomic(using=alias))
                stack.callback(transaction.set_rollback, True, using=alias)
            with clock.frozen(at):
                yield

    return rows


@pytest.fixture(autouse=True)
def _repeatable_chance() -> None:
    random.seed(SEED)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    _forget_all()
    yield
    _forget_all()


def _forget_all() -> None:
    from django.core.cache import cache

    from ads import datacentres
    from ads.counting import ledger, spool, statistics
    from ads.delivery import bursts, repeats, serve
    from api.http import throttle
    from api.published import facts, hot, nodes, portal, site, totals, zones
    from runtime import clock, versions

    clock.freeze(None)
    versions.forget_all()
    statistics.forget()
    repeats.forget()
    bursts.forget()
    datacentres.forget()
    spool.forget()
    ledger.outage.is_on = False
    for path in spool.files():
        path.unlink()
    serve.forget()
    throttle.forget()
    for kept in (facts, hot, portal, site, totals, zones):
        kept.forget()
    nodes.forget_locales()
    cache.clear()
    for forget in FORGET:
        forget()
