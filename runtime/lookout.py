"""A thread of this process that looks after something again and again, and sooner when it is woken."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections

log = logging.getLogger("warta.lookout")


class Lookout:
    """Calls `look` every so many seconds; between two looks it rests, however often it is woken.

    It is started by whoever first needs it: a thread does not survive the fork of a worker.
    """

    def __init__(self, name: str, look: Callable[[], object], *, every: float, rest: float = 0.0) -> None:
        self._name, self._look, self._every, self._rest = name, look, every, rest
        self._wake = threading.Event()
        self._starting = threading.Lock()
        self._process: int | None = None

    @property
    def is_started(self) -> bool:
        return self._process == os.getpid()

    def start(self) -> bool:
        """Whether it was this call that started it."""
        if self.is_started:
            return False
        with self._starting:
            if self.is_started:
                return False
            self._process = os.getpid()
            threading.Thread(target=self._look_for_ever, name=self._name, daemon=True).start()
        return True

    @property
    def is_woken(self) -> bool:
        return self._wake.is_set()

    def wake(self) -> None:
        self._wake.set()

    def _look_for_ever(self) -> None:
        while True:
            try:
                self._look()
            except Exception:
                log.exception("the look of %s failed", self._name)
            close_old_connections()
            time.sleep(self._rest)
            self._wake.wait(self._every)
            self._wake.clear()
