"""All bookings of one label at once: stopped when something happened, resumed as they were stopped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from ads import services
from ads.models import LineItem, Status
from ads.statuses import OVER


@dataclass(frozen=True, slots=True)
class Stop:
    """Line items that were stopped at one moment."""

    at: datetime
    line_items: tuple[LineItem, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    label: str
    open: tuple[LineItem, ...]  # neither over nor stopped
    stops: tuple[Stop, ...]


def labels(*, now: datetime) -> list[Labelled]:
    """Every label of a booking that is not over, with what runs and what was stopped."""
    by_label: dict[str, list[LineItem]] = defaultdict(list)
    for row in _rows(now):
        for label in labels_of(row):
            by_label[label].append(row)
    return [_labelled(label, rows) for label, rows in sorted(by_label.items())]


def labels_of(line_item: LineItem) -> set[str]:
    """Its own and its advertiser's."""
    return {*line_item.exclusion_labels, *line_item.campaign.advertiser.exclusion_labels}


@transaction.atomic
def stop(*, label: str, by: User | None, now: datetime) -> int:
    """Stops what bears the label and is neither over nor stopped; says how many."""
    rows = [row for row in _rows(now) if label in labels_of(row) and row.status != Status.STOPPED]
    for row in rows:
        services.stop(line_item=row, by=by, now=now)
    return len(rows)


@transaction.atomic
def resume(*, label: str, stopped_at: datetime, by: User | None, now: datetime) -> int:
    """Lifts what was stopped at that moment: what somebody stopped by itself stays stopped, and so does
    a pause that was there before."""
    rows = [row for row in _rows(now) if label in labels_of(row) and _stopped_at(row) == stopped_at]
    for row in rows:
        pause = row.control.pause
        services.resume(line_item=row, by=by, now=now)
        if pause != "no":
            services.pause(line_item=row, by=by, now=now, release=pause == "released")
    return len(rows)


def _rows(now: datetime) -> list[Any]:
    rows = LineItem.objects.with_status(now).exclude(status__in=OVER)
    return list(rows.select_related("campaign__advertiser", "control").order_by("pk"))


def _labelled(label: str, rows: list[LineItem]) -> Labelled:
    stops: dict[datetime, list[LineItem]] = defaultdict(list)
    for row in rows:
        at = _stopped_at(row)
        if at is not None:
            stops[at].append(row)
    return Labelled(
        label,
        open=tuple(row for row in rows if _stopped_at(row) is None),
        stops=tuple(Stop(at, tuple(found)) for at, found in sorted(stops.items(), reverse=True)),
    )


def _stopped_at(row: LineItem) -> datetime | None:
    control = getattr(row, "control", None)
    return control.stopped_at if control else None
