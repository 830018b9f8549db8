"""Holds the sums that reports are read from against the ledger, closed days and gates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min

from ads.counting import closing, rollup
from ads.counting.accounting import day_of
from ads.counting.consumed import HOURLY, consumed
from ads.counting.ledger import EVENTS, hold, position
from ads.counting.models import (
    EVERY_DAY,
    MONEY_KINDS,
    ClosedDay,
    EventClass,
    EventType,
    Gate,
    GateKind,
    HourlyCount,
    Rate,
)

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that two books say differently."""

    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.what}: {self.expected} expected, {self.found} found"


def reconcile(*, first: date | None = None, last: date | None = None) -> list[Difference]:
    """Everything that differs, of the days between the two or of all; [] when the books are right.

    What is not yet summed is summed first; leases that are out are no difference. Changes nothing.
    """
    rollup.roll_up()
    found = [each for day in _days(first, last) for each in _lasting(day)]
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        hold(EVENTS)
        return [*found, *_gates()]


def _lasting(day: date) -> list[Difference]:
    """A reader's event that takes over a machine's row is between two sums for a moment."""
    found = _compared(day)
    for _ in range(ATTEMPTS - 1):
        if not found:
            break
        rollup.roll_up()
        found = _compared(day)
    return found


def _compared(day: date) -> list[Difference]:
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        hold(HOURLY)  # events go on being written, only the sums stand still
        return list(_day(day))


def _days(first: date | None, last: date | None) -> Iterator[date]:
    found = HourlyCount.objects.aggregate(first=Min("counted_on"), last=Max("counted_on"))
    ledger = rollup.first_and_last_hour()
    starts = [each for each in (found["first"], *(day_of(hour) for hour in ledger[:1])) if each]
    ends = [each for each in (found["last"], *(day_of(hour) for hour in ledger[1:])) if each]
    if not starts:
        return
    day, end = max(min(starts), first or date.min), min(max(ends), last or date.max)
    while day <= end:
        yield day
        day += timedelta(days=1)


def _day(day: date) -> Iterator[Difference]:
    stored = rollup.stored_sums(day)
    if day >= rollup.kept_whole_from():
        ledger, summed = dict(rollup.sums_of(day, position(HOURLY))), dict(stored)
        for key in sorted({*ledger, *summed}, key=repr):
            if ledger.get(key, (0, 0)) != summed.get(key, (0, 0)):
                what = (
                    f"{day} line item {key[2]}, {EventType(key[6]).name.lower()}, {EventClass(key[7]).code}"
                )
                yield Difference(what, ledger.get(key, (0, 0)), summed.get(key, (0, 0)))
    final = ClosedDay.objects.filter(pk=day).first()
    if final is not None and final.digest != closing.digest(stored):
        yield Difference(f"{day}, closed", _told(final), closing.totals(stored))


def _told(final: ClosedDay) -> dict[str, int]:
    return {"event_count": final.event_count, "billable_count": final.billable_count}


def _gates() -> Iterator[Difference]:
    costs = dict(Rate.objects.values_list("pk", "cost_milli"))
    campaigns = dict(Rate.objects.values_list("line_item", "campaign"))
    billed = consumed(campaigns)
    for gate in Gate.objects.exclude(kind=GateKind.DAY, day=EVERY_DAY).order_by("pk"):
        of_campaign = gate.kind == GateKind.CAMPAIGN
        used = sum(
            each.number * (costs.get(each.rate, 0) if gate.kind in MONEY_KINDS else 1)
            for each in billed
            if (campaigns[each.line_item] if of_campaign else each.line_item) == gate.owner
            and gate.day in (EVERY_DAY, each.day)
        )
        if used != gate.used:
            name = GateKind(gate.kind).name.lower()
            yield Difference(
                f"gate {name} of {'campaign' if of_campaign else 'line item'} {gate.owner}", used, gate.used
            )
        if gate.used > gate.limit:
            yield Difference(
                f"gate {GateKind(gate.kind).name.lower()} of {gate.owner}", f"<= {gate.limit}", gate.used
            )
