"""Bitmaps: which of a slot's candidates pass, found by a few operations on whole numbers instead of a loop.

Bit n stands for the n-th candidate of the slot. `eligibility.py` says the same rule by rule, for one
candidate at a time; the tests hold the two together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from ads.decision.rotation import Members, right_of
from ads.decision.situation import Scene, Situation
from ads.decision.types import (
    Choice,
    CreativeRow,
    CreditKey,
    Limit,
    Need,
    Size,
    Standing,
    Tier,
)

MEMO_LIMIT = 512
"""Entries after which a memo starts anew."""

FOREVER = float("inf")

EXCLUSIVES_FIRST = 1 << 32
"""More than there are contestants."""

BITS_OF_OCTET = tuple(tuple(bit for bit in range(8) if octet >> bit & 1) for octet in range(256))

Key = TypeVar("Key")
Value = TypeVar("Value")


class Artwork(NamedTuple):
    """A creative that a line item may show in a slot, apart from dates and size."""

    creative: CreativeRow
    weight: int
    size: Size | None  # None: fits everywhere
    since: float  # seconds since the epoch, inclusive
    until: float  # exclusive

    def is_dated_for(self, now: float) -> bool:
        return self.since <= now < self.until

    def fits(self, sizes: Sequence[Size], grants: frozenset[Need]) -> bool:
        return (self.size is None or self.size in sizes) and self.creative.needs <= grants


class Masks(dict[Key, int]):
    """Bitmaps by value, made when first looked up: most of a large market is never asked for."""

    __slots__ = ("bits",)

    def __init__(self, pairs: Iterable[tuple[int, Key]]) -> None:
        self.bits: dict[Key, list[int]] = {}
        for bit, key in pairs:
            self.bits.setdefault(key, []).append(bit)

    def __missing__(self, key: Key) -> int:
        bits = self.bits.get(key)
        return remember(self, key, 0 if bits is None else mask_of(bits))


class Wanted(NamedTuple):
    """any_of in one dimension."""

    position: int  # of the dimension in `Situation.values`
    unrestricted: int  # candidates that want nothing here
    by_value: Masks[str]


class Unwanted(NamedTuple):
    """none_of in one dimension."""

    position: int
    by_value: Masks[str]


class TierIndex(NamedTuple):
    tier: Tier
    rank: int
    mask: int
    key: CreditKey
    is_paced: bool


class Gallery(NamedTuple):
    """What one line item may show in a room."""

    members: Members  # its creatives
    shown: Mapping[int, tuple[Choice, Standing]]  # by creative id: what it is when it is chosen


@dataclass(slots=True, eq=False)
class Contest:
    """Those of one tier who may be served in one room to one scene. Masks hold a bit for each of them only:
    a page asks for a handful of the market, and its arithmetic is as short as that."""

    tier: TierIndex
    bits: tuple[int, ...]  # of the contestants, in the slot's index
    ids: tuple[int, ...]  # of the contestants
    everybody: int
    roadblocks: int
    exclusives: int
    beside: dict[int, int] = field(default_factory=dict)  # memo, see `page.beside`
    # as of one look at the counters, see `heed`
    limits: Mapping[int, Limit] | None = None
    open: int = 0  # contestants that no limit stops
    weights: tuple[int, ...] = ()  # of the contestants, see `rotation.weight_of` and `rotation.right_of`
    precedence: int = (
        0  # lower comes first among the slots of a page: exclusives, then the fewest contestants
    )
    memberships: dict[int, Members] = field(default_factory=dict)  # memo, by mask

    def heed(self, limits: Mapping[int, Limit], weights: Sequence[int]) -> None:
        """Takes over what the counters say now. `weights`: of the slot's index."""
        found = [limits.get(id) for id in self.ids] if limits else [None] * len(self.ids)
        is_paced = self.tier.is_paced
        if is_paced or not self.weights:
            self.weights = tuple(map(right_of, found) if is_paced else (weights[bit] for bit in self.bits))
        self.open = mask_of(
            place
            for place, limit in enumerate(found)
            if (limit is None or limit.blocked is None) and self.weights[place]
        )
        self.precedence = self.open.bit_count() - (EXCLUSIVES_FIRST if self.open & self.exclusives else 0)
        if is_paced:
            self.memberships.clear()
        self.limits = limits


