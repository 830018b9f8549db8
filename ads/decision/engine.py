"""The rule that picks an ad: all slots of a page at once, tier by tier, from an immutable snapshot.

Nothing is read but the arguments and nothing is changed: no query, no clock, no random number. The same
arguments give the same decision, with or without an explanation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from ads.decision import roadblock
from ads.decision.call import Call
from ads.decision.compile import is_shown
from ads.decision.explain import explanation
from ads.decision.plan import Opening, Warned, plan_of
from ads.decision.rotation import Credits
from ads.decision.situation import Situation, situation
from ads.decision.types import (
    FLEXIBLE_FORMATS,
    Choice,
    Explained,
    OnPage,
    PageDecision,
    Reason,
    Request,
    Size,
    Snapshot,
    WarningCode,
)

NONE_SETTLED: Collection[str] = ()


def decide(
    snapshot: Snapshot,
    request: Request,
    *,
    now: datetime,
    call_id: int,
    credits: Credits,
    explain: bool = False,
) -> PageDecision:
    """`now` is aware. `credits` is only read: apply `credit_moves` to it if the decision is used."""
    here = situation(request, now, snapshot.zone)
    plan = plan_of(snapshot, request, here, credits.limits)
    openings = plan.openings
    call = Call(snapshot, request, plan=plan, here=here, credits=credits, explain=explain)
    choices, tired = call.choices, call.tired
    may_block = bool(snapshot.roadblocks) and len(openings) > 1 and not request.on_page
    for turns in plan.tiers:
        settled = roadblock.stand(call, turns, openings) if may_block else NONE_SETTLED
        for turn in turns:
            if choices[turn[2]] is None and turn[2] not in settled:
                call.fill(turn)
        if not call.left:
            break
    reserve = _leave(call, openings) if call.left else {}
    return PageDecision(
        call_id,
        choices,
        _reasons(call, [*openings, *plan.absent], tired) if explain else {},
        tuple(call.moves),
        plan.warnings + _unknown(snapshot, request.on_page) if request.on_page else plan.warnings,
        reserve,
        tuple(call.taken),
        tuple(call.reached),
        tuple(opening.id for opening in plan.absent) if plan.absent else (),
    )


def _leave(call: Call, openings: list[Opening]) -> dict[str, Size]:
    """Gives the slots that nobody fills their fallback; the room that stays reserved where there is none."""
    reserve: dict[str, Size] = {}
    for opening in openings:
        if call.choices[opening.id] is None:
            choice = call.choices[opening.id] = _fallback(call.snapshot, opening, call.here)
            room = opening.room
            if choice is None and room is not None and room.roomiest is not None and not call.here.no_ads:
                reserve[opening.id] = room.roomiest
    return reserve


def _fallback(snapshot: Snapshot, opening: Opening, here: Situation) -> Choice | None:
    row, room = opening.slot.row, opening.room
    if row.fallback_creative is None or here.no_ads or room is None:
        return None
    creative = snapshot.creatives.get(row.fallback_creative)
    if creative is None or not is_shown(creative, row) or not creative.needs <= here.grants:
        return None
    size = None if creative.format in FLEXIBLE_FORMATS else creative.size
    if size is not None and size not in room.sizes:
        return None
    return Choice(row, None, creative, size or room.roomiest, fallback=True)


def _reasons(
    call: Call, openings: list[Opening], tired: Mapping[int, Reason]
) -> dict[str, tuple[Explained, ...]]:
    return {
        opening.id: explanation(
            call.snapshot,
            opening.slot,
            None if opening.room is None else opening.room.sizes,
            call.here,
            call.choices[opening.id],
            call.rounds.get(opening.id, {}),
            call.credits,
            tired,
        )
        for opening in openings
    }


def _unknown(snapshot: Snapshot, on_page: Sequence[OnPage]) -> tuple[Warned, ...]:
    strangers = [each for each in on_page if each.line_item not in snapshot.line_items]
    return ((None, WarningCode.UNKNOWN_ON_PAGE),) * len(strangers)
