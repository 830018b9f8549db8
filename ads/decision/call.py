"""One call on its way down the waterfall: what it has chosen so far, and what that leaves to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ads.decision import frequency, page, rotation, targeting
from ads.decision.explain import Round
from ads.decision.gallery import gallery_of
from ads.decision.plan import Plan, Turn
from ads.decision.rotation import PASS, Balances, Credits, Members
from ads.decision.situation import Situation
from ads.decision.targeting import Contest, Room
from ads.decision.types import (
    Choice,
    CreditKey,
    CreditMove,
    Reason,
    Request,
    Slot,
    Snapshot,
    Standing,
    Tier,
)

Blocks = Mapping[int, list[Turn]]
"""Roadblocks that take part in a pick, by line item id: all the turns that one of them takes if it wins."""

NO_BLOCKS: Blocks = {}


class Call:
    __slots__ = (
        "choices",
        "credits",
        "dry",
        "explain",
        "here",
        "is_twice",
        "left",
        "moves",
        "reached",
        "rounds",
        "seen",
        "shared",
        "snapshot",
        "standing",
        "taken",
        "tired",
    )

    def __init__(
        self,
        snapshot: Snapshot,
        request: Request,
        *,
        plan: Plan,
        here: Situation,
        credits: Credits,
        explain: bool,
    ) -> None:
        self.snapshot = snapshot
        self.here = here
        self.credits = credits
        self.explain = explain
        self.is_twice = plan.is_twice
        self.choices: dict[str, Choice | None] = dict.fromkeys(plan.ids)
        self.left = len(plan.openings)  # that nothing fills yet
        self.standing = page.standing_from(snapshot, request.on_page) if request.on_page else []
        # creatives that stand there and that another line item may show too
        self.shared = {each.creative for each in self.standing}
        self.moves: list[CreditMove] = []
        self.taken: list[int] = []  # line items, one for each choice that a lease pays
        self.dry = credits.dry  # line items whose lease is spent, by this call too
        self.seen = request.seen
        self.tired = self.seen_too_often() if snapshot.frequency else frequency.NOBODY
        self.reached: list[tuple[int, ...]] = []
        self.rounds: dict[str, dict[Tier, Round]] = {}  # by request id, with `explain` only

    def seen_too_often(self) -> Mapping[int, Reason]:
        """What is chosen in this call counts as seen just now."""
        chosen = [choice.line_item for choice in self.choices.values() if choice and choice.line_item]
        return frequency.refused(self.snapshot, self.seen, [each.item for each in self.standing], chosen)

    def allowed(self, slot: Slot, room: Room, contest: Contest) -> int:
        """Of the contestants, those that neither a limit nor the page stops."""
        mask = contest.open
        if self.dry and not self.dry.isdisjoint(contest.ids):
            mask &= ~targeting.mask_of(place for place, id in enumerate(contest.ids) if id in self.dry)
        if self.tired and not self.tired.keys().isdisjoint(contest.ids):
            mask &= ~targeting.mask_of(place for place, id in enumerate(contest.ids) if id in self.tired)
        for item, _ in self.standing:
            beside = contest.beside.get(item.id)
            mask &= page.beside(slot, contest, item) if beside is None else beside
        if self.shared:
            standing, sizes = self.standing, room.sizes
            mask = page.with_artwork(slot, contest, mask, self.shared, standing, sizes, self.here)
        return mask

    def fill(self, turn: Turn, blocks: Blocks = NO_BLOCKS) -> None:
        """Lets those of one tier pick whom the page still allows; who wins may be `pass`.

        No other roadblock takes part than `blocks`.
        """
        _, _, _, slot, room, contest = turn
        mask = self.allowed(slot, room, contest)
        if contest.tier.is_paced:
            self.reached.append(contest.ids)
        if contest.roadblocks or contest.exclusives:
            mask = _narrowed(slot, contest, mask, blocks)
        members = contest.memberships.get(mask) or (_members(contest, mask) if mask else None)
        if self.explain:
            self._note(turn, members, self.standing)
        if members is None:
            return
        ids = members.ids
        winner = ids[0] if len(ids) == 1 else self._pick(contest.tier.key, members)
        if winner in blocks:
            self._block(blocks[winner], winner)
        elif winner != PASS:
            self._choose(turn, winner, self.standing)

    def _block(self, turns: list[Turn], winner: int) -> None:
        """What a roadblock shows in one of its slots is no repetition in the next."""
        standing = list(self.standing)
        for turn in turns:
            self._choose(turn, winner, standing)
            if self.explain and turn[5].tier.tier not in self.rounds.get(turn[2], {}):
                self._note(turn, None, standing)

    def _choose(self, turn: Turn, winner: int, standing: Sequence[Standing]) -> None:
        _, _, id, slot, room, _ = turn
        gallery = room.galleries.get(winner)
        if gallery is None or (self.shared and not self.shared.isdisjoint(gallery.shown)):
            gallery = gallery_of(slot, room, self.snapshot.line_items[winner], standing, self.here)
        members, shown = gallery
        ids = members.ids
        creative = ids[0] if len(ids) == 1 else self._pick((winner, slot.row.id), members)
        choice, stands = shown[creative]
        self.choices[id] = choice
        self.left -= 1
        self.standing.append(stands)
        if creative in self.snapshot.shared_creatives:
            self.shared.add(creative)
        if self.snapshot.frequency:
            self.tired = self.seen_too_often()
        if winner in self.credits.leases:
            self.taken.append(winner)
            if self.leases_left(winner) <= 0:
                self.dry |= {winner}

    def leases_left(self, line_item: int) -> float:
        """How often its lease still lets it serve."""
        lease = self.credits.leases.get(line_item)
        return targeting.FOREVER if lease is None else lease - self.taken.count(line_item)

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

    def _note(self, turn: Turn, members: Members | None, standing: Sequence[Standing]) -> None:
        _, _, id, _, _, contest = turn
        before = Balances() if members is None else Balances(self._before(contest.tier.key, members))
        rounds = self.rounds.setdefault(id, {})
        rounds[contest.tier.tier] = Round(tuple(standing), members, before, self.dry, self.tired)


def _narrowed(slot: Slot, contest: Contest, mask: int, blocks: Mapping[int, object]) -> int:
    """Without roadblocks that do not take part; where one that is exclusive may serve, others stand back."""
    entered = targeting.mask_of(contest.bits.index(slot.index.bit_of[id]) for id in blocks)
    mask &= ~contest.roadblocks | entered
    return mask & (contest.exclusives | entered) if mask & contest.exclusives else mask


def _members(contest: Contest, mask: int) -> Members:
    places = targeting.bits_of(mask)
    if contest.tier.is_paced:  # the others are in that order already
        places.sort(key=lambda place: (-contest.weights[place], contest.ids[place]))
    ids, weights = contest.ids, contest.weights
    members = rotation.members(
        contest.tier.tier, [ids[place] for place in places], [weights[place] for place in places]
    )
    return targeting.remember(contest.memberships, mask, members)
