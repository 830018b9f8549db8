"""Approved rows of the ad side as the plain rows that a snapshot is compiled from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ads import targets
from ads.decision.pacing import Flight
from ads.decision.types import (
    Breakpoint,
    CreativeRow,
    CreativeUse,
    Format,
    FrequencyCap,
    LineItemRow,
    Need,
    PageRepeat,
    Reason,
    Roadblock,
    Rotation,
    SlotRow,
    Targeting,
    Tier,
)
from ads.delivery.frames import Frame, frame_of
from ads.models import AdSlot, Creative, DeskSettings, LineItem, LineItemCreative, Pause, Status
from ads.models.promises import Pacing
from ads.rules import networks
from ads.rules.goals import counted_type, most_of_goal
from ads.rules.networks import Networks
from ads.statuses import has_reached_goal, was_seen_to_end

# An explanation says "ended" of what ended lately; older ones would only slow every snapshot down.
ENDED_KEPT = timedelta(days=7)

NOWHERE = Targeting(any_of={"section": ()})

Revision = tuple[int, int]
"""Creative and the number of its approved revision."""


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """What frontends are told about a slot."""

    code: str
    group: str | None
    breakpoints: tuple[Breakpoint, ...]
    formats: tuple[str, ...]
    disclosure: str
    is_lazy: bool
    refresh_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Artwork:
    """What a reader sees of a creative and where a click goes."""

    content: Mapping[str, object]
    destination: str
    framed: Revision | None = None  # the address of its page is made for each reader


@dataclass(frozen=True, slots=True)
class Goal:
    """What a line item has to deliver, for the pace that it needs."""

    flight: Flight
    counted: str  # impressions, viewable, clicks
    slots: tuple[int, ...]
    hours: tuple[int, ...]  # of the week in which it may run; none: any


@dataclass(frozen=True, slots=True)
class Rows:
    slots: tuple[SlotRow, ...]
    slot_facts: tuple[SlotFacts, ...]
    creatives: tuple[CreativeRow, ...]
    line_items: tuple[LineItemRow, ...]
    stops: Mapping[int, datetime]
    goals: Mapping[int, Goal]
    key_names: frozenset[str]  # of key-values that bookings may ask for
    datacentres: Networks
    staff: Networks
    destinations: Mapping[Revision, str]
    frames: Mapping[Revision, Frame]


def read(*, now: datetime) -> Rows:
    """Everything that is booked and approved, in a fixed number of queries."""
    slots = list(AdSlot.objects.in_use().select_related("group").order_by("code"))
    creatives = list(Creative.objects.select_related("asset", "advertiser").order_by("pk"))
    line_items = _line_items(now)
    faults = targets.in_plain_english({each.pk: each.targeting for each in line_items})
    desk = DeskSettings.objects.first() or DeskSettings()
    artworks = tuple(creative_row(creative) for creative in creatives)
    return Rows(
        slots=tuple(slot_row(slot) for slot in slots),
        slot_facts=tuple(slot_facts(slot) for slot in slots),
        creatives=artworks,
        line_items=tuple(line_item_row(each, fault=faults.get(each.pk, "")) for each in line_items),
        goals={each.pk: goal for each in line_items if (goal := goal_of(each)) is not None},
        key_names=frozenset(desk.key_names),
        datacentres=networks.read(desk.datacentre_networks),
        staff=networks.read(desk.staff_networks),
        stops={line_item.pk: at for line_item in line_items if (at := stopped_at(line_item)) is not None},
        destinations={(row.id, row.revision): _artwork_of(row).destination for row in artworks},
        frames={_revision_of(each): frame_of(each) for each in creatives if _is_shown_framed(each)},
    )


def _line_items(now: datetime) -> list[LineItem]:
    bookings = LineItem.objects.with_children().with_status(now).exclude(ends_at__lt=now - ENDED_KEPT)
    return list(bookings.filter(control__archived_at__isnull=True).order_by("pk"))


def slot_row(slot: AdSlot) -> SlotRow:
    return SlotRow(
        id=slot.pk,
        code=slot.code,
        breakpoints=_breakpoints(slot),
        formats=frozenset(Format(name) for name in slot.formats),
        page_repeat=PageRepeat(slot.page_repeat),
        blocked_categories=frozenset(slot.blocked_categories),
        fallback_creative=slot.fallback_creative_id,
        scope=scope_of(slot),
        payload=slot_facts(slot),
    )


def slot_facts(slot: AdSlot) -> SlotFacts:
    return SlotFacts(
        code=slot.code,
        group=slot.group.code if slot.group else None,
        breakpoints=_breakpoints(slot),
        formats=tuple(slot.formats),
        disclosure=slot.disclosure,
        is_lazy=slot.lazy,
        refresh_seconds=slot.refresh_seconds,
    )


def creative_row(creative: Creative) -> CreativeRow:
    return CreativeRow(
        id=creative.pk,
        format=Format(creative.format),
        size=creative.size,
        blocked=_creative_blocked(creative),
        needs=needs_of(creative),
        revision=creative.live_revision_id or 0,
        payload=Artwork(
            content=content_of(creative),
            destination=creative.destination_url,
            framed=_revision_of(creative) if creative.is_framed else None,
        ),
    )


def needs_of(creative: Creative) -> frozenset[Need]:
    if not creative.is_framed:
        return frozenset()
    return frozenset({Need.SCRIPT, *([Need(creative.requires)] if creative.requires else [])})


def content_of(creative: Creative) -> dict[str, object]:
    """The part of a decision that a frontend draws; every key of the format."""
    asset = creative.asset
    match creative.format:
        case Format.TEXT:
            return {"title": creative.title, "body": creative.body}
        case Format.NATIVE:
            return {
                "title": creative.title,
                "body": creative.body,
                "cta": creative.cta,
                "image_url": asset.file.url if asset else None,
                "sponsor": creative.sponsor or creative.advertiser.name,
            }
        case Format.HTML | Format.TAG:
            return {"frame_url": None, "requires": creative.requires or None}
        case _:
            return {
                "image_url": asset.file.url if asset else None,
                "width": asset.width if asset else None,
                "height": asset.height if asset else None,
                "alt": creative.alt,
            }


def line_item_row(line_item: LineItem, *, fault: str = "") -> LineItemRow:
    """What cannot be read of a booking keeps that booking from serving, never another one."""
    try:
        return _line_item_row(line_item, fault)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return LineItemRow(
            id=line_item.pk,
            advertiser=line_item.campaign.advertiser_id,
            campaign=line_item.campaign_id,
            tier=Tier.HOUSE,
            slots=_slot_ids(line_item),
            creatives=(),
            fault=f"{type(error).__name__}: {error}",
        )


def _line_item_row(line_item: LineItem, fault: str) -> LineItemRow:
    return LineItemRow(
        id=line_item.pk,
        advertiser=line_item.campaign.advertiser_id,
        campaign=line_item.campaign_id,
        tier=Tier(line_item.tier),
        slots=_slot_ids(line_item),
        creatives=tuple(_use(use) for use in line_item.uses.all()),
        starts_at=line_item.starts_at,
        ends_at=line_item.ends_at,
        blocked=_blocked(line_item),
        share_percent=line_item.share_percent,
        weight=line_item.weight,
        rotation=Rotation(line_item.rotation),
        targeting=_targeting(line_item.targeting),
        dayparts=tuple(line_item.dayparts) or None,
        exclusion_labels=_exclusion_labels(line_item),
        categories=tuple(line_item.campaign.advertiser.categories),
        fault=fault,
        frequency_caps=tuple(FrequencyCap(**cap) for cap in line_item.frequency_caps),
        roadblock=Roadblock(line_item.roadblock),
        exclusive=line_item.exclusive,
    )


def goal_of(line_item: LineItem) -> Goal | None:
    """None for what has no goal to be paced, is over, or is only held."""
    if not line_item.goal_quantity or line_item.ends_at is None or has_reached_goal(line_item):
        return None
    if line_item.hold_until is not None:
        return None
    return Goal(
        flight=Flight(
            goal=most_of_goal(line_item.goal_quantity, line_item.overdelivery_percent),
            starts_at=line_item.starts_at.timestamp(),
            ends_at=line_item.ends_at.timestamp(),
            is_asap=line_item.pacing == Pacing.ASAP,
        ),
        counted=counted_type(line_item.goal_type, line_item.cost_type),
        slots=_slot_ids(line_item),
        hours=tuple(line_item.dayparts),
    )


def stopped_at(line_item: LineItem) -> datetime | None:
    control = getattr(line_item, "control", None)
    return control.stopped_at if control else None


def _revision_of(creative: Creative) -> Revision:
    return creative.pk, creative.live_revision_id or 0


def _is_shown_framed(creative: Creative) -> bool:
    return creative.is_framed and _creative_blocked(creative) is None


def _artwork_of(row: CreativeRow) -> Artwork:
    assert isinstance(row.payload, Artwork)  # noqa: S101 - written above
    return row.payload


def _breakpoints(slot: AdSlot) -> tuple[Breakpoint, ...]:
    return tuple(
        Breakpoint(min_width=row["min_width"], sizes=tuple((width, height) for width, height in row["sizes"]))
        for row in slot.breakpoints
    )


def _slot_ids(line_item: LineItem) -> tuple[int, ...]:
    own = {slot.pk for slot in line_item.slots.all()}
    grouped = {slot.pk for group in line_item.slot_groups.all() for slot in group.slots.all()}
    return tuple(sorted(own | grouped))


def _use(use: LineItemCreative) -> CreativeUse:
    return CreativeUse(
        creative=use.creative_id, weight=use.weight, starts_at=use.starts_at, ends_at=use.ends_at
    )


def _targeting(stored: Mapping[str, Mapping[str, list[str]]]) -> Targeting:
    for name, modes in stored.items():
        if not isinstance(modes, dict) or not modes.keys() <= {"any_of", "none_of"}:
            raise ValueError(f"{name}: neither any of these nor none of these")
    return Targeting(
        any_of={name: tuple(modes["any_of"]) for name, modes in stored.items() if "any_of" in modes},
        none_of={name: tuple(modes["none_of"]) for name, modes in stored.items() if "none_of" in modes},
    )


def scope_of(slot: AdSlot) -> Targeting:
    """What cannot be read keeps the slot off every page, never off the rails."""
    try:
        return _targeting(slot.page_scope)
    except (AttributeError, TypeError, ValueError):
        return NOWHERE


def _exclusion_labels(line_item: LineItem) -> tuple[str, ...]:
    labels = {*line_item.campaign.advertiser.exclusion_labels, *line_item.exclusion_labels}
    return tuple(sorted(labels))


def _creative_blocked(creative: Creative) -> Reason | None:
    if creative.is_archived:
        return Reason.CREATIVE_STOPPED
    return None if creative.live else Reason.CREATIVE_REJECTED


def _blocked(line_item: LineItem) -> Reason | None:
    """Why the booking cannot serve whatever the request is; dates are the decision's own matter."""
    control = getattr(line_item, "control", None)
    if control and control.stopped_at is not None:
        return Reason.STOPPED
    if line_item.hold_until is not None:
        return Reason.HOLD
    if not line_item.live:
        return Reason.DRAFT if line_item.status == Status.DRAFT else Reason.UNAPPROVED
    if control and control.pause != Pause.NO:
        return Reason.PAUSED
    if has_reached_goal(line_item):
        return Reason.GOAL_REACHED
    if was_seen_to_end(line_item):
        return Reason.ENDED
    campaign = line_item.campaign
    return Reason.CAMPAIGN if campaign.is_archived or campaign.advertiser.is_archived else None
