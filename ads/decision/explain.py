"""The reasons of a decision that was made: for every candidate of a slot, why it was served or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ads.decision import eligibility, page
from ads.decision.compile import RANKS
from ads.decision.rotation import UNIT, Credits, Members
from ads.decision.situation import Situation
from ads.decision.types import (
    Choice,
    Explained,
    LineItemRow,
    Reason,
    Roadblock,
    Size,
    Slot,
    Snapshot,
    Standing,
    Tier,
)


class Round(NamedTuple):
    """What one tier's pick in one slot looked at."""

    standing: Sequence[Standing]  # on the page at that moment
    members: Members | None  # None: the page allowed nobody
    before: Mapping[int, int]  # credits by line item id
    dry: frozenset[int]  # line items whose lease was spent at that moment
    tired: Mapping[int, Reason]  # line items that the reader had often enough then


def explanation(
    snapshot: Snapshot,
    slot: Slot,
    sizes: Sequence[Size] | None,
    situation: Situation,
    choice: Choice | None,
    rounds: Mapping[Tier, Round],
    credits: Credits,
    tired: Mapping[int, Reason],
) -> tuple[Explained, ...]:
    """One entry a candidate in the order of the waterfall, then the fallback if that is what shows."""
    rows = [
        _explained(snapshot, slot, bit, sizes, situation, choice, rounds.get(item.tier), credits, tired)
        for bit, item in enumerate(slot.candidates)
    ]
    if choice is not None and choice.line_item is None:
        rows.append(Explained(None, choice.creative.id, None, 0.0, 0.0, Reason.FALLBACK))
    return tuple(rows)


def _explained(
    snapshot: Snapshot,
    slot: Slot,
    bit: int,
    sizes: Sequence[Size] | None,
    situation: Situation,
    choice: Choice | None,
    round: Round | None,
    credits: Credits,
    tired: Mapping[int, Reason],
) -> Explained:
    item = slot.candidates[bit]
    right, credit = _standing_of(item, round)
    if choice is not None and choice.line_item is item:
        return Explained(item.id, choice.creative.id, item.tier, right, credit, None)
    dry = credits.dry if round is None else round.dry
    tired = tired if round is None else round.tired
    case = eligibility.Case(item, slot.row, sizes, situation, snapshot, credits.limits, dry, tired)
    reason = eligibility.reason_against(case)
    if reason is None:
        reason = _lost(slot, bit, sizes, situation, choice, round)
    return Explained(item.id, None, item.tier, right, credit, reason)


def _lost(
    slot: Slot,
    bit: int,
    sizes: Sequence[Size] | None,
    situation: Situation,
    choice: Choice | None,
    round: Round | None,
) -> Reason:
    """Why a candidate that could have been served was not."""
    item = slot.candidates[bit]
    has_entered = round is not None and round.members is not None and item.id in round.members.ids
    is_left_out = item.roadblock is Roadblock.ALL and not has_entered
    if is_left_out and round is None:
        return Reason.ROADBLOCK_INCOMPLETE
    if (
        choice is not None
        and choice.line_item is not None
        and RANKS[choice.line_item.tier] < RANKS[item.tier]
    ):
        return Reason.LOWER_TIER
    if round is None:
        return Reason.RULE_BROKEN
    artworks = page.servable(slot.row, slot.index.artworks[bit], round.standing, sizes or (), situation)
    refused = page.reason_against(slot.row, item, artworks, round.standing)
    if refused is not None or has_entered:
        return refused or Reason.TURN
    return Reason.ROADBLOCK_INCOMPLETE if is_left_out else Reason.SLOT_TAKEN


def _standing_of(item: LineItemRow, round: Round | None) -> tuple[float, float]:
    """Right and credit, in impressions; nothing for who did not take part."""
    if round is None or round.members is None or item.id not in round.members.ids:
        return 0.0, 0.0
    right = round.members.rights[round.members.ids.index(item.id)]
    return right / UNIT, round.before.get(item.id, 0) / UNIT
