"""Notices who reports more events than one reader can cause, by marks that only this process can make."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime

from ads.delivery.marks import mark_of

MOST_A_MINUTE = 120
"""Of one address and one browser's name; a carrier's readers share both, so it is a flag and no class."""
MOST_MARKS = 50_000

_minute: datetime | None = None
_sent: Counter[bytes] = Counter()
_lock = threading.Lock()


def is_burst(events: int, *, address: str, agent: str, now: datetime) -> bool:
    """Whether these events make more than a reader's of this minute."""
    global _minute
    mark, minute = mark_of(address, agent), now.replace(second=0, microsecond=0)
    with _lock:
        if minute != _minute or len(_sent) >= MOST_MARKS:
            _minute = minute
            _sent.clear()
        _sent[mark] += events
        return _sent[mark] > MOST_A_MINUTE


def forget() -> None:
    """As a process that has just started."""
    with _lock:
        _sent.clear()
