"""What happens to events while the ledger is away: they are spooled, and replayed as soon as it is back."""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from ads.counting import spool, spoolers
from ads.counting.spool import Record
from runtime import clock
from runtime.lookout import Lookout

log = logging.getLogger("warta.ledger")

PROBE_SECONDS = 1.0
REPORT_SECONDS = 10.0


class Outage:
    """Knows of this process whether the ledger answers; `replay` commits spooled records."""

    def __init__(self, replay: Callable[[Sequence[Record]], None]) -> None:
        self.is_on = False
        self._replay = replay
        self._starting = threading.Lock()
        self._drainer: tuple[int, threading.Thread] | None = None
        self._lookout = Lookout("spools", self._look, every=REPORT_SECONDS)

    def watch(self) -> None:
        """From the first event on, tell the ledger how far this machine's spool is drained."""
        if settings.LEDGER_THREADS and self._lookout.start():
            atexit.register(_leave)

    def keep(self, records: Sequence[Record], *, is_away: bool) -> None:
        """Spool records; raises OSError. `is_away`: do not ask the ledger before it was seen to answer."""
        spool.own().append(records)
        self.is_on = self.is_on or is_away
        self.ensure_drainer()

    def drain(self) -> int:
        """Replay what waits on this machine, this process's own file included; raises DatabaseError."""
        spool.own().seal()
        return spool.drain(self._replay)

    def ensure_drainer(self) -> None:
        """Start the thread that waits for the ledger, unless it runs or nothing waits."""
        if not settings.LEDGER_THREADS:
            return
        with self._starting:
            if self._drainer is None or self._drainer[0] != os.getpid():
                thread = threading.Thread(target=self._drain_all, name="spool", daemon=True)
                self._drainer = (os.getpid(), thread)
                thread.start()

    def _look(self) -> None:
        if spool.files():  # of a process that is gone, perhaps
            self.ensure_drainer()
        with suppress(DatabaseError, InterfaceError):  # the drainer says that it is away
            spoolers.report(now=clock.now())
        connection = connections[settings.LEDGER_ALIAS]
        if not connection.in_atomic_block:  # a test's own transaction stays
            connection.close()  # not worth one of each process for ten seconds of doing nothing

    def _drain_all(self) -> None:
        while not self._is_over():
            time.sleep(PROBE_SECONDS)
            try:
                _probe()
                self.is_on = False
                self.drain()
            except (DatabaseError, InterfaceError) as error:
                self.is_on = True
                log.warning("the ledger is away: %s", type(error).__name__)
                connections[settings.LEDGER_ALIAS].close()
            except Exception:
                log.exception("the spool could not be replayed")

    def _is_over(self) -> bool:
        """Asked under the lock: what is spooled from now on starts another thread."""
        with self._starting:
            if self.is_on or spool.files():
                return False
            self._drainer = None
        connections[settings.LEDGER_ALIAS].close()
        return True


def _leave() -> None:
    with suppress(DatabaseError, InterfaceError):
        spoolers.leave()


def _probe() -> None:
    with connections[settings.LEDGER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")
