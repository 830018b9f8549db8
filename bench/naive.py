"""How one would write it at first: every candidate of every slot is looked at, then a lottery by weight."""

from __future__ import annotations

import random
from datetime import datetime

from ads.decision.types import LineItemRow, Request, Size, Slot, Snapshot

PLACES = ("section", "tag", "device")


def decide(
    snapshot: Snapshot, request: Request, *, now: datetime, draw: random.Random
) -> dict[str, int | None]:
    local = now.astimezone(snapshot.zone)
    hour = local.weekday() * 24 + local.hour
    page = request.page
    values = {"section": page.sections, "tag": page.tags, "device": (request.device.value,)}
    on_page: list[LineItemRow] = []
    chosen: dict[str, int | None] = {}
    for asked in request.slots:
        slot = snapshot.slots[asked.slot]
        sizes = sizes_at(slot, request.width)
        fitting = [
            item
            for item in slot.candidates
            if may_serve(snapshot, item, now, hour, values, sizes) and may_join(item, on_page)
        ]
        chosen[asked.id] = None
        if fitting:
            best = [item for item in fitting if item.tier is fitting[0].tier]
            winner = draw.choices(best, [item.weight for item in best])[0]
            on_page.append(winner)
            chosen[asked.id] = winner.id
    return chosen


def sizes_at(slot: Slot, width: int | None) -> tuple[Size, ...]:
    points = sorted(slot.row.breakpoints, key=lambda point: point.min_width)
    return [point.sizes for point in points if point.min_width <= (width or 0)][-1]


def may_serve(
    snapshot: Snapshot,
    item: LineItemRow,
    now: datetime,
    hour: int,
    values: dict[str, tuple[str, ...]],
    sizes: tuple[Size, ...],
) -> bool:
    if item.blocked is not None:
        return False
    if (item.starts_at is not None and now < item.starts_at) or (
        item.ends_at is not None and now >= item.ends_at
    ):
        return False
    if item.dayparts is not None and hour not in item.dayparts:
        return False
    for place in PLACES:
        wanted = item.targeting.any_of.get(place)
        if wanted is not None and not any(value in wanted for value in values[place]):
            return False
        unwanted = item.targeting.none_of.get(place)
        if unwanted and any(value in unwanted for value in values[place]):
            return False
    return any(snapshot.creatives[use.creative].size in sizes for use in item.creatives)


def may_join(item: LineItemRow, on_page: list[LineItemRow]) -> bool:
    for other in on_page:
        if other.id == item.id:
            return False
        if other.advertiser != item.advertiser and set(other.exclusion_labels) & set(item.exclusion_labels):
            return False
    return True
