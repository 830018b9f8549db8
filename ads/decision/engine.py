"""The rule that picks an ad: all slots of a page at once, tier by tier, from an immutable snapshot.

Nothing is read but the arguments and nothing is changed: no query, no clock, no random number. The same
arguments give the same decision, with or without an explanation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ads.decision import frequency, page, rotation, targeting
from ads.decision.compile import is_shown
from ads.decision.explain import Round, explanation
from ads.decision.page import Standing
from ads.decision.plan import Opening, Turn, Warned, plan_of
from ads.decision.rotation import PASS, Balances, Credits, Members
from ads.decision.targeting import Contest, Gallery, Room
from ads.decision.types import (
    FLEXIBLE_FORMATS,
    Choice,
    CreditKey,
    CreditMove,
    Explained,
    LineItemRow,
    OnPage,
    PageDecision,
    Reason,
    Request,
    Size,
    Slot,
    Snapshot,
    Tier,
    WarningCode,
)

NO_ROADBLOCKS: Mapping[int, list[Turn]] = {}


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
    here = targeting.situation(request, now, snapshot.zone)
    plan = plan_of(snapshot, request, here, credits.limits)
    openings, chosen = plan.openings, dict[int, Choice]()
    standing = page.standing_from(snapshot, request.on_page) if request.on_page else []
    call = _Call(snapshot, here, credits, standing, chosen, explain, plan.is_twice)
    tired = call.tired = call.seen_too_often(request.seen) if snapshot.frequency else frequency.NOBODY
    may_block = bool(snapshot.roadblocks) and len(openings) > 1 and not request.on_page
    for turns in plan.tiers:
        passed = call.stand_roadblocks(turns, openings) if may_block else ()
        for _, ordinal, opening, room, contest in turns:
            if ordinal not in chosen and ordinal not in passed:
                call.fill(opening, room, contest)
    choices: dict[str, Choice | None] = dict.fromkeys(plan.ids)
    reserve: dict[str, Size] = {}
    for opening in openings:
        choice = chosen.get(opening.ordinal) or _fallback(snapshot, opening, here)
        choices[opening.id] = choice
        if choice is None and opening.room is not None and opening.room.sizes and not here.no_ads:
            reserve[opening.id] = roomiest(opening.room.sizes)
    return PageDecision(
        call_id,
        choices,
        _reasons(openings, call, choices, tired) if explain else {},
        tuple(call.moves),
        plan.warnings + _unknown(snapshot, request.on_page) if request.on_page else plan.warnings,
        reserve,
        tuple(call.taken),
        tuple(call.reached),
    )


class _Call:
    """What one call has chosen so far."""

    __slots__ = (
        "chosen",
        "credits",
        "dry",
        "explain",
        "here",
        "is_twice",
        "moves",
        "reached",
        "rounds",
        "seen",
        "shared",
        "shown",
        "snapshot",
        "standing",
        "taken",
        "tired",
    )

    def __init__(
        self,
        snapshot: Snapshot,
        here: targeting.Situation,
        credits: Credits,
        standing: list[Standing],
        chosen: dict[int, Choice],
        explain: bool,
        is_twice: bool,
    ) -> None:
        self.snapshot = snapshot
        self.here = here
        self.credits = credits
        self.standing = standing
        self.shown = {each.creative for each in standing}
        self.shared = set(self.shown)  # those on show that another line item may show too
        self.explain = explain
        self.chosen = chosen  # by ordinal
        self.moves: list[CreditMove] = []
        self.taken: list[int] = []  # line items, one for each choice that a lease pays
        self.dry = credits.dry  # line items whose lease is spent, by this call too
        self.tired = frequency.NOBODY
        self.seen: tuple[tuple[int, int], ...] | None = None
        self.reached: list[tuple[int, ...]] = []
        self.is_twice = is_twice  # a slot was asked for more than once
        self.rounds: dict[int, dict[Tier, Round]] = {}  # by ordinal, with `explain` only

    def seen_too_often(self, seen: tuple[tuple[int, int], ...] | None) -> Mapping[int, Reason]:
        """What is chosen in this call counts as seen just now."""
        self.seen = seen
        chosen = [choice.line_item for choice in self.chosen.values() if choice.line_item is not None]
        return frequency.refused(self.snapshot, seen, [each.item for each in self.standing], chosen)

    def stand_roadblocks(self, turns: list[Turn], openings: list[Opening]) -> set[int]:
        """Each roadblock that could have all of its slots takes part once, in the first of them, with the
        right that it has there; if it wins, all are its own.

        Gives the ordinals that this round has settled, the ones it leaves to the next tier included.
        """
        settled: set[int] = set()
        tried: set[int] = set()
        for _, ordinal, opening, room, contest in turns:
            if not contest.roadblocks or ordinal in self.chosen:
                continue
            whole = {
                id: own
                for place in targeting.bits_of(contest.roadblocks)
                if (id := contest.ids[place]) not in tried and (own := self._whole(id, turns, openings))
            }
            if whole:
                settled.add(ordinal)
                tried.update(whole)
                self.fill(opening, room, contest, whole)
        return settled

    def _whole(self, id: int, turns: list[Turn], openings: list[Opening]) -> list[Turn]:
        """The turns of a roadblock in all of its slots that were asked for; none if it is incomplete."""
        slots = self.snapshot.roadblocks[id]
        asked = [opening for opening in openings if opening.slot.row.id in slots]
        own = [turn for turn in turns if turn[1] not in self.chosen and self._may_join(id, turn)]
        is_whole = len(own) == len(asked) and len({opening.slot.row.id for opening in asked}) > 1
        return own if is_whole and self._left(id) >= len(own) else []

    def _left(self, id: int) -> float:
        """How often its lease still lets it serve."""
        lease = self.credits.leases.get(id)
        return targeting.FOREVER if lease is None else lease - self.taken.count(id)

    def _may_join(self, id: int, turn: Turn) -> bool:
        _, _, opening, room, contest = turn
        bit = opening.slot.index.bit_of.get(id)
        return bit in contest.bits and bool(
            self._allowed(opening, room, contest) >> contest.bits.index(bit) & 1
        )

    def _allowed(self, opening: Opening, room: Room, contest: Contest) -> int:
        """Of the contestants, those that neither a limit nor the page stops."""
        mask = contest.open
        if self.dry and not self.dry.isdisjoint(contest.ids):
            mask &= ~targeting.mask_of(place for place, id in enumerate(contest.ids) if id in self.dry)
        if self.tired and not self.tired.keys().isdisjoint(contest.ids):
            mask &= ~targeting.mask_of(place for place, id in enumerate(contest.ids) if id in self.tired)
        if not mask or not self.standing:
            return mask
        slot, standing, shared = opening.slot, self.standing, self.shared
        return mask & page.allowed(slot.row, slot.index, contest, standing, shared, room.sizes, self.here)

    def fill(
        self, opening: Opening, room: Room, contest: Contest, whole: Mapping[int, list[Turn]] = NO_ROADBLOCKS
    ) -> None:
        """Lets those of one tier pick whom the page still allows; who wins may be `pass`.

        `whole`: the roadblocks that take part, and where else they will stand; no other one does.
        """
        slot = opening.slot
        mask = self._allowed(opening, room, contest)
        if contest.tier.is_paced:
            self.reached.append(contest.ids)
        if contest.roadblocks or contest.exclusives:
            mask = _narrowed(slot, contest, mask, whole)
        members = contest.memberships.get(mask) or (_members(slot, contest, mask) if mask else None)
        if self.explain:
            self._note(opening, contest, members, self.standing)
        if members is None:
            return
        ids = members.ids
        winner = ids[0] if len(ids) == 1 else self._pick(contest.tier.key, members)
        if winner in whole:
            self._block(whole[winner], self.snapshot.line_items[winner])
        elif winner != PASS:
            self._choose(opening, room, self.snapshot.line_items[winner], self.standing)

    def _block(self, turns: list[Turn], item: LineItemRow) -> None:
        """What a roadblock shows in one of its slots is no repetition in the next."""
        standing = list(self.standing)
        for _, ordinal, opening, room, contest in turns:
            self._choose(opening, room, item, standing)
            if self.explain and contest.tier.tier not in self.rounds.get(ordinal, {}):
                self._note(opening, contest, None, standing)

    def _choose(self, opening: Opening, room: Room, item: LineItemRow, standing: list[Standing]) -> None:
        row = opening.slot.row
        gallery = room.galleries.get(item.id)
        if gallery is None or not self.shown.isdisjoint(gallery.artworks):
            gallery = self._gallery(opening.slot, room, item, standing)
        artworks, members = gallery
        ids = members.ids
        creative = ids[0] if len(ids) == 1 else self._pick((item.id, row.id), members)
        artwork = artworks[creative]
        size = artwork.size or (roomiest(room.sizes) if room.sizes else None)
        self.chosen[opening.ordinal] = Choice(row, item, artwork.creative, size, False, opening.ordinal)
        self.standing.append(Standing(item, creative))
        if self.snapshot.frequency:
            self.tired = self.seen_too_often(self.seen)
        if item.id in self.credits.leases:
            self.taken.append(item.id)
            if self._left(item.id) <= 0:
                self.dry |= {item.id}
        self.shown.add(creative)
        if creative in self.snapshot.shared_creatives:
            self.shared.add(creative)

    def _gallery(self, slot: Slot, room: Room, item: LineItemRow, standing: list[Standing]) -> Gallery:
        """What a line item that won may show; the page rules saw to it that there is something."""
        artworks = slot.index.artworks[slot.index.bit_of[item.id]]
        fitting = page.servable(slot.row, artworks, (), room.sizes, self.here)
        free = page.servable(slot.row, artworks, standing, room.sizes, self.here)
        gallery = Gallery(
            {artwork.creative.id: artwork for artwork in free},
            rotation.creative_members(item.rotation, [(each.creative.id, each.weight) for each in free]),
        )
        if free == fitting:
            targeting.remember(room.galleries, item.id, gallery)
        return gallery

    def _pick(self, key: CreditKey, members: Members) -> int:
        """The winner's id. Never asked of a sole member: it earns what it pays, nothing moves."""
        before = self.credits.values.get(key)
        if before is None or self.is_twice:
            before = self._before(key, members)
        winner, after, clamped = rotation.pick(members, before)
        self.moves.append((key, members.ids, after, clamped))
        return members.ids[winner]

    def _before(self, key: CreditKey, members: Members) -> Balances:
        """Credits as they stand in this call: if a slot is asked for twice, its first pick has moved them."""
        before = self.credits.values.get(key)
        if before is None:
            before = rotation.warm(members, self.credits.warm_picks)
        for moved, ids, after, _ in self.moves:
            if moved == key:
                before = Balances({**before, **dict(zip(ids, after, strict=True))})
        return before

    def _note(
        self, opening: Opening, contest: Contest, members: Members | None, standing: Sequence[Standing]
    ) -> None:
        before = Balances() if members is None else Balances(self._before(contest.tier.key, members))
        rounds = self.rounds.setdefault(opening.ordinal, {})
        rounds[contest.tier.tier] = Round(tuple(standing), members, before, self.dry, self.tired)