class Room(NamedTuple):
    """A slot at one moment, in one choice of sizes, for readers who grant the same."""

    sizes: tuple[Size, ...]
    roomiest: Size | None
    mask: int  # candidates that run and have something that fits
    galleries: dict[int, Gallery]  # memo, by line item
    contests: dict[Scene, tuple[Contest, ...]]  # memo


Kind = tuple[Size | None, frozenset[Need]]
"""Size of an artwork, None where it fits everywhere, and what it needs."""


class Moment(NamedTuple):
    """What holds between two neighbouring boundaries of time."""

    since: float
    until: float
    running: int  # candidates that are live, have started and not ended
    by_kind: Mapping[Kind, int]  # that have an artwork of this kind
    by_width: dict[tuple[int | None, frozenset[Need]], Room]  # memo, of requests that name no sizes
    by_sizes: dict[tuple[tuple[Size, ...], frozenset[Need]], Room]  # memo


NO_MOMENT = Moment(since=0.0, until=0.0, running=0, by_kind={}, by_width={}, by_sizes={})


@dataclass(slots=True)
class SlotIndex:
    """One slot's candidates as bitmaps. Only the memos change, and they never change an answer."""

    tiers: tuple[TierIndex, ...]  # those that have candidates, highest first
    live: int  # nothing but time, page and reader can stand in the way
    wanted: tuple[Wanted, ...]
    unwanted: tuple[Unwanted, ...]
    dayparts: Mapping[int, int]  # by hour of the week
    undated: int  # candidates without dayparts
    ids: tuple[int, ...]  # of the line items, by bit
    weights: tuple[int, ...]  # by bit, see `rotation.weight_of`
    roadblocks: int
    exclusives: int
    labels: Masks[str]
    categories: Masks[str]
    advertisers: Masks[int]
    creatives: Masks[int]  # candidates that show it
    bit_of: Mapping[int, int]  # by line item
    artworks: tuple[tuple[Artwork, ...], ...]  # by bit
    spans: tuple[tuple[float, float], ...]  # by bit: since, until
    boundaries: tuple[float, ...]  # of spans and artworks, ascending
    breakpoints: tuple[tuple[int, tuple[Size, ...]], ...]  # widest first
    moment: Moment = NO_MOMENT  # the last one; the others are in `moments`
    moments: dict[int, Moment] = field(default_factory=dict)
    contests: dict[int, Contest] = field(default_factory=dict)
    rivals: dict[int, int] = field(default_factory=dict)


def room(index: SlotIndex, here: Situation, width: int | None, asked: Sequence[Size] | None) -> Room | None:
    """The slot in the sizes of the breakpoint of this width (none: the smallest) that are asked for.

    None: it has not one of the asked sizes.
    """
    moment, grants = index.moment, here.grants
    if not moment.since <= here.now < moment.until:
        moment = index.moment = _moment(index, here.now)
    if asked is None:
        known = moment.by_width.get((width, grants))
        if known is not None:
            return known
        fresh = _room(moment, _breakpoint(index, width), grants)
        return remember(moment.by_width, (width, grants), fresh)
    sizes = _breakpoint(index, width)
    narrowed = tuple(size for size in sizes if size in asked)
    return _room(moment, narrowed, grants) if narrowed or not sizes else None


def _breakpoint(index: SlotIndex, width: int | None) -> tuple[Size, ...]:
    if width is not None:
        for min_width, sizes in index.breakpoints:
            if width >= min_width:
                return sizes
    return index.breakpoints[-1][1]


def _room(moment: Moment, sizes: tuple[Size, ...], grants: frozenset[Need]) -> Room:
    known = moment.by_sizes.get((sizes, grants))
    if known is not None:
        return known
    fitting = 0
    for (size, needs), mask in moment.by_kind.items():
        if needs <= grants and (size is None or size in sizes):
            fitting |= mask
    return remember(
        moment.by_sizes, (sizes, grants), Room(sizes, roomiest(sizes), moment.running & fitting, {}, {})
    )


