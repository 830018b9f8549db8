"""The rule that picks an ad: all slots of a page at once, tier by tier, from an immutable snapshot.

Nothing is read but the arguments and nothing is changed: no query, no clock, no random number. The same
arguments give the same decision, with or without an explanation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ads.decision import page, rotation, targeting
from ads.decision.compile import is_shown
from ads.decision.explain import Round, explanation
from ads.decision.page import Standing
from ads.decision.rotation import PASS, Credits, Members
from ads.decision.targeting import Artwork, Situation, TierIndex
from ads.decision.types import (
    FLEXIBLE_FORMATS,
    Choice,
    CreditKey,
    Explained,
    LineItemRow,
    PageDecision,
    Request,
    Size,
    Slot,
    Snapshot,
    Tier,
    WarningCode,
)


class Opening(NamedTuple):
    """A slot that was asked for and exists."""

    ordinal: int
    id: str
    slot: Slot
    sizes: tuple[Size, ...] | None  # None: the slot has no size that was asked for
    eligible: int  # mask of candidates, page rules apart


class Contest(NamedTuple):
    """One tier's candidates in one opening; sorts by fewest candidates, then by place in the request."""

    candidates: int
    ordinal: int
    opening: Opening
    tier: TierIndex
    mask: int


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
    situation = targeting.situation(request, now, snapshot.zone)
    openings = _openings(snapshot, request, situation)
    turn = _Turn(snapshot, situation, credits, page.standing_from(snapshot, request.on_page), explain)
    for contests in _by_tier(openings):
        for contest in sorted(contests):
            if contest.ordinal not in turn.chosen:
                turn.fill(contest)
    choices: dict[str, Choice | None] = {each.id: None for each in request.slots}
    reserve: dict[str, Size] = {}
    for opening in openings:
        choice = turn.chosen.get(opening.ordinal) or _fallback(snapshot, opening, situation)
        choices[opening.id] = choice
        room = _roomiest(opening.sizes or ())
        if choice is None and room is not None and not situation.no_ads:
            reserve[opening.id] = room
    return PageDecision(
        call_id=call_id,
        choices=choices,
        reasons=_reasons(snapshot, openings, turn, choices) if explain else {},
        credit_moves=tuple((key, after, clamped) for key, (after, clamped) in turn.moved.items()),
        warnings=_warnings(snapshot, request, openings),
        reserve=reserve,
    )


def _openings(snapshot: Snapshot, request: Request, situation: Situation) -> list[Opening]:
    openings = []
    for ordinal, asked in enumerate(request.slots):
        slot = snapshot.slots.get(asked.slot)
        if slot is not None:
            sizes = targeting.allowed_sizes(slot.index, request.width, asked.sizes)
            eligible = targeting.eligible(slot.index, situation, sizes)
            openings.append(Opening(ordinal, asked.id, slot, sizes, eligible))
    return openings


def _by_tier(openings: list[Opening]) -> list[list[Contest]]:
    tiers: list[list[Contest]] = [[] for _ in Tier]
    for opening in openings:
        if opening.eligible:
            for tier in opening.slot.index.tiers:
                mask = opening.eligible & tier.mask
                if mask:
                    tiers[tier.rank].append(Contest(mask.bit_count(), opening.ordinal, opening, tier, mask))
    return tiers


