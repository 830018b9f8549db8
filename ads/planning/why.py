"""Asks the engine why a line item shows in a place or not: nothing is signed, counted or moved on by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ads.decision.types import Explained, Need, PageFacts, Reason, SlotRequest
from ads.delivery import serve
from ads.delivery.rows import ENDED_KEPT
from ads.delivery.serve import Asking
from ads.models import AdSlot, LineItem, status_of
from ads.statuses import Status
from ads.tokens import AgentClass


@dataclass(frozen=True, slots=True)
class Situation:
    """A page view that is thought of."""

    page: PageFacts
    at: datetime
    device: AgentClass
    width: int
    grants: frozenset[Need]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the engine says of the line item in one slot, and who is shown there."""

    slot: AdSlot
    reason: Reason | None  # None: it is shown
    explained: Explained | None
    winner: int | None  # line item
    creative: int | None  # that is shown
    fault: str  # of a rule that cannot be read


def verdicts(
    line_item: LineItem, slots: Sequence[AdSlot], situation: Situation, *, now: datetime
) -> list[Verdict]:
    """One for each slot, all asked for in one call, as one page view would. Raises SnapshotMissing."""
    answer = serve.decide(asking_of(slots, situation), now=now)
    broken = answer.live.snapshot.broken.get(line_item.pk, "")
    found = []
    for slot in slots:
        choice = answer.decision.choices[slot.code]
        rows = answer.decision.reasons.get(slot.code, ())
        own = next((row for row in rows if row.line_item == line_item.pk), None)
        found.append(
            Verdict(
                slot=slot,
                reason=own.reason if own else absent(line_item, slot, situation.at, now=now),
                explained=own,
                winner=choice.line_item.id if choice and choice.line_item else None,
                creative=choice.creative.id if choice else None,
                fault=broken,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Slate:
    """One slot of a page view that is thought of: every candidate's verdict, the one that is shown first."""

    slot: AdSlot
    verdicts: tuple[tuple[int, Verdict], ...]  # line item
    is_fallback: bool


def slates(slots: Sequence[AdSlot], situation: Situation, *, now: datetime) -> list[Slate]:
    """What each slot of one page view would show, and why nothing else. Raises SnapshotMissing."""
    answer = serve.decide(asking_of(slots, situation), now=now)
    return [_slate(slot, answer) for slot in slots]


def _slate(slot: AdSlot, answer: serve.Answer) -> Slate:
    choice = answer.decision.choices[slot.code]
    winner = choice.line_item.id if choice and choice.line_item else None
    creative = choice.creative.id if choice else None
    broken = answer.live.snapshot.broken
    found = [
        (row.line_item, Verdict(slot, row.reason, row, winner, creative, broken.get(row.line_item, "")))
        for row in answer.decision.reasons.get(slot.code, ())
        if row.line_item is not None
    ]
    return Slate(
        slot=slot,
        verdicts=tuple(sorted(found, key=lambda pair: pair[1].reason is not None)),
        is_fallback=choice is not None and choice.line_item is None,
    )


def asking_of(slots: Sequence[AdSlot], situation: Situation) -> Asking:
    """All of them in one call, as one page view would."""
    return Asking(
        slots=tuple(SlotRequest(id=slot.code, slot=slot.code) for slot in slots),
        page=situation.page,
        width=situation.width,
        agent_class=situation.device,
        grants=situation.grants,
        places=situation.places,
        explain=True,
        at=situation.at,
    )


def absent(line_item: LineItem, slot: AdSlot, at: datetime, *, now: datetime) -> Reason:
    """Why the snapshot does not know it: what ended long ago and what is archived is not in it."""
    if status_of(line_item, now) == Status.ARCHIVED:
        return Reason.ARCHIVED
    if line_item.ends_at is not None and line_item.ends_at < max(at, now - ENDED_KEPT):
        return Reason.ENDED
    return Reason.SLOT
