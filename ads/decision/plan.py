"""Who takes part in which slot of a page view, before anybody has picked; found once for alike views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ads.decision import targeting
from ads.decision.situation import Situation
from ads.decision.targeting import Contest, Room
from ads.decision.types import Limit, Request, Slot, Snapshot, WarningCode


class Opening(NamedTuple):
    """A slot that was asked for and exists."""

    ordinal: int
    id: str
    slot: Slot
    room: Room | None  # None: the slot has no size that was asked for


Turn = tuple[int, int, str, Slot, Room, Contest]
"""Precedence and ordinal of an opening, so that a sort puts them in order; its id, slot and room; who takes
part. A plain tuple, for it is unpacked for every slot of every page."""


Warned = tuple[str | None, WarningCode]


class Plan(NamedTuple):
    """Who takes part where, before anybody has picked; holds until a boundary of time."""

    openings: list[Opening]
    absent: list[Opening]  # slots that a page like this does not have
    tiers: list[list[Turn]]  # highest first, those in which somebody takes part; in the order of picking
    ids: tuple[str, ...]  # of all that was asked for
    is_twice: bool  # a slot was asked for more than once
    warnings: tuple[Warned, ...]
    since: float
    until: float


def plan_of(snapshot: Snapshot, request: Request, here: Situation, limits: Mapping[int, Limit]) -> Plan:
    """Known for page views that nothing tells apart."""
    plans = snapshot.plans
    if plans.limits is not limits:  # the contests heed one look at the counters at a time
        plans.by_view.clear()
        plans.limits = limits
    view = (request.slots, request.width, request.grants, here.scene, here.no_ads)
    known: Plan | None = plans.by_view.get(view)
    if known is not None and known.since <= here.now < known.until:
        return known
    fresh = _planned(snapshot, request, here, limits)
    targeting.remember(plans.by_view, view, fresh)
    return fresh


def _planned(snapshot: Snapshot, request: Request, here: Situation, limits: Mapping[int, Limit]) -> Plan:
    found = _openings(snapshot, request, here)
    absent = [opening for opening in found if here.outside(opening.slot.row.scope) is not None]
    openings = [opening for opening in found if opening not in absent] if absent else found
    moments = [opening.slot.index.moment for opening in openings]
    return Plan(
        openings=openings,
        absent=absent,
        tiers=[sorted(turns) for turns in _by_tier(openings, here, limits) if turns],
        ids=tuple(asked.id for asked in request.slots),
        is_twice=len({opening.slot.row.id for opening in openings}) < len(openings),
        warnings=_warnings(request, openings, absent),
        since=max((moment.since for moment in moments), default=-targeting.FOREVER),
        until=min((moment.until for moment in moments), default=targeting.FOREVER),
    )


def _openings(snapshot: Snapshot, request: Request, here: Situation) -> list[Opening]:
    openings = []
    for ordinal, asked in enumerate(request.slots):
        slot = snapshot.slots.get(asked.slot)
        if slot is not None:
            room = targeting.room(slot.index, here, request.width, asked.sizes)
            openings.append(Opening(ordinal, asked.id, slot, room))
    return openings


def _by_tier(openings: list[Opening], here: Situation, limits: Mapping[int, Limit]) -> list[list[Turn]]:
    tiers: list[list[Turn]] = [[], [], [], [], [], []]
    for opening in openings:
        ordinal, id, slot, room = opening
        if room is None or here.no_ads:
            continue
        for contest in targeting.contests(slot.index, here, room):
            if contest.limits is not limits:
                contest.heed(limits, slot.index.weights)
            tiers[contest.tier.rank].append((contest.precedence, ordinal, id, slot, room, contest))
    return tiers


def _warnings(request: Request, openings: list[Opening], absent: list[Opening]) -> tuple[Warned, ...]:
    warnings: list[Warned] = []
    if len(openings) < len(request.slots):
        found = {opening.id for opening in (*openings, *absent)}
        warnings += [(each.id, WarningCode.UNKNOWN_SLOT) for each in request.slots if each.id not in found]
    for opening in openings:
        if opening.room is None:
            warnings.append((opening.id, WarningCode.SIZE_MISMATCH))
    return tuple(warnings)