def _narrowed(slot: Slot, contest: Contest, mask: int, whole: Mapping[int, object]) -> int:
    """Without roadblocks that do not take part; where one that is exclusive may serve, others stand back."""
    entered = targeting.mask_of(contest.bits.index(slot.index.bit_of[id]) for id in whole)
    mask &= ~contest.roadblocks | entered
    return mask & (contest.exclusives | entered) if mask & contest.exclusives else mask


def _members(slot: Slot, contest: Contest, mask: int) -> Members:
    places = targeting.bits_of(mask)
    if contest.tier.is_paced:  # the others are in that order already
        places.sort(key=lambda place: (-contest.weights[place], contest.ids[place]))
    ids, weights = contest.ids, contest.weights
    members = rotation.members(
        contest.tier.tier, [ids[place] for place in places], [weights[place] for place in places]
    )
    return targeting.remember(contest.memberships, mask, members)


def _fallback(snapshot: Snapshot, opening: Opening, here: targeting.Situation) -> Choice | None:
    row, room = opening.slot.row, opening.room
    if row.fallback_creative is None or here.no_ads or room is None:
        return None
    creative = snapshot.creatives.get(row.fallback_creative)
    if creative is None or not is_shown(creative, row) or not creative.needs <= here.grants:
        return None
    size = None if creative.format in FLEXIBLE_FORMATS else creative.size
    if size is not None and size not in room.sizes:
        return None
    size = size or (roomiest(room.sizes) if room.sizes else None)
    return Choice(row, None, creative, size, True, opening.ordinal)


def roomiest(sizes: Sequence[Size]) -> Size:
    """The highest: a page that reserves it does not shift, whatever arrives."""
    return max(sizes, key=lambda size: (size[1], size[0]))


def _reasons(
    openings: list[Opening],
    call: _Call,
    choices: dict[str, Choice | None],
    tired: Mapping[int, Reason],
) -> dict[str, tuple[Explained, ...]]:
    return {
        opening.id: explanation(
            call.snapshot,
            opening.slot,
            None if opening.room is None else opening.room.sizes,
            call.here,
            choices[opening.id],
            call.rounds.get(opening.ordinal, {}),
            call.credits,
            tired,
        )
        for opening in openings
    }


def _unknown(snapshot: Snapshot, on_page: Sequence[OnPage]) -> tuple[Warned, ...]:
    strangers = [each for each in on_page if each.line_item not in snapshot.line_items]
    return ((None, WarningCode.UNKNOWN_ON_PAGE),) * len(strangers)
