"""What the ads of one page view owe each other: no competitors side by side, no repetition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ads.decision.situation import Situation
from ads.decision.targeting import Artwork, Contest, SlotIndex, narrowed, remember
from ads.decision.types import (
    LineItemRow,
    OnPage,
    PageRepeat,
    Reason,
    Size,
    Slot,
    SlotRow,
    Snapshot,
    Standing,
)


def standing_from(snapshot: Snapshot, on_page: Iterable[OnPage]) -> list[Standing]:
    """Those whose line item the snapshot still holds."""
    items = snapshot.line_items
    return [Standing(items[each.line_item], each.creative) for each in on_page if each.line_item in items]


def beside(slot: Slot, contest: Contest, item: LineItemRow) -> int:
    """Of the contestants, those that may stand beside this line item, whatever creative it shows."""
    rivals = narrowed(rivals_of(slot.row, slot.index, item), contest.bits)
    return remember(contest.beside, item.id, contest.everybody & ~rivals)


def with_artwork(
    slot: Slot,
    contest: Contest,
    mask: int,
    shared: Iterable[int],
    standing: Sequence[Standing],
    sizes: Sequence[Size],
    here: Situation,
) -> int:
    """Of the contestants in the mask, those that have a creative left to show.

    `shared`: of the creatives that stand on the page, those that another line item may show too.
    """
    if slot.row.page_repeat is PageRepeat.ALLOW:
        return mask
    for creative in shared:
        showing = narrowed(slot.index.creatives[creative], contest.bits) & mask
        mask &= ~_without_artwork(slot.row, slot.index, contest, showing, standing, sizes, here)
    return mask


def rivals_of(slot: SlotRow, index: SlotIndex, item: LineItemRow) -> int:
    known = index.rivals.get(item.id)
    return remember(index.rivals, item.id, _rivals(slot, index, item)) if known is None else known


def _rivals(slot: SlotRow, index: SlotIndex, item: LineItemRow) -> int:
    """Candidates that may not stand beside this line item, whatever creative it shows."""
    competitors = 0
    for label in item.exclusion_labels:
        competitors |= index.labels[label]
    own = index.advertisers[item.advertiser]
    repeated = {
        PageRepeat.ALLOW: 0,
        PageRepeat.LINE_ITEM: 1 << index.bit_of[item.id] if item.id in index.bit_of else 0,
        PageRepeat.ADVERTISER: own,
    }
    return competitors & ~own | repeated[slot.page_repeat]


def _without_artwork(
    slot: SlotRow,
    index: SlotIndex,
    contest: Contest,
    mask: int,
    standing: Sequence[Standing],
    sizes: Sequence[Size],
    here: Situation,
) -> int:
    """Contestants all of whose fitting creatives stand on the page already."""
    refused = 0
    while mask:
        lowest = mask & -mask
        if not servable(slot, index.artworks[contest.bits[lowest.bit_length() - 1]], standing, sizes, here):
            refused |= lowest
        mask ^= lowest
    return refused


def servable(
    slot: SlotRow,
    artworks: Sequence[Artwork],
    standing: Sequence[Standing],
    sizes: Sequence[Size],
    here: Situation,
) -> list[Artwork]:
    """The artworks of one line item that may be shown here and now."""
    fitting = [
        artwork for artwork in artworks if artwork.is_dated_for(here.now) and artwork.fits(sizes, here.grants)
    ]
    if slot.page_repeat is PageRepeat.ALLOW or not standing:
        return fitting
    shown = {each.creative for each in standing}
    return [artwork for artwork in fitting if artwork.creative.id not in shown]


def reason_against(
    slot: SlotRow, item: LineItemRow, artworks: Sequence[Artwork], standing: Sequence[Standing]
) -> Reason | None:
    """The same for one candidate, in words. `artworks`: what `servable` left of it."""
    for each in standing:
        is_rival = each.item.advertiser != item.advertiser
        if is_rival and not set(each.item.exclusion_labels).isdisjoint(item.exclusion_labels):
            return Reason.COMPETITOR_ON_PAGE
    if slot.page_repeat is PageRepeat.ALLOW:
        return None
    if any(each.item.id == item.id for each in standing):
        return Reason.CREATIVE_ONCE
    is_advertiser_once = slot.page_repeat is PageRepeat.ADVERTISER
    if is_advertiser_once and any(each.item.advertiser == item.advertiser for each in standing):
        return Reason.ADVERTISER_ONCE
    return None if artworks else Reason.CREATIVE_ONCE
