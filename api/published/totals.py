"""How many items a list has, counted once while what is published stays the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime

from api.published.portal import VERSION, Portal
from runtime import versions

MAX_KEPT = 1_000

_kept: OrderedDict[Hashable, tuple[int, datetime | None, int]] = OrderedDict()
"""By question: the content version, the moment at which the number ends, and the number."""


def of(question: Hashable, count: Callable[[], int], *, portal: Portal, now: datetime) -> int:
    """The kept number, else what `count` says; a version that is not known for sure keeps nothing."""
    if not versions.is_fresh():
        return count()
    version = versions.current(VERSION)  # before the count
    kept = _kept.get(question)
    if kept is not None and kept[0] == version and (kept[1] is None or now < kept[1]):
        return kept[2]
    number = count()
    _kept[question] = (version, portal.next_boundary(now), number)
    while len(_kept) > MAX_KEPT:
        _kept.popitem(last=False)
    return number


def forget() -> None:
    """As a process that has just started."""
    _kept.clear()
