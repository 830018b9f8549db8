"""Plays one page view many times over and counts who is shown; no reader and no ledger notices."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ads.decision import engine
from ads.delivery import serve, snapshot
from ads.models import AdSlot
from ads.planning.why import Situation, asking_of

MOST_SECONDS = 3.0

Shown = int | None
"""Line item; None: the fallback, or nothing."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How often each line item was shown in each slot."""

    pages: int  # that were played: fewer than asked for where the time was up
    by_slot: dict[str, Counter[Shown]]


def shares(
    slots: Sequence[AdSlot],
    situation: Situation,
    *,
    pages: int,
    now: datetime,
    elapsed: Callable[[], float] = time.monotonic,
) -> Shares:
    """Each page is another reader's, who has seen nothing yet. Raises SnapshotMissing."""
    live = snapshot.current(now=now)
    request = serve.request_of(asking_of(slots, situation), live)._replace(seen=())
    owed, found = serve.desk().replica(live), {slot.code: Counter[Shown]() for slot in slots}
    began, played = elapsed(), 0
    while played < pages and elapsed() - began < MOST_SECONDS:
        decision = engine.decide(live.snapshot, request, now=situation.at, call_id=played, credits=owed)
        owed.apply(decision.credit_moves)
        for code, choice in decision.choices.items():
            found[code][choice.line_item.id if choice and choice.line_item else None] += 1
        played += 1
    return Shares(played, found)
