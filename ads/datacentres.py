"""The networks of data centres in the file of `DATACENTRES_PATH`, beside those that the desk lists."""

from __future__ import annotations

import logging
import threading
import time
from functools import cache
from pathlib import Path

from django.conf import settings

from ads.rules import networks
from ads.rules.networks import Networks, NoNetwork

LOOK_AGAIN_SECONDS = 60.0

log = logging.getLogger("warta.datacentres")


class Listing:
    """One address or network a line, read once and again when another file takes its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._networks: Networks | None = None
        self._stamp: tuple[int, int] | None = None
        self._looked_at = float("-inf")
        self._reading = threading.Lock()

    @property
    def is_there(self) -> bool:
        return self._current() is not None

    def hold(self, address: str) -> bool:
        known = self._current()
        return known is not None and known.hold(address)

    def _current(self) -> Networks | None:
        if time.monotonic() - self._looked_at < LOOK_AGAIN_SECONDS:
            return self._networks
        with self._reading:
            self._looked_at = time.monotonic()
            self._reread()
        return self._networks

    def _reread(self) -> None:
        """A file that cannot be read leaves the last one in use."""
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self._stamp:
                self._networks = networks.read(self.path.read_text(encoding="utf-8"))
                self._stamp = stamp
        except (OSError, UnicodeDecodeError, NoNetwork) as error:
            log.warning("file of data centres not read: %s", type(error).__name__)


@cache
def _listing(path: str) -> Listing:
    return Listing(Path(path))


def listing() -> Listing | None:
    """None: no file was named."""
    return _listing(settings.DATACENTRES_PATH) if settings.DATACENTRES_PATH else None


def is_known() -> bool:
    """Whether the file can be read."""
    here = listing()
    return here is not None and here.is_there


def hold(address: str) -> bool:
    """Whether the address is one of a data centre; nothing of it is kept."""
    here = listing()
    return here is not None and here.hold(address)


def forget() -> None:
    """As a process that has just started; for tests."""
    _listing.cache_clear()
