"""Settles events against the gates of their line items: what fits is billable, the rest is overage."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connections

from ads.counting import leases
from ads.counting.consumed import consumed
from ads.counting.entries import Entry
from ads.counting.models import (
    EVERY_DAY,
    MONEY_KINDS,
    AdEvent,
    EventClass,
    EventType,
    Gate,
    GateKind,
    Rate,
)
from ads.counting.rows import AMONG, listed

GateKey = tuple[int, int, date]
"""Kind, owner, day."""
Tolls = list[tuple[Gate, int]]
"""The gates that an event passes, and what each takes of it."""

ITEM_KINDS = (GateKind.GOAL, GateKind.LIFETIME, GateKind.BUDGET)
Counted = Entry | AdEvent

# By hand, for every commit asks both and the ORM takes longer to word them than the database to answer.
_OF_RATE = ("id", "line_item", "campaign", "counted_type", "cost_milli", "is_current")
_OF_GATE = ("id", "kind", "owner", "day", "limit", "used")
_RATES = f"""
    SELECT {", ".join(_OF_RATE)} FROM {Rate._meta.db_table} WHERE is_current AND line_item {{among}}
"""  # noqa: S608
_GATES = f"""
    SELECT {", ".join(f'"{name}"' for name in _OF_GATE)} FROM {Gate._meta.db_table}
    WHERE kind IN ({", ".join(str(int(kind)) for kind in ITEM_KINDS)}) AND owner {{among}}
    OR kind = {int(GateKind.DAY)} AND owner {{among}} AND day {{among}}
    OR kind = {int(GateKind.CAMPAIGN)} AND owner {{among}}
    ORDER BY id
