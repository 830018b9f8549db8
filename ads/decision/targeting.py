"""Bitmaps: which of a slot's candidates pass, found by a few operations on whole numbers instead of a loop.

Bit n stands for the n-th candidate of the slot. `eligibility.py` says the same rule by rule, for one candidate
at a time; the tests hold the two together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import NamedTuple, TypeVar

from ads.decision.rotation import Members
from ads.decision.types import CreativeRow, PageFacts, Request, Size, Tier

MEMO_LIMIT = 512
"""Entries after which a memo starts anew."""

FOREVER = float("inf")

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

    def fits(self, sizes: Sequence[Size]) -> bool:
        return self.size is None or self.size in sizes


class DimensionIndex(NamedTuple):
    position: int  # of the dimension in `Situation.values`
    unrestricted: int  # candidates without any_of in this dimension
    any_of: Mapping[str, int]
    none_of: Mapping[str, int]


class TierIndex(NamedTuple):
    tier: Tier
    rank: int
    name: str
    mask: int


class Moment(NamedTuple):
    """What holds between two neighbouring boundaries of time."""

    running: int  # candidates that have started and not ended
    by_size: Mapping[Size, int]  # that have an artwork of this size
    flexible: int  # that have one that fits everywhere


@dataclass(slots=True)
class SlotIndex:
    """One slot's candidates as bitmaps. Only the memos change, and they never change an answer."""

    tiers: tuple[TierIndex, ...]  # those that have candidates, highest first
    live: int  # nothing but time, page and reader can stand in the way
    dimensions: tuple[DimensionIndex, ...]  # those that some candidate names
    dayparts: Mapping[int, int]  # by hour of the week
    undated: int  # candidates without dayparts
    labels: Mapping[str, int]
    advertisers: Mapping[int, int]
    line_items: Mapping[int, int]
    creatives: Mapping[int, int]
    artworks: tuple[tuple[Artwork, ...], ...]  # by bit
    spans: tuple[tuple[float, float], ...]  # by bit: since, until
    boundaries: tuple[float, ...]  # of spans and artworks, ascending
    breakpoints: tuple[tuple[int, tuple[Size, ...]], ...]  # widest first
    moments: dict[int, Moment] = field(default_factory=dict)
    memberships: dict[int, Members] = field(default_factory=dict)


class Situation(NamedTuple):
    """Everything about a page view that eligibility looks at."""

    at: datetime
    now: float  # the same, in seconds since the epoch
    hour: int  # of the week, in the snapshot's zone
    values: tuple[Sequence[str], ...]  # of the page and its reader, in the order of `Dimension`
    exclude_labels: Sequence[str]
    no_ads: bool


def situation(request: Request, now: datetime, zone: tzinfo) -> Situation:
    page = request.page
    local = now.astimezone(zone)
    return Situation(
        at=now,
        now=now.timestamp(),
        hour=local.weekday() * 24 + local.hour,
        values=_values(page, request),
        exclude_labels=page.exclude_labels,
        no_ads=page.no_ads,
    )


def _values(page: PageFacts, request: Request) -> tuple[Sequence[str], ...]:
    return (
        page.sections,
        page.tags,
        () if page.article_label is None else (page.article_label,),
        () if page.path is None else path_values(page.path),
        page.authors,
        (request.device.value,),
        () if page.locale is None else (page.locale,),
        page.key_values,
    )


def path_values(path: str) -> list[str]:
    """ "/a/b/" -> "/a/b/", "/*", "/a/*": itself, and everything that it lies below."""
    folders = path.rstrip("/").split("/")[:-1]
    return [path, *("/".join(folders[: n + 1]) + "/*" for n in range(len(folders)))]


def allowed_sizes(
    index: SlotIndex, width: int | None, asked: Sequence[Size] | None
) -> tuple[Size, ...] | None:
    """The asked sizes that the breakpoint of this width (none: the smallest) has; None: it has none of them."""
    sizes = _breakpoint(index, width)
    if asked is None or not sizes:
        return sizes
    return tuple(size for size in sizes if size in asked) or None


def _breakpoint(index: SlotIndex, width: int | None) -> tuple[Size, ...]:
    if width is not None:
        for min_width, sizes in index.breakpoints:
            if width >= min_width:
                return sizes
    return index.breakpoints[-1][1]


def eligible(index: SlotIndex, situation: Situation, sizes: Sequence[Size] | None) -> int:
    """Candidates that may be served here and now, as far as it does not depend on what else is chosen."""
    if situation.no_ads or sizes is None:
        return 0
    moment = _moment(index, situation.now)
    fitting = moment.flexible
    for size in sizes:
        fitting |= moment.by_size.get(size, 0)
    mask = index.live & moment.running & fitting
    for position, unrestricted, any_of, none_of in index.dimensions:
        passing = unrestricted
        for value in situation.values[position]:
            if value in any_of:
                passing |= any_of[value]
            if value in none_of:
                mask &= ~none_of[value]
        mask &= passing
    if index.dayparts:
        mask &= index.undated | index.dayparts.get(situation.hour, 0)
    for label in situation.exclude_labels:
        mask &= ~index.labels.get(label, 0)
    return mask


def _moment(index: SlotIndex, now: float) -> Moment:
    interval = bisect_right(index.boundaries, now)
    known = index.moments.get(interval)
    return remember(index.moments, interval, _read_moment(index, now)) if known is None else known


def _read_moment(index: SlotIndex, now: float) -> Moment:
    running = [bit for bit, (since, until) in enumerate(index.spans) if since <= now < until]
    flexible: list[int] = []
    by_size: dict[Size, list[int]] = {}
    for bit, artworks in enumerate(index.artworks):
        for artwork in artworks:
            if artwork.is_dated_for(now):
                (flexible if artwork.size is None else by_size.setdefault(artwork.size, [])).append(bit)
    return Moment(
        mask_of(running), {size: mask_of(bits) for size, bits in by_size.items()}, mask_of(flexible)
    )


def remember(memo: dict[int, Value], key: int, value: Value) -> Value:
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
    """Ascending. By octets, so that a long mask costs no more than its length."""
    if mask.bit_length() <= 64:
        return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
    octets = mask.to_bytes(mask.bit_length() // 8 + 1, "little")
    return [
        place * 8 + bit for place, octet in enumerate(octets) if octet for bit in range(8) if octet >> bit & 1
    ]
