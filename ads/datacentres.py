"""The networks of data centres in the file of `DATACENTRES_PATH`, beside those that the desk lists."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from django.conf import settings

from ads.rules import networks
from ads.rules.networks import Networks, NoNetwork
from runtime.files import Followed

log = logging.getLogger("warta.datacentres")


def _read(path: Path) -> Networks:
    return networks.read(path.read_text(encoding="utf-8"))


@cache
def _listing(path: str) -> Followed[Networks]:
    """One address or network a line."""
    return Followed(
        Path(path), _read, unreadable=(UnicodeDecodeError, NoNetwork), log=log, name="data centres"
    )


def listed() -> Networks | None:
    """None: no file was named, or none could be read."""
    return _listing(settings.DATACENTRES_PATH).current() if settings.DATACENTRES_PATH else None


def is_known() -> bool:
    """Whether the file can be read."""
    return listed() is not None


def hold(address: str) -> bool:
    """Whether the address is one of a data centre; nothing of it is kept."""
    known = listed()
    return known is not None and known.hold(address)


def forget() -> None:
    """As a process that has just started; for tests."""
    _listing.cache_clear()