"""  # noqa: S608 - no value of a request
UNPRICED = Rate(id=0, line_item=0, campaign=0, counted_type=EventType.IMPRESSION)


def settle(rows: Iterable[Entry]) -> None:
    """Decide of each row that may be billed whether it is; call it inside the transaction that writes them.

    Of the events that a gate has room for, those decided first are billable, ties in the order of their ids.
    """
    candidates = [row for row in rows if row.is_billable]
    rates = current_rates({row.line_item for row in candidates})
    for row in candidates:
        rate = rates.get(row.line_item, UNPRICED)
        row.rate, row.is_billable = rate.pk, row.type == rate.counted_type
    counted = sorted(
        (row for row in candidates if row.rate and row.is_billable),
        key=lambda row: (row.decided_at, row.decision_id),
    )
    if counted:
        _admit(counted, rates)


def current_rates(line_items: Collection[int]) -> dict[int, Rate]:
    """The terms of today by line item; one query."""
    if not line_items:
        return {}
    found = _read(_RATES.format(among=AMONG[_vendor()]), [listed(line_items)])
    rates = (Rate.from_db(settings.LEDGER_ALIAS, _OF_RATE, row) for row in found)
    return {rate.line_item: rate for rate in rates}


def give_back(row: AdEvent) -> None:
    """Take a billed event out of its gates again; call it inside the transaction that changes the row."""
    rate = Rate.objects.filter(pk=row.rate).first()
    if rate is not None:
        gates = _locked([row], {row.line_item: rate})
        _store([_moved(gate, rate, -1) for gate in _gates_of(row, rate, gates)])


class Corrected(NamedTuple):
    """What a correction by hand billed (below zero: took back), and under which terms."""

    rate: int
    billable: int


def correct(line_item: int, count: int, *, day: date, of: EventType | None) -> Corrected:
    """Move the gates of a line item by events of a type, none where it is not what its terms count.

    What a gate has no room for is not billed, and no more is taken back than was used. Call it inside the
    transaction that writes the correction.
    """
    rate = current_rates([line_item]).get(line_item, UNPRICED)
    if of != rate.counted_type:
        return Corrected(rate.pk if of else 0, 0)
    row = AdEvent(line_item=line_item, counted_on=day)
    own = list(_gates_of(row, rate, _locked([row], {line_item: rate})))
    for gate in own:
        price = _price(gate, rate)
        if price:
            count = max(min(count, (gate.limit - gate.used) // price), -(gate.used // price))
    for gate in own:
        gate.used += count * _price(gate, rate)
    _store(own)
    return Corrected(rate.pk, count)


def _admit(counted: list[Entry], rates: dict[int, Rate]) -> None:
    gates = _locked(counted, rates)
    changed: dict[int, Gate] = {}
    settled: Counter[tuple[int, datetime]] = Counter()
    tolls: dict[tuple[int, date], Tolls] = {}
    for row in counted:
        place = row.line_item, row.counted_on
        own = tolls.get(place)
        if own is None:
            own = tolls[place] = _tolls_of(row, rates[row.line_item], gates)
        if all(gate.used + price <= gate.limit for gate, price in own):
            for gate, price in own:
                gate.used += price
                changed[gate.pk] = gate
            if own:
                settled[row.line_item, leases.seconds_of(row.decided_at)] += 1
        else:
            row.event_class, row.is_billable = EventClass.OVERAGE, False
    _store(changed.values())
    leases.note_settled(settled)


def _tolls_of(row: Entry, rate: Rate, gates: dict[GateKey, Gate]) -> Tolls:
    return [(gate, _price(gate, rate)) for gate in _gates_of(row, rate, gates)]


def _locked(counted: Sequence[Counted], rates: dict[int, Rate]) -> dict[GateKey, Gate]:
    """The gates of these events, held until the transaction ends, those of a new day opened."""
    own = [rates[item] for item in {row.line_item for row in counted}]
    days = {row.counted_on for row in counted}
    gates = _lock(own, days)
    if opened := list(_missing_days(counted, gates)):
        Gate.objects.bulk_create(opened, ignore_conflicts=True)
        gates = _lock(own, days)
    return gates


def _lock(rates: Collection[Rate], days: Collection[date]) -> dict[GateKey, Gate]:
    rows = gates_of_rates(rates, days=days, is_locked=True)
    return {(gate.kind, gate.owner, gate.day): gate for gate in rows}


def gates_of_rates(
    rates: Collection[Rate], *, days: Collection[date], is_locked: bool = False
) -> Iterable[Gate]:
    """The gates of these line items and their campaigns on these days, in the order of their ids."""
    items, campaigns = listed(rate.line_item for rate in rates), listed({rate.campaign for rate in rates})
    lock = " FOR UPDATE" if is_locked and _vendor() == "postgresql" else ""
    values = [items, items, listed({EVERY_DAY, *days}), campaigns]
    found = _read(_GATES.format(among=AMONG[_vendor()]) + lock, values)
    return [Gate.from_db(settings.LEDGER_ALIAS, _OF_GATE, row) for row in found]


def _read(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connections[settings.LEDGER_ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _vendor() -> str:
    return connections[settings.LEDGER_ALIAS].vendor


def _missing_days(counted: Sequence[Counted], gates: dict[GateKey, Gate]) -> Iterator[Gate]:
    for item, day in {(row.line_item, row.counted_on) for row in counted}:
        every = gates.get((GateKind.DAY, item, EVERY_DAY))
        if every is not None and (GateKind.DAY, item, day) not in gates:
            used = sum(each.number for each in consumed([item]) if each.day == day)
            yield Gate(kind=GateKind.DAY, owner=item, day=day, limit=every.limit, used=used)


def _gates_of(row: Counted, rate: Rate, gates: dict[GateKey, Gate]) -> Iterator[Gate]:
    keys = [
        *((kind, row.line_item, EVERY_DAY) for kind in ITEM_KINDS),
        (GateKind.DAY, row.line_item, row.counted_on),
        (GateKind.CAMPAIGN, rate.campaign, EVERY_DAY),
    ]
    return (gates[key] for key in keys if key in gates)


def _price(gate: Gate, rate: Rate) -> int:
    return rate.cost_milli if gate.kind in MONEY_KINDS else 1


def _moved(gate: Gate, rate: Rate, times: int) -> Gate:
    gate.used += times * _price(gate, rate)
    return gate


def _store(gates: Iterable[Gate]) -> None:
    changed = [(gate.used, gate.pk) for gate in gates]
    if changed:
        with connections[settings.LEDGER_ALIAS].cursor() as cursor:
            cursor.executemany(f"UPDATE {Gate._meta.db_table} SET used = %s WHERE id = %s", changed)  # noqa: S608
