"""What was delivered between two days, grouped one way; read from the hourly sums alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from ads.counting.models import INVALID_CLASSES, EventClass, EventType, HourlyCount, SlotStatistic
from ads.counting.reading import FIELDS
from ads.models import AdSlot, LineItem
from ads.tokens import AgentClass

Row = dict[str, Any]


class GroupBy(StrEnum):
    DAY = "day"
    HOUR = "hour"
    SLOT = "slot"
    LINE_ITEM = "line_item"
    CREATIVE = "creative"
    DEVICE = "device"
    ADVERTISER = "advertiser"


COLUMNS = {
    GroupBy.DAY: "counted_on",
    GroupBy.HOUR: "counted_hour",
    GroupBy.SLOT: "slot",
    GroupBy.LINE_ITEM: "line_item",
    GroupBy.CREATIVE: "creative",
    GroupBy.DEVICE: "device",
    GroupBy.ADVERTISER: "line_item",
}
INVALID_NAMES: tuple[str, ...] = tuple(event_class.code for event_class in INVALID_CLASSES)
Key = int | str | None
Name = Callable[[Any], Key]


@dataclass(slots=True)
class Line:
    """One group. `requests` and `served` are statistics, the rest is from the ledger."""

    key: Key
    requests: int = 0
    served: int = 0
    impressions: int = 0
    viewable: int = 0
    clicks: int = 0
    billable: int = 0
    overage: int = 0
    invalid: dict[str, int] = field(default_factory=lambda: dict.fromkeys(INVALID_NAMES, 0))


def report(
    *, first: date, last: date, group_by: GroupBy, line_items: Sequence[int] | None = None
) -> list[Line]:
    """One line a group, in the order of its key; both days included, in the installation's zone.

    `line_items`: of those alone.
    """
    bounds: dict[str, Any] = {"counted_on__gte": first, "counted_on__lte": last}
    if line_items is not None:
        bounds["line_item__in"] = line_items
    name = _naming(group_by)
    lines: dict[Key, Line] = {}
    for row in _events(bounds, COLUMNS[group_by]):
        _add_events(_line(lines, name(row["group"])), row)
    for row in _requests(bounds, COLUMNS[group_by]):
        _add_requests(_line(lines, name(row["group"])), row)
    lines.pop(None, None)
    return sorted(lines.values(), key=lambda line: (isinstance(line.key, str), line.key))


def _line(lines: dict[Key, Line], key: Key) -> Line:
    return lines.setdefault(key, Line(key))


def _add_events(line: Line, row: Row) -> None:
    event_class = EventClass(row["event_class"])
    if event_class == EventClass.ACCEPTED:
        measure = FIELDS[EventType(row["type"])]
        setattr(line, measure, getattr(line, measure) + row["events"])
        line.billable += row["billable"]
    elif event_class == EventClass.OVERAGE:
        line.overage += row["events"]
    else:
        line.invalid[event_class.code] += row["events"]


def _add_requests(line: Line, row: Row) -> None:
    line.requests += row["requests"]
    line.served += row["served"]


def _events(bounds: dict[str, Any], column: str) -> Iterable[Row]:
    rows = HourlyCount.objects.filter(**bounds)
    events, billable = Sum("event_count"), Sum("billable_count")
    yield from _grouped(rows, column, "type", "event_class").annotate(events=events, billable=billable)


def _requests(bounds: dict[str, Any], column: str) -> Iterable[Row]:
    rows = SlotStatistic.objects.filter(**bounds)
    served = Sum("request_count", filter=Q(line_item__gt=0), default=0)
    yield from _grouped(rows, column).annotate(requests=Sum("request_count"), served=served)


def _grouped(rows: QuerySet[Any], column: str, *further: str) -> Any:
    return rows.annotate(group=F(column)).values("group", *further).order_by("group", *further)


def _naming(group_by: GroupBy) -> Name:
    match group_by:
        case GroupBy.DAY:
            return lambda day: day.isoformat()
        case GroupBy.HOUR:
            return lambda hour: hour.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case GroupBy.DEVICE:
            return lambda device: AgentClass(device).name.lower()
        case GroupBy.SLOT:
            codes = dict(AdSlot.objects.values_list("pk", "code"))
            return lambda slot: codes.get(slot, str(slot))
        case GroupBy.ADVERTISER:
            payers = dict(LineItem.objects.values_list("pk", "campaign__advertiser"))
            return lambda line_item: payers.get(line_item) if line_item else None
        case _:
            return lambda number: number or None
