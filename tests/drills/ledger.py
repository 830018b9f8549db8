"""What the ledger says."""

from __future__ import annotations

from collections import Counter
from typing import Any

SPOOL_SECONDS = 5.0


def settle() -> None:
    """Wait for what was acknowledged from a spool, as `manage.py roll_up` does."""
    from ads.counting import ledger, spool

    spool.drain_all(ledger.replay, within=SPOOL_SECONDS)


def rows() -> list[list[Any]]:
    """[decision id, type, class, billable] of every event."""
    from ads.counting.models import AdEvent

    settle()
    fields = ("decision_id", "type", "event_class", "is_billable")
    return [list(row) for row in AdEvent.objects.values_list(*fields)]


def dated_rows() -> list[dict[str, Any]]:
    """Every event, with its class by name."""
    from ads.counting.models import AdEvent, EventClass

    settle()
    fields = ("decision_id", "line_item", "decided_on", "event_class", "is_billable")
    return [
        {**row, "event_class": EventClass(row["event_class"]).code} for row in AdEvent.objects.values(*fields)
    ]


def by_line_item() -> dict[int, dict[str, int]]:
    """Rows, and how many are billable, by line item."""
    from ads.counting.models import AdEvent

    settle()
    found: dict[int, Counter[str]] = {}
    for line_item, is_billable in AdEvent.objects.values_list("line_item", "is_billable"):
        found.setdefault(line_item, Counter()).update({"rows": 1, "billable": int(is_billable)})
    return {line_item: dict(counts) for line_item, counts in found.items()}


def classes() -> dict[str, int]:
    from ads.counting.models import AdEvent, EventClass

    settle()
    found = Counter(AdEvent.objects.values_list("event_class", flat=True))
    return {EventClass(number).code: count for number, count in found.items()}


def counters() -> dict[str, int]:
    from ads.counting.models import CounterTotal

    return dict(CounterTotal.objects.values_list("name", "count"))


def sums() -> list[list[Any]]:
    """Everything that reports are read from."""
    from ads.counting.models import HourlyCount

    fields = [field.name for field in HourlyCount._meta.fields if field.name != "id"]
    return sorted([str(value) for value in row] for row in HourlyCount.objects.values_list(*fields))


def conservation() -> dict[str, int]:
    """How far the books are from balancing, in events and thousandths; all 0 when they do."""
    from ads.counting import rollup
    from ads.counting.models import AdEvent, EventClass, EventType, Gate, HourlyCount

    settle()
    rollup.roll_up()
    events = list(AdEvent.objects.values_list("line_item", "event_class", "is_billable", "type"))
    summed = list(
        HourlyCount.objects.values_list("line_item", "event_class", "type", "event_count", "billable_count")
    )
    ledger, hourly = Counter[tuple[int, int, int]](), Counter[tuple[int, int, int]]()
    for line_item, event_class, _, event_type in events:
        ledger[line_item, event_class, event_type] += 1
    for line_item, event_class, event_type, number, _ in summed:
        hourly[line_item, event_class, event_type] += number
    billable = sum(is_billable for _, _, is_billable, _ in events)
    return {
        "sums": sum(abs(ledger[key] - hourly[key]) for key in ledger.keys() | hourly.keys()),
        "billable_sums": abs(billable - sum(row[4] for row in summed)),
        "billable_but_not_accepted": sum(
            is_billable and event_class != EventClass.ACCEPTED for _, event_class, is_billable, _ in events
        ),
        "gates": sum(_gate_difference(gate) for gate in Gate.objects.all()),
        "unknown_types": sum(event_type not in EventType for *_, event_type in events),
    }


def _gate_difference(gate: Any) -> int:
    """Between what a gate says was used and what was billed through it; and what is above its limit."""
    from ads.counting.models import EVERY_DAY, MONEY_KINDS, AdEvent, GateKind, Rate

    if gate.kind == GateKind.DAY and gate.day == EVERY_DAY:
        return 0
    costs = dict(Rate.objects.values_list("pk", "cost_milli"))
    billed = AdEvent.objects.filter(is_billable=True)
    if gate.kind == GateKind.CAMPAIGN:
        owned = set(Rate.objects.filter(campaign=gate.owner).values_list("line_item", flat=True))
        billed = billed.filter(line_item__in=owned)
    else:
        billed = billed.filter(line_item=gate.owner)
    if gate.kind == GateKind.DAY:
        billed = billed.filter(counted_on=gate.day)
    rates = billed.values_list("rate", flat=True)
    used = sum(costs.get(rate, 0) if gate.kind in MONEY_KINDS else 1 for rate in rates)
    return abs(used - gate.used) + max(0, gate.used - gate.limit)
