"""Tells a view that is sent again from a new one, by marks that only this process can make."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from ads.delivery.marks import mark_of

WINDOW = timedelta(seconds=10)
"""Short, for many readers of one carrier share an address and a browser's name."""
MOST_MARKS = 50_000

_seen: OrderedDict[bytes, datetime] = OrderedDict()
_lock = threading.Lock()


def is_repeat(path: str, *, address: str, agent: str, now: datetime) -> bool:
    """Whether the same client reported this path within the window; nothing that names it is kept."""
    mark = mark_of(path, address, agent)
    with _lock:
        before = _seen.get(mark)
        if before is not None and timedelta(0) <= now - before < WINDOW:
            return True
        _seen[mark] = now
        _seen.move_to_end(mark)
        while len(_seen) > MOST_MARKS or now - next(iter(_seen.values())) >= WINDOW:
            _seen.popitem(last=False)
    return False


def forget() -> None:
    """As a process that has just started."""
    with _lock:
        _seen.clear()