class _Turn:
    """What one call has chosen so far."""

    __slots__ = ("chosen", "credits", "explain", "moved", "rounds", "situation", "snapshot", "standing")

    def __init__(
        self,
        snapshot: Snapshot,
        situation: Situation,
        credits: Credits,
        standing: list[Standing],
        explain: bool,
    ) -> None:
        self.snapshot = snapshot
        self.situation = situation
        self.credits = credits
        self.standing = standing
        self.explain = explain
        self.chosen: dict[int, Choice] = {}  # by ordinal
        self.moved: dict[CreditKey, tuple[dict[int, int], int]] = {}
        self.rounds: dict[int, dict[Tier, Round]] = {}  # by ordinal, with `explain` only

    def fill(self, contest: Contest) -> None:
        """Lets one tier's candidates that the page still allows pick; who wins may be `pass`."""
        opening = contest.opening
        row, index = opening.slot.row, opening.slot.index
        mask = contest.mask
        if self.standing:
            sizes = opening.sizes or ()
            mask &= ~page.blocked(row, index, mask, self.standing, sizes, self.situation.now)
        members = memberships(opening.slot, contest.tier.tier, mask) if mask else None
        key = (row.id, contest.tier.name)
        if self.explain:
            before = {} if members is None else dict(self._before(key, members))
            rounds = self.rounds.setdefault(opening.ordinal, {})
            rounds[contest.tier.tier] = Round(tuple(self.standing), members, before)
        if members is None:
            return
        winner = self._pick(key, members)
        if winner != PASS:
            self._choose(opening, self.snapshot.line_items[winner])

    def _choose(self, opening: Opening, item: LineItemRow) -> None:
        artwork = self._artwork(opening, item)
        row = opening.slot.row
        size = artwork.size or _roomiest(opening.sizes or ())
        self.chosen[opening.ordinal] = Choice(row, item, artwork.creative, size, False, opening.ordinal)
        self.standing.append(Standing(item, artwork.creative.id))

    def _artwork(self, opening: Opening, item: LineItemRow) -> Artwork:
        row, index = opening.slot.row, opening.slot.index
        artworks = index.artworks[index.line_items[item.id].bit_length() - 1]
        if len(artworks) == 1:
            return artworks[0]
        fitting = page.servable(row, artworks, self.standing, opening.sizes or (), self.situation.now)
        if len(fitting) == 1:
            return fitting[0]
        by_id = {artwork.creative.id: artwork for artwork in fitting}
        uses = [(artwork.creative.id, artwork.weight) for artwork in fitting]
        return by_id[self._pick((item.id, row.id), rotation.creative_members(item.rotation, uses))]

    def _pick(self, key: CreditKey, members: Members) -> int:
        """The winner's id. A sole member with the whole right earns what it pays: nothing moves."""
        if len(members.ids) == 1:
            return members.ids[0]
        winner, after, clamped = rotation.pick(members, self._before(key, members))
        earlier, earlier_clamped = self.moved.get(key, ({}, 0))
        self.moved[key] = (
            {**earlier, **dict(zip(members.ids, after, strict=True))},
            earlier_clamped + clamped,
        )
        return members.ids[winner]

    def _before(self, key: CreditKey, members: Members) -> Mapping[int, int]:
        before = self.credits.before(key, members)
        return {**before, **self.moved[key][0]} if key in self.moved else before


def memberships(slot: Slot, tier: Tier, mask: int) -> Members:
    known = slot.index.memberships.get(mask)
    if known is not None:
        return known
    items = [slot.candidates[bit] for bit in targeting.bits_of(mask)]
    return targeting.remember(slot.index.memberships, mask, rotation.members(tier, items))


def _fallback(snapshot: Snapshot, opening: Opening, situation: Situation) -> Choice | None:
    row = opening.slot.row
    creative = None if row.fallback_creative is None else snapshot.creatives.get(row.fallback_creative)
    if creative is None or situation.no_ads or opening.sizes is None or not is_shown(creative, row):
        return None
    size = None if creative.format in FLEXIBLE_FORMATS else creative.size
    if size is not None and size not in opening.sizes:
        return None
    return Choice(row, None, creative, size or _roomiest(opening.sizes), True, opening.ordinal)


def _roomiest(sizes: tuple[Size, ...]) -> Size | None:
    """The highest: a page that reserves it does not shift, whatever arrives."""
    return max(sizes, key=lambda size: (size[1], size[0]), default=None)


def _reasons(
    snapshot: Snapshot, openings: list[Opening], turn: _Turn, choices: dict[str, Choice | None]
) -> dict[str, tuple[Explained, ...]]:
    return {
        opening.id: explanation(
            snapshot,
            opening.slot,
            opening.sizes,
            turn.situation,
            choices[opening.id],
            turn.rounds.get(opening.ordinal, {}),
        )
        for opening in openings
    }


def _warnings(
    snapshot: Snapshot, request: Request, openings: list[Opening]
) -> tuple[tuple[str | None, WarningCode], ...]:
    found = {opening.id: opening for opening in openings}
    unknown = [(each.id, WarningCode.UNKNOWN_SLOT) for each in request.slots if each.id not in found]
    misfit = [(opening.id, WarningCode.SIZE_MISMATCH) for opening in openings if opening.sizes is None]
    stale = [
        (None, WarningCode.UNKNOWN_ON_PAGE)
        for each in request.on_page
        if each.line_item not in snapshot.line_items
    ]
    return (*unknown, *misfit, *stale)
