"""Takes a label, an advertiser, a line item or a slot off all pages at once, and lets it go on as it was."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from ads import services
from ads.bookings import booked
from ads.models import AdSlot, Advertiser, LineItem, Status
from ads.statuses import OVER


class Kind(StrEnum):
    LABEL = "label"
    ADVERTISER = "advertiser"
    LINE_ITEM = "line_item"
    SLOT = "slot"


class NothingSuch(Exception):
    """Nothing in use bears that name."""

    code = "nothing_such"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a stop would take off the pages. A slot goes itself; its bookings go on in other slots."""

    kind: Kind
    key: str
    name: str
    line_items: tuple[LineItem, ...]  # neither over nor stopped
    slot: AdSlot | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Line items that were stopped at one moment, by one person."""

    at: datetime
    by: User | None
    line_items: tuple[LineItem, ...]


def reach(kind: Kind, key: str, *, now: datetime) -> Reach:
    """Raises NothingSuch."""
    rows = [row for row in _rows(now) if row.status != Status.STOPPED]
    match kind:
        case Kind.LABEL:
            found = tuple(row for row in rows if key in labels_of(row))
            return Reach(kind, key, _named(key if found else None), found)
        case Kind.ADVERTISER:
            payer = Advertiser.objects.in_use().filter(pk=_number(key)).first()
            found = tuple(row for row in rows if payer and row.campaign.advertiser_id == payer.pk)
            return Reach(kind, key, _named(payer), found)
        case Kind.LINE_ITEM:
            found = tuple(row for row in rows if row.pk == _number(key))
            return Reach(kind, key, _named(found[0] if found else None), found)
        case Kind.SLOT:
            slot = AdSlot.objects.in_use().filter(pk=_number(key)).first()
            found = tuple(
                row for row in rows if slot and row.status == Status.DELIVERING and slot in booked(row)
            )
            return Reach(kind, key, _named(slot), found, slot)


@transaction.atomic
def stop(kind: Kind, key: str, *, by: User | None, now: datetime) -> Reach:
    """Says what it took off the pages. Raises NothingSuch."""
    found = reach(kind, key, now=now)
    if found.slot is not None:
        services.archive(target=found.slot, by=by, now=now)
        return found
    for row in found.line_items:
        services.stop(line_item=row, by=by, now=now, because=f"{kind.value}: {found.name}")
    return found


@transaction.atomic
def resume(*, stopped_at: datetime, by: User | None, now: datetime) -> int:
    """Lifts what was stopped at that moment: what somebody stopped by itself stays stopped, and so does
    a pause that was there before."""
    rows = [row for row in _rows(now) if _stopped_at(row) == stopped_at]
    for row in rows:
        pause = row.control.pause
        services.resume(line_item=row, by=by, now=now)
        if pause != "no":
            services.pause(line_item=row, by=by, now=now, release=pause == "released")
    return len(rows)


def labels(*, now: datetime) -> list[tuple[str, int]]:
    """Every label of a booking that is not over, and how many that bear it are neither over nor stopped."""
    found: dict[str, int] = defaultdict(int)
    for row in _rows(now):
        for label in labels_of(row):
            found[label] += row.status != Status.STOPPED
    return sorted(found.items())


def labels_of(line_item: LineItem) -> set[str]:
    """Its own and its advertiser's."""
    return {*line_item.exclusion_labels, *line_item.campaign.advertiser.exclusion_labels}


def open_line_items(*, now: datetime) -> list[LineItem]:
    """What may still be stopped by itself."""
    return [row for row in _rows(now) if row.status != Status.STOPPED]


def stops(*, now: datetime) -> list[Stop]:
    """What is stopped and not over, the latest first."""
    found: dict[datetime, list[LineItem]] = defaultdict(list)
    for row in _rows(now):
        at = _stopped_at(row)
        if at is not None:
            found[at].append(row)
    return [
        Stop(at, rows[0].control.changed_by, tuple(rows)) for at, rows in sorted(found.items(), reverse=True)
    ]


def _rows(now: datetime) -> list[Any]:
    rows = LineItem.objects.with_status(now).exclude(status__in=OVER)
    rows = rows.select_related("campaign__advertiser", "control__changed_by")
    return list(rows.prefetch_related("slots", "slot_groups__slots").order_by("pk"))


def _named(found: object) -> str:
    if found is None:
        raise NothingSuch
    return str(found)


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0


def _stopped_at(row: LineItem) -> datetime | None:
    control = getattr(row, "control", None)
    return control.stopped_at if control else None
