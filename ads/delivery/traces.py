"""Looks at one call in a hundred more closely: why each candidate of its slots was shown or was not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from ads.counting import statistics
from ads.counting.accounting import day_of
from ads.counting.statistics import Seen
from ads.decision.types import PageDecision, SlotRequest
from ads.delivery.snapshot import Live

ONE_IN = 100
# All calls of the process wait for one that is traced, and it costs microseconds for each candidate.
BETWEEN_SECONDS = 1.0
MOST_CANDIDATES = 1_000

_last = float("-inf")


def is_due(live: Live, slots: Sequence[SlotRequest], *, call_id: int) -> bool:
    """Whether this call is looked at: by chance, at most one a second, and none of very many candidates."""
    global _last
    if call_id % ONE_IN or time.monotonic() - _last < BETWEEN_SECONDS:
        return False
    known = [slot for each in slots if (slot := live.snapshot.slots.get(each.slot))]
    if sum(len(slot.candidates) for slot in known) > MOST_CANDIDATES:
        return False
    _last = time.monotonic()
    return True


def note(live: Live, decision: PageDecision, slots: Sequence[SlotRequest], *, now: datetime) -> None:
    """Count what the explanation of a decision says of each candidate."""
    found = [
        Seen(live.snapshot.slots[each.slot].row.id, one.line_item, one.reason.value if one.reason else "")
        for each in slots
        if each.id not in decision.absent
        for one in decision.reasons.get(each.id, ())
        if one.line_item is not None
    ]
    statistics.seen(found, day=day_of(now))


def forget() -> None:
    """As a process that has just started; for tests."""
    global _last
    _last = float("-inf")
