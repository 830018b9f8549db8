"""Who is next: rights to a fraction of the requests, and credits that make an exact order of them.

Amounts are whole numbers, so that sums are exact and no machine rounds otherwise. UNIT divides by every
number up to 16 and by 10^7: the usual shares have no remainder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import count
from operator import add, itemgetter, lt
from typing import NamedTuple

from ads.decision.types import PACED, CreditKey, CreditMove, Limit, LineItemRow, Rotation, Tier

UNIT = 720_720 * 10**6
"""One impression."""

BOUND = 2 * UNIT
"""A credit stays within [-BOUND, BOUND]; else an item long blocked would win too often in a row."""

PASS = 0
"""Id of the virtual member that holds what nobody has a right to and hands the slot to the next tier."""

LOOK_AHEAD_MEMBERS = 16
"""Above so many members the look-ahead is not worth its price."""

FARTHEST = 512
"""Picks that the look-ahead sees at most."""


HELD = PACED | {Tier.SPONSORSHIP}
"""Tiers with rights to a part of the requests; in the others everything goes to whoever is there."""

NO_LIMITS: Mapping[int, Limit] = {}


class Balances(dict[int, int]):
    """Credits by id; who is not there yet has none."""

    __slots__ = ()

    def __missing__(self, id: int) -> int:
        return 0


class Members(NamedTuple):
    """Those who take part in one pick, largest right first, then lowest id, PASS after all of its right."""

    ids: tuple[int, ...]
    rights: tuple[int, ...]  # sum is UNIT
    read: Callable[[Balances], tuple[int, ...]]  # their credits, in the same order


def weight_of(item: LineItemRow) -> int:
    """What its right comes from: a sponsorship's share of one UNIT, else its weight beside the others'."""
    if item.tier is not Tier.SPONSORSHIP:
        return item.weight
    return UNIT if item.share_percent is None else int(UNIT * Fraction(item.share_percent) / 100)


def right_of(limit: Limit | None) -> int:
    """The right to a request in a paced tier; nobody knows a rate: none, so that nothing runs away."""
    rate = None if limit is None else limit.rate
    return 0 if rate is None else int(UNIT * min(max(rate, 0.0), 1.0))


def members(tier: Tier, ids: Sequence[int], weights: Sequence[int]) -> Members:
    """The rights of one tier's servable line items (at least one, heaviest first) to this request."""
    free = UNIT - sum(weights)
    if tier not in HELD or free <= 0:
        return _members(ids, apportion(weights))
    place = sum(weight >= free for weight in weights)
    return _members([*ids[:place], PASS, *ids[place:]], [*weights[:place], free, *weights[place:]])


