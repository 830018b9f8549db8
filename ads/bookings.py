"""Whether a booking can be kept: shares of a slot, creatives that fit, what delivery has fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ads.rules.shares import WHOLE, Share, crowd_of, promised

if TYPE_CHECKING:
    from ads.models import AdSlot, Creative, LineItem

NOT_RESERVING = ("archived", "draft", "disapproved", "completed", "completed_short", "paused_released")


def slots_of(line_item: LineItem) -> list[AdSlot]:
    """Every slot that it books, those of its groups included, in order of their codes."""
    from ads.models import AdSlot

    chosen = [slot.pk for slot in line_item.slots.all()]
    groups = [group.pk for group in line_item.slot_groups.all()]
    return list(AdSlot.objects.filter(Q(pk__in=chosen) | Q(group__in=groups)).order_by("code"))


def check_shares(line_item: LineItem, *, now: datetime) -> None:
    """Refuses a sponsorship that promises more of a slot than there is, unless scaling was agreed.

    Raises ValidationError on `share_percent`, naming the slot and the other bookings.
    """
    if line_item.tier != "sponsorship" or line_item.proportional:
        return
    slots = slots_of(line_item)
    rivals = list(rivals_of(line_item, slots, now=now)) if slots else []
    for slot in slots:
        shares = [share_of(rival) for rival in rivals if slot in _booked(rival)]
        crowd = crowd_of(_from(share_of(line_item), now), shares)
        if crowd:
            raise ValidationError({"share_percent": _overbooked(line_item, slot, crowd)})


def rivals_of(line_item: LineItem, slots: Iterable[AdSlot], *, now: datetime) -> QuerySet[LineItem]:
    """Other sponsorships that reserve a part of one of the slots, now or later."""
    from ads.models import LineItem

    return (
        LineItem.objects.with_status(now)
        .filter(Q(slots__in=slots) | Q(slot_groups__slots__in=slots), tier="sponsorship")
        .exclude(pk=line_item.pk)
        .exclude(status__in=NOT_RESERVING)
        .distinct()
        .order_by("pk")
        .prefetch_related("slots", "slot_groups__slots")
    )


def share_of(line_item: LineItem) -> Share:
    percent = WHOLE if line_item.share_percent is None else line_item.share_percent
    return Share(line_item.name, percent, line_item.starts_at, line_item.ends_at)


def unfit_reason(creative: Creative, slots: Iterable[AdSlot]) -> str | None:
    """Why a creative can show in none of the slots; None if it can in one of them."""
    open_slots = [slot for slot in slots if creative.format in slot.formats]
    if not open_slots:
        return _("None of the chosen slots takes the format “%(format)s”.") % {
            "format": creative.get_format_display()
        }
    size = creative.size
    if size is None or any(size in slot.sizes() for slot in open_slots):
        return None
    sizes = sorted(set().union(*(slot.sizes() for slot in open_slots)))
    return _("It measures %(size)s, and the chosen slots take: %(sizes)s.") % {
        "size": "×".join(map(str, size)),
        "sizes": ", ".join(f"{width}×{height}" for width, height in sizes),
    }


def has_delivered(line_items: Iterable[int]) -> bool:
    """Whether anything was counted for one of the line items; one query on the ledger."""
    from ads.counting.reading import totals

    return any(found.impressions or found.clicks for found in totals(list(line_items)).values())


def _booked(line_item: LineItem) -> set[AdSlot]:
    grouped = (slot for group in line_item.slot_groups.all() for slot in group.slots.all())
    return {*line_item.slots.all(), *grouped}


def _from(share: Share, now: datetime) -> Share:
    """What is over crowds nobody out."""
    return replace(share, starts_at=max(share.starts_at, now))


def _overbooked(line_item: LineItem, slot: AdSlot, crowd: list[Share]) -> str:
    left = max(WHOLE - promised(crowd), WHOLE * 0)
    return _(
        "%(slot)s has %(left)s%% left in this period; already booked: %(others)s. Lower the share, change the"
        " dates, or tick “scale proportionally”."
    ) % {
        "slot": slot.code,
        "left": f"{left.normalize():f}",
        "others": ", ".join(f"{share.name} ({share.percent.normalize():f}%)" for share in crowd),
    }