def roomiest(sizes: Sequence[Size]) -> Size | None:
    """The highest: a page that reserves it does not shift, whatever arrives."""
    return max(sizes, key=lambda size: (size[1], size[0]), default=None)


def contests(index: SlotIndex, situation: Situation, room: Room) -> tuple[Contest, ...]:
    """One for each tier that has somebody to serve here and now, highest first."""
    known = room.contests.get(situation.scene)
    return known or remember(room.contests, situation.scene, _contests(index, situation, room))


def _contests(index: SlotIndex, situation: Situation, room: Room) -> tuple[Contest, ...]:
    mask = eligible(index, situation, room)
    return tuple(_contest(index, tier, mask & tier.mask) for tier in index.tiers if mask & tier.mask)


def _contest(index: SlotIndex, tier: TierIndex, mask: int) -> Contest:
    """Scenes with the same contestants share what is known of them."""
    known = index.contests.get(mask)
    if known is not None:
        return known
    bits = tuple(bits_of(mask))
    contest = Contest(
        tier,
        bits,
        ids=tuple(index.ids[bit] for bit in bits),
        everybody=(1 << len(bits)) - 1,
        roadblocks=narrowed(index.roadblocks, bits),
        exclusives=narrowed(index.exclusives, bits),
    )
    return remember(index.contests, mask, contest)


def narrowed(wide: int, bits: Sequence[int]) -> int:
    """The mask of a slot's index, with a bit for each of `bits` only."""
    return mask_of(place for place, bit in enumerate(bits) if wide >> bit & 1) if wide else 0


def eligible(index: SlotIndex, situation: Situation, room: Room) -> int:
    """Candidates that may be served here and now, as far as it does not depend on what else is chosen."""
    mask = room.mask
    for position, unrestricted, by_value in index.wanted:
        passing = unrestricted
        for value in situation.values[position]:
            passing |= by_value[value]
        mask &= passing
    for position, by_value in index.unwanted:
        for value in situation.values[position]:
            mask &= ~by_value[value]
    if index.dayparts:
        mask &= index.undated | index.dayparts.get(situation.hour, 0)
    for label in situation.exclude_labels:
        mask &= ~index.labels[label]
    for category in situation.blocked_categories:
        mask &= ~index.categories[category]
    return mask


def _moment(index: SlotIndex, now: float) -> Moment:
    interval = bisect_right(index.boundaries, now)
    known = index.moments.get(interval)
    return remember(index.moments, interval, _read_moment(index, interval, now)) if known is None else known


def _read_moment(index: SlotIndex, interval: int, now: float) -> Moment:
    running = [bit for bit, (since, until) in enumerate(index.spans) if since <= now < until]
    by_kind: dict[Kind, list[int]] = {}
    for bit, artworks in enumerate(index.artworks):
        for artwork in artworks:
            if artwork.is_dated_for(now):
                by_kind.setdefault((artwork.size, artwork.creative.needs), []).append(bit)
    edges = (-FOREVER, *index.boundaries, FOREVER)
    return Moment(
        since=edges[interval],
        until=edges[interval + 1],
        running=index.live & mask_of(running),
        by_kind={kind: mask_of(bits) for kind, bits in by_kind.items()},
        by_width={},
        by_sizes={},
    )


def remember(memo: dict[Key, Value], key: Key, value: Value) -> Value:
    if len(memo) >= MEMO_LIMIT:
        memo.clear()
    memo[key] = value
    return value


def mask_of(bits: Iterable[int]) -> int:
    """Linear in the highest bit; adding bits one by one would be quadratic."""
    chosen = list(bits)
    octets = bytearray(max(chosen, default=0) // 8 + 1)
    for bit in chosen:
        octets[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(octets, "little")


def bits_of(mask: int) -> list[int]:
    """Ascending. Empty octets, nearly all of a long mask, are skipped in C."""
    octets = mask.to_bytes(mask.bit_length() // 8 + 1, "little")
    return [
        found.start() * 8 + bit
        for found in re.finditer(rb"[^\0]", octets, re.DOTALL)
        for bit in BITS_OF_OCTET[octets[found.start()]]
    ]