def apportion(weights: Sequence[int]) -> list[int]:
    """Splits one UNIT by weight, heaviest first; what cannot be split goes to the first ones."""
    total = sum(weights)
    rights = [UNIT * weight // total for weight in weights]
    for place in range(UNIT - sum(rights)):
        rights[place] += 1
    return rights


def creative_members(rotation: Rotation, uses: Iterable[tuple[int, int]]) -> Members:
    """The rights of a line item's creatives; `uses` are pairs of creative id and weight."""
    weights = sorted((-1 if rotation is Rotation.EVEN else -weight, id) for id, weight in uses)
    return _members([id for _, id in weights], apportion([-weight for weight, _ in weights]))


def _members(ids: Sequence[int], rights: Sequence[int]) -> Members:
    read = itemgetter(*ids) if len(ids) > 1 else lambda balances: (balances[ids[0]],)
    return Members(tuple(ids), tuple(rights), read)


def pick(members: Members, before: Balances) -> tuple[int, list[int], int]:
    """Everybody earns its right; the largest credit serves and pays one UNIT, unless that makes a shortage.

    Gives the winner's position, the new credits in the order of the members, and what the bounds cut off.
    """
    rights = members.rights
    credits = list(map(add, members.read(before), rights))
    largest = max(credits)
    winner = credits.index(largest)
    credits[winner] = largest - UNIT
    if (
        largest * (len(rights) - 1) >= UNIT  # else less than 1 is owed to all together
        and len(rights) <= LOOK_AHEAD_MEMBERS
        # What is owed and not covered by the winner's next right; below 1, it stays there.
        and sum(map(abs, credits)) + sum(credits) >= 2 * (UNIT + min(rights[winner], UNIT - largest))
        and is_short(credits, rights)
    ):
        credits[winner] = largest
        winner = _first_that_avoids_it(credits, rights, winner)
        credits[winner] -= UNIT
    if largest <= BOUND and credits[winner] >= -BOUND:
        return winner, credits, 0
    total = sum(credits)
    credits = [min(max(credit, -BOUND), BOUND) for credit in credits]
    return winner, credits, total - sum(credits)


def is_short(credits: Sequence[int], rights: Sequence[int]) -> bool:
    """Will at some time more whole impressions be owed than picks were made until then?

    The same as: for some t > 0, sum(floor(max(0, credit + t * right))) > t. Every owed impression has a pick
    by which it has to come; k of them by pick k is all that fits.
    """
    horizon = _last_possible_shortage(credits, rights)
    if not horizon:
        return False
    deadlines = []
    for credit, right in zip(credits, rights):  # noqa: B905 - hot
        missing = UNIT - credit
        while missing <= right * horizon:
            deadlines.append(max(1, -(-missing // right)))
            missing += UNIT
    deadlines.sort()
    return any(map(lt, deadlines, count(1)))


def _last_possible_shortage(credits: Sequence[int], rights: Sequence[int]) -> int:
    """A t after which there is none; 0: there is none at all.

    After t picks at most t + sum(credits) + (what credits below 0 still lack) is owed, and less than t + 1 is
    enough, because impressions are whole. (Looking ahead only as many picks as there are members lets
    52:15:6:6:1:1:1:1 reach an error of 1.08; this far, no set is known that reaches 1.)
    """
    total = sum(credits)
    if total >= UNIT:
        return len(rights)
    horizon, gains = 1, rights
    while horizon < FARTHEST:
        later = list(map(add, credits, gains))
        lacking = (sum(map(abs, later)) - sum(later)) // 2
        if total + lacking < UNIT:
            return horizon - 1
        horizon, gains = horizon * 2, list(map(add, gains, gains))
    return FARTHEST


def _first_that_avoids_it(credits: list[int], rights: Sequence[int], largest: int) -> int:
    for candidate in sorted(range(len(credits)), key=lambda n: -credits[n]):
        after = credits.copy()
        after[candidate] -= UNIT
        if not is_short(after, rights):
            return candidate
    return largest


class Credits:
    """What a process owes to whom, and what it may still spend; kept across snapshots.

    A decision only reads it. Hold one lock around `decide`, `apply` and `take`, and around `grant`.

    `warm_picks`: so many picks are played before the first one of a key, so that processes start at different
    points of the order (if all began with the same line items, one of 1% would get 2%).
    `limits`: by line item; never changed in place, replaced whole by a new mapping.
    `leases`: how many decisions a line item may still win here; who is absent is not limited.
    """

    __slots__ = ("clamped", "dry", "leases", "limits", "values", "warm_picks")

    def __init__(self, *, warm_picks: int = 0, limits: Mapping[int, Limit] = NO_LIMITS) -> None:
        self.values: dict[CreditKey, Balances] = {}
        self.clamped: dict[CreditKey, int] = {}
        self.warm_picks = warm_picks
        self.limits = limits
        self.leases: dict[int, int] = {}
        self.dry: frozenset[int] = frozenset()  # those whose lease is spent

    def grant(self, leases: Mapping[int, int]) -> None:
        """Adds to the leases; 0 for a line item that is limited and has nothing in hand yet."""
        for line_item, granted in leases.items():
            self.leases[line_item] = self.leases.get(line_item, 0) + granted
        self._note_dry()

    def release(self, line_items: Iterable[int]) -> dict[int, int]:
        """Gives the leases up: what was left of each. Those line items are not limited any more."""
        left = {id: self.leases.pop(id) for id in line_items if id in self.leases}
        self._note_dry()
        return left

    def take(self, line_items: Iterable[int]) -> None:
        """Pays for the choices of a decision (`PageDecision.taken`)."""
        for line_item in line_items:
            if line_item in self.leases:
                self.leases[line_item] = left = self.leases[line_item] - 1
                if left <= 0:
                    self.dry |= {line_item}

    def _note_dry(self) -> None:
        self.dry = frozenset(id for id, left in self.leases.items() if left <= 0)

    def apply(self, moves: Iterable[CreditMove]) -> None:
        """Not safe between threads: hold one lock around `decide` and this."""
        for key, ids, values, clamped in moves:
            balances = self.values.get(key)
            if balances is None:
                balances = self.values[key] = Balances()
            balances.update(zip(ids, values))  # noqa: B905 - hot
            if clamped:
                self.clamped[key] = self.clamped.get(key, 0) + clamped

    def share_debt(self) -> dict[CreditKey, float]:
        """By key, the impressions that the bounds forgave: rights that could not be honoured."""
        return {key: clamped / UNIT for key, clamped in self.clamped.items()}


def warm(members: Members, picks: int) -> Balances:
    """Credits of a key that is new."""
    if members.rights[0] - members.rights[-1] <= 1:
        picks %= len(members.rights)  # equal rights: the order is a circle
    balances = Balances()
    for _ in range(picks):
        _, credits, _ = pick(members, balances)
        balances.update(zip(members.ids, credits, strict=True))
    return balances
