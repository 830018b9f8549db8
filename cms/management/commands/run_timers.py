"""Runs every timer on its period until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections, connections

from runtime import clock, timers
from runtime.timers import Outcome

TICK_SECONDS = 1.0

log = logging.getLogger("warta.timers")


class Command(BaseCommand):
    help = "Run all timers on their periods, in the foreground; any number of these may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run each timer once, now, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self._once()
        else:
            self._until_stopped()

    def _until_stopped(self) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        apart = [each.name for each in timers.REGISTRY.values() if each.is_apart]
        threads = [threading.Thread(target=_tick_until, args=(stop, name), name=name) for name in apart]
        for thread in threads:
            thread.start()
        _tick_until(stop)
        for thread in threads:
            thread.join()

    def _once(self) -> None:
        outcomes = {name: timers.run(name, now=clock.now()) for name in sorted(timers.REGISTRY)}
        for name, outcome in outcomes.items():
            self.stdout.write(f"{name} {outcome}")
        failed = [name for name, outcome in outcomes.items() if outcome is Outcome.FAILED]
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")


def _tick_until(stop: threading.Event, apart: str | None = None) -> None:
    while not stop.is_set():
        _tick(apart)
        stop.wait(TICK_SECONDS)
    connections.close_all()


def _tick(apart: str | None = None) -> None:
    """A database that is away for a while is no reason to end."""
    try:
        timers.run_due(clock.now(), apart=apart)
    except DatabaseError as error:
        log.warning("timers wait for the database: %s", type(error).__name__)
        connections.close_all()
    close_old_connections()
