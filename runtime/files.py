"""A file that somebody else replaces now and then, read once and again when another one takes its place."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

LOOK_AGAIN_SECONDS = 60.0

T = TypeVar("T")


class Followed(Generic[T]):
    """What `read` makes of the file; one that raises one of `unreadable` leaves the last one in use."""

    def __init__(
        self,
        path: Path,
        read: Callable[[Path], T],
        *,
        unreadable: tuple[type[Exception], ...],
        log: logging.Logger,
        name: str,
    ) -> None:
        self.path = path
        self._read = read
        self._unreadable: tuple[type[Exception], ...] = (OSError, *unreadable)
        self._log = log
        self._name = name
        self._content: T | None = None
        self._stamp: tuple[int, int] | None = None
        self._looked_at = float("-inf")
        self._reading = threading.Lock()

    def current(self) -> T | None:
        """None until it could be read for the first time; who uses the former one keeps it."""
        if time.monotonic() - self._looked_at < LOOK_AGAIN_SECONDS:
            return self._content
        with self._reading:
            self._looked_at = time.monotonic()
            self._reread()
        return self._content

    def _reread(self) -> None:
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self._stamp:
                self._content = self._read(self.path)
                self._stamp = stamp
        except self._unreadable as error:
            self._log.warning("file of %s not read: %s", self._name, type(error).__name__)
