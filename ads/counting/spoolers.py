"""Tells the ledger how far the spool of each machine is drained: a day closes when its events have come."""

import logging
import secrets
import socket
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from ads.counting import spool
from ads.counting.models import SpoolOwner
from runtime.once import made_once

log = logging.getLogger("warta.spool")

FILE = "spool_name"
BEHIND_AFTER = timedelta(hours=2)
"""A spool that is drained no further than this is somebody's business."""


class SpoolUnknown(Exception):
    """No machine of this name has told of a spool."""

    code = "spool_unknown"


def name() -> str:
    """Of this machine's spool: given once, so that a process that starts again is the same owner."""
    return _named(Path(settings.WARTA_VAR) / FILE)


def report(*, now: datetime) -> None:
    """Say how far this machine's spool is drained; raises DatabaseError."""
    SpoolOwner.objects.update_or_create(name=name(), defaults=_state(now))


def refresh(*, now: datetime) -> None:
    """The same, where this machine told of a spool before: its web server may be down, its disk is not."""
    SpoolOwner.objects.filter(name=name()).update(**_state(now))


def leave() -> None:
    """Nothing waits and nothing more comes from this process; another on the machine says so anew."""
    if not spool.files():
        SpoolOwner.objects.filter(name=name()).delete()


def owners() -> list[SpoolOwner]:
    return list(SpoolOwner.objects.order_by("name"))


def drained_until(owner: SpoolOwner) -> datetime:
    """The moment before which everything that the machine received is in the ledger, as far as is known."""
    return owner.oldest_at or owner.reported_at


def behind(*, now: datetime) -> list[SpoolOwner]:
    """Those that days wait for."""
    return [each for each in owners() if drained_until(each) <= now - BEHIND_AFTER]


def give_up(owner: str) -> None:
    """Wait no longer for a machine that is gone; what it may still hold counts late if it ever comes.

    Raises SpoolUnknown.
    """
    row = SpoolOwner.objects.filter(pk=owner).first()
    if row is None:
        raise SpoolUnknown(owner)
    row.delete()
    log.warning(
        "a spool was given up",
        extra={"spool": owner, "reported_at": str(row.reported_at), "oldest_at": str(row.oldest_at)},
    )


def _state(now: datetime) -> dict[str, datetime | None]:
    return {"reported_at": now, "oldest_at": spool.oldest_at()}


@cache
def _named(path: Path) -> str:
    return made_once(path, lambda: f"{socket.gethostname()[:60]}-{secrets.token_hex(4)}")
