"""What a line item that has won may show: its creatives that fit, in turns of their own."""

from __future__ import annotations

from collections.abc import Sequence

from ads.decision import page, rotation
from ads.decision.situation import Situation
from ads.decision.targeting import Artwork, Gallery, Room, remember
from ads.decision.types import Choice, LineItemRow, Slot, Standing


def gallery_of(
    slot: Slot, room: Room, item: LineItemRow, standing: Sequence[Standing], here: Situation
) -> Gallery:
    """The page rules saw to it that there is something. Kept, if what stands there takes nothing away."""
    artworks = slot.index.artworks[slot.index.bit_of[item.id]]
    fitting = page.servable(slot.row, artworks, (), room.sizes, here)
    free = page.servable(slot.row, artworks, standing, room.sizes, here)
    gallery = Gallery(
        rotation.creative_members(item.rotation, [(each.creative.id, each.weight) for each in free]),
        {each.creative.id: _shown(slot, room, item, each) for each in free},
    )
    return remember(room.galleries, item.id, gallery) if free == fitting else gallery


def _shown(slot: Slot, room: Room, item: LineItemRow, artwork: Artwork) -> tuple[Choice, Standing]:
    choice = Choice(slot.row, item, artwork.creative, artwork.size or room.roomiest, fallback=False)
    return choice, Standing(item, artwork.creative.id)
