"""Rows to a snapshot, once per change, so that a decision has nothing left to look up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from typing import NamedTuple

from ads.decision import frequency
from ads.decision.rotation import weight_of
from ads.decision.situation import DIMENSIONS
from ads.decision.targeting import (
    FOREVER,
    Artwork,
    Masks,
    SlotIndex,
    TierIndex,
    Unwanted,
    Wanted,
    mask_of,
)
from ads.decision.types import (
    FLEXIBLE_FORMATS,
    HOURS_OF_WEEK,
    PACED,
    CreativeRow,
    CreativeUse,
    Format,
    LineItemRow,
    Roadblock,
    Rotation,
    Size,
    Slot,
    SlotRow,
    Snapshot,
    Tier,
)

RANKS: Mapping[str, int] = {tier.value: rank for rank, tier in enumerate(Tier)}
ALL_FORMATS = frozenset(Format)

NO_BREAKPOINTS: tuple[tuple[int, tuple[Size, ...]], ...] = ((0, ()),)


class RuleBroken(ValueError):
    """A line item whose rule cannot be read; it is kept from serving, the others are not."""

    code = "rule_broken"


def compile_snapshot(
    slots: Iterable[SlotRow],
    line_items: Iterable[LineItemRow],
    creatives: Iterable[CreativeRow],
    *,
    version: int,
    zone: tzinfo = UTC,
) -> Snapshot:
    """`zone`: in which dayparts are read. A bad line item raises nothing, it shows in `Snapshot.broken`."""
    slot_rows = list(slots)
    creative_rows = {row.id: row for row in creatives}
    rows = sorted(line_items, key=lambda item: item.id)
    broken = {item.id: fault for item in rows if (fault := fault_of(item)) is not None}
    ready = {item.id: _prepare(item, creative_rows) for item in rows if item.id not in broken}
    items = sorted(rows, key=lambda item: (_rank(item), -_weight(item, ready)))
    booked: dict[int, list[LineItemRow]] = defaultdict(list)
    for item in items:
        for slot_id in dict.fromkeys(item.slots) if isinstance(item.slots, tuple) else ():
            booked[slot_id].append(item)
    used = Counter(creative for each in ready.values() for creative in each.creatives)
    return Snapshot(
        version=version,
        zone=zone,
        slots={row.code: _slot(row, booked[row.id], ready) for row in slot_rows},
        line_items={item.id: item for item in items},
        creatives=creative_rows,
        broken=broken,
        slot_codes={row.id: row.code for row in slot_rows},
        shared_creatives=frozenset(creative for creative, count in used.items() if count > 1),
        frequency=frequency.by_key(item for item in items if item.id in ready),
        roadblocks={item.id: frozenset(item.slots) for item in items if item.id in ready and _blocks(item)},
    )


def _blocks(item: LineItemRow) -> bool:
    return item.roadblock is Roadblock.ALL


class Prepared(NamedTuple):
    """What every slot needs to know of a line item whose rule can be read."""

    weight: int
    creatives: frozenset[int]
    artworks: tuple[Artwork, ...]  # of creatives that are live
    span: tuple[float, float]


NEVER = (0.0, 0.0)


def _prepare(item: LineItemRow, creatives: Mapping[int, CreativeRow]) -> Prepared:
    uses = {use.creative: use for use in item.creatives}
    artworks = [
        _artwork(use, creative)
        for use in uses.values()
        if (creative := creatives.get(use.creative)) is not None and creative.blocked is None
    ]
    span = (_since(item.starts_at), _until(item.ends_at))
    return Prepared(weight_of(item), frozenset(uses), tuple(artworks), span)


def _rank(item: LineItemRow) -> int:
    return RANKS.get(str(item.tier), len(RANKS))


def _weight(item: LineItemRow, ready: Mapping[int, Prepared]) -> int:
    return ready[item.id].weight if item.id in ready else 0


def fault_of(item: LineItemRow) -> str | None:
    """What about the rule cannot be read, in words for the admin; None: nothing."""
    try:
        _check(item)
    except RuleBroken as fault:
        return str(fault)
    except Exception as fault:  # whatever a row may hold, it must not stop the others
        return f"{type(fault).__name__}: {fault}"
    return None


def _check(item: LineItemRow) -> None:
    _demand(not item.fault, item.fault)
    _demand(isinstance(item.tier, Tier), f"unknown tier {item.tier!r}")
    _demand(isinstance(item.roadblock, Roadblock), f"unknown roadblock {item.roadblock!r}")
    _demand(isinstance(item.rotation, Rotation), f"unknown rotation {item.rotation!r}")
    _demand(item.weight > 0, f"weight {item.weight} is not above 0")
    if item.share_percent is not None:
        _demand(
            0 < Fraction(item.share_percent) <= 100, f"share {item.share_percent} is not within 0 and 100"
        )
    _demand(all(use.weight > 0 for use in item.creatives), "a creative's weight is not above 0")
    for moment in (
        item.starts_at,
        item.ends_at,
        *(at for use in item.creatives for at in (use.starts_at, use.ends_at)),
    ):
        _demand(moment is None or moment.utcoffset() is not None, f"{moment} has no time zone")
    hours = item.dayparts or ()
    _demand(all(0 <= hour < HOURS_OF_WEEK for hour in hours), "an hour is not within 0 and 167")
    for rules in (item.targeting.any_of, item.targeting.none_of):
        for dimension, values in rules.items():
            _demand(dimension in DIMENSIONS, f"unknown dimension {dimension!r}")
            _demand(not isinstance(values, str), f"{dimension}: a list of values is needed")
            _demand(all(isinstance(value, str) for value in values), f"{dimension}: a value is no text")
    _demand(not isinstance(item.exclusion_labels, str), "a list of exclusion labels is needed")
    _demand(all(isinstance(label, str) for label in item.exclusion_labels), "an exclusion label is no text")
    _demand(not isinstance(item.categories, str), "a list of categories is needed")
    _demand(isinstance(item.slots, tuple), "a list of slots is needed")
    for cap in item.frequency_caps:
        _demand(cap.scope in frequency.SCOPES, f"a frequency cap counts no {cap.scope!r}")
        _demand(cap.count > 0 and cap.seconds > 0, "a frequency cap counts nothing")


def _demand(is_met: bool, fault: str) -> None:
    if not is_met:
        raise RuleBroken(fault)


def _slot(row: SlotRow, candidates: Sequence[LineItemRow], ready: Mapping[int, Prepared]) -> Slot:
    whole = [(bit, item) for bit, item in enumerate(candidates) if item.id in ready]
    shown = [_shown(row, ready[item.id].artworks) if item.id in ready else () for item in candidates]
    spans = [ready[item.id].span if item.id in ready else NEVER for item in candidates]
    index = SlotIndex(
        tiers=_tiers(row, candidates),
        live=mask_of(
            bit
            for bit, item in whole
            if item.blocked is None and row.blocked_categories.isdisjoint(item.categories)
        ),
        wanted=_wanted(whole),
        unwanted=_unwanted(whole),
        dayparts=_dayparts(whole),
        roadblocks=mask_of(bit for bit, item in whole if _blocks(item)),
        exclusives=mask_of(bit for bit, item in whole if item.exclusive),
        undated=mask_of(bit for bit, item in whole if item.dayparts is None),
        ids=tuple(item.id for item in candidates),
        weights=tuple(_weight(item, ready) for item in candidates),
        labels=Masks((bit, label) for bit, item in whole for label in item.exclusion_labels),
        categories=Masks((bit, category) for bit, item in whole for category in item.categories),
        advertisers=Masks((bit, item.advertiser) for bit, item in whole),
        bit_of={item.id: bit for bit, item in whole},
        creatives=Masks(
            (bit, artwork.creative.id) for bit, artworks in enumerate(shown) for artwork in artworks
        ),
        artworks=tuple(shown),
        spans=tuple(spans),
        boundaries=_boundaries(spans, shown),
        breakpoints=tuple(
            (each.min_width, each.sizes)
            for each in sorted(row.breakpoints, key=lambda each: each.min_width, reverse=True)
        )
        or NO_BREAKPOINTS,
    )
    return Slot(row=row, candidates=tuple(candidates), index=index)


def _tiers(row: SlotRow, candidates: Sequence[LineItemRow]) -> tuple[TierIndex, ...]:
    masks = Masks(
        (bit, item.tier.value) for bit, item in enumerate(candidates) if isinstance(item.tier, Tier)
    )
    return tuple(
        TierIndex(tier, RANKS[tier], masks[tier.value], (row.id, tier.value), tier in PACED)
        for tier in Tier
        if tier.value in masks.bits
    )


def _shown(row: SlotRow, artworks: tuple[Artwork, ...]) -> tuple[Artwork, ...]:
    """Those whose format the slot takes."""
    if row.formats == ALL_FORMATS:
        return artworks
    return tuple(artwork for artwork in artworks if artwork.creative.format in row.formats)


def is_shown(creative: CreativeRow, row: SlotRow) -> bool:
    return creative.blocked is None and creative.format in row.formats


def _artwork(use: CreativeUse, creative: CreativeRow) -> Artwork:
    size = None if creative.format in FLEXIBLE_FORMATS else creative.size
    return Artwork(creative, use.weight, size, _since(use.starts_at), _until(use.ends_at))


def _since(moment: datetime | None) -> float:
    return -FOREVER if moment is None else moment.timestamp()


def _until(moment: datetime | None) -> float:
    return FOREVER if moment is None else moment.timestamp()


def _boundaries(
    spans: Sequence[tuple[float, float]], shown: Sequence[Sequence[Artwork]]
) -> tuple[float, ...]:
    moments = {moment for span in spans for moment in span}
    moments.update(
        moment for artworks in shown for artwork in artworks for moment in (artwork.since, artwork.until)
    )
    return tuple(sorted(moments - {FOREVER, -FOREVER}))


def _wanted(whole: Sequence[tuple[int, LineItemRow]]) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(
            position,
            mask_of(bit for bit, item in whole if name not in item.targeting.any_of),
            Masks((bit, value) for bit, item in whole for value in item.targeting.any_of.get(name, ())),
        )
        for position, name in enumerate(DIMENSIONS)
        if any(name in item.targeting.any_of for _, item in whole)
    )


def _unwanted(whole: Sequence[tuple[int, LineItemRow]]) -> tuple[Unwanted, ...]:
    return tuple(
        Unwanted(
            position,
            Masks((bit, value) for bit, item in whole for value in item.targeting.none_of.get(name, ())),
        )
        for position, name in enumerate(DIMENSIONS)
        if any(item.targeting.none_of.get(name) for _, item in whole)
    )


def _dayparts(whole: Sequence[tuple[int, LineItemRow]]) -> dict[int, int]:
    """Line items share few timetables, so the bits of one timetable are gathered first."""
    timetables = Masks((bit, frozenset(item.dayparts)) for bit, item in whole if item.dayparts is not None)
    hours: dict[int, int] = dict.fromkeys(range(HOURS_OF_WEEK), 0) if timetables.bits else {}
    for timetable in timetables.bits:
        for hour in timetable:
            hours[hour] |= timetables[timetable]
    return hours
