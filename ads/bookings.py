"""Whether a booking can be kept: shares of a slot, creatives that fit, what delivery has fixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ads.rules import make_goods
from ads.rules.shares import WHOLE, Share, crowd_of, promised
from ads.statuses import NOT_RESERVING

if TYPE_CHECKING:
    from ads.models import AdSlot, Advertiser, Campaign, Creative, LineItem


def slots_of(line_item: LineItem) -> list[AdSlot]:
    """Every slot that it books, those of its groups included, in order of their codes."""
    from ads.models import AdSlot

    chosen = [slot.pk for slot in line_item.slots.all()]
    groups = [group.pk for group in line_item.slot_groups.all()]
    return list(AdSlot.objects.filter(Q(pk__in=chosen) | Q(group__in=groups)).order_by("code"))


def check_shares(line_item: LineItem, *, now: datetime, beside: Sequence[LineItem] = ()) -> None:
    """Refuses a sponsorship that promises more of a slot than there is, unless scaling was agreed.

    `beside`: bookings that are not stored yet. Raises ValidationError on `share_percent`, naming the slot and
    the other bookings.
    """
    has_lapsed = line_item.hold_until is not None and line_item.hold_until <= now
    if line_item.tier != "sponsorship" or line_item.proportional or has_lapsed:
        return
    slots = slots_of(line_item)
    rivals = list(rivals_of(line_item, slots, now=now)) if slots else []
    rivals += [each for each in beside if each.tier == "sponsorship"]
    for slot in slots:
        shares = [share_of(rival) for rival in rivals if slot in booked(rival)]
        crowd = crowd_of(_from(share_of(line_item), now), shares)
        if crowd:
            raise ValidationError({"share_percent": _overbooked(line_item, slot, crowd)})


def check_make_good(line_item: LineItem) -> None:
    """Raises ValidationError on `make_good_of`."""
    origin = line_item.make_good_of
    if origin is None or line_item.campaign_id is None:
        return
    message = make_goods.fault_in(
        own=line_item.pk,
        payer=line_item.campaign.advertiser_id,
        origin_payer=origin.campaign.advertiser_id,
        chain=list(_chain_of(origin)),
    )
    if message:
        raise ValidationError({"make_good_of": ValidationError(message, code="make_good")})


def _chain_of(line_item: LineItem) -> Iterator[int]:
    """The line item, what it makes good, what that makes good ..."""
    from ads.models import LineItem

    seen: set[int] = set()
    number: int | None = line_item.pk
    while number is not None and number not in seen:
        seen.add(number)
        yield number
        number = LineItem.objects.filter(pk=number).values_list("make_good_of", flat=True).first()


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


def left_empty(slot: AdSlot, *, now: datetime) -> list[LineItem]:
    """Bookings that have something to show in the slot as it is stored, and nothing as it is to become."""
    from ads.models import AdSlot, LineItem

    stored = AdSlot.objects.filter(pk=slot.pk).first() if slot.pk else None
    if stored is None or (stored.formats, stored.breakpoints) == (slot.formats, slot.breakpoints):
        return []
    booked = Q(slots=slot.pk) | Q(slot_groups__slots=slot.pk)
    rows = LineItem.objects.with_status(now).exclude(status__in=NOT_RESERVING).filter(booked).distinct()
    return [
        row
        for row in rows.order_by("pk").prefetch_related("uses__creative__asset")
        if _fits_one(row, stored) and not _fits_one(row, slot)
    ]


def _fits_one(line_item: LineItem, slot: AdSlot) -> bool:
    return any(unfit_reason(use.creative, [slot]) is None for use in line_item.uses.all())


def use_faults(
    creative: Creative | None,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    payer: Advertiser,
    slots: Iterable[AdSlot],
) -> Iterator[tuple[str, str]]:
    """What is wrong with a creative in a line item, as (field of its use, message)."""
    if starts_at and ends_at and ends_at <= starts_at:
        yield "ends_at", _("It must end after it starts.")
    if creative is None:
        return
    if creative.advertiser_id != payer.pk:
        facts = {"owner": creative.advertiser, "payer": payer}
        yield "creative", _("It belongs to %(owner)s, the campaign to %(payer)s.") % facts
    if reason := unfit_reason(creative, slots):
        yield "creative", reason


def has_fixed_advertiser(line_item: LineItem, campaign: Campaign) -> bool:
    """Whether the campaign is another advertiser's, and the line item has delivered for its own."""
    from ads.models import LineItem

    stored = LineItem.objects.filter(pk=line_item.pk).select_related("campaign").first()
    if stored is None or stored.campaign.advertiser_id == campaign.advertiser_id:
        return False
    return has_delivered([stored.pk])


def has_bound_advertiser(stored: Creative | None, advertiser_id: int | None) -> bool:
    """Whether the creative as it is stored serves a line item, and is to become another advertiser's."""
    return bool(stored and stored.advertiser_id != advertiser_id and stored.uses.exists())


def has_delivered(line_items: Iterable[int]) -> bool:
    """Whether anything was counted for one of the line items; one query on the ledger."""
    from ads.counting.reading import totals

    return any(found.impressions or found.clicks for found in totals(list(line_items)).values())


def booked(line_item: LineItem) -> set[AdSlot]:
    """The slots of a line item that was read with its slots and groups: no query."""
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
