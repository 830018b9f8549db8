"""Where line items stand against their gates, read from the ledger for the processes that decide."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from ads.counting.gates import current_rates, gates_of_rates
from ads.counting.models import (
    MONEY_KINDS,
    EventType,
    Gate,
    GateKind,
    LeaseBook,
    Rate,
    Settled,
)
from ads.counting.reading import totals

# A decision may be drawn for two minutes, and its impression takes its time.
OUT_FOR = timedelta(seconds=180)
UNBOUNDED = 1 << 40
WHOLE_LIFE = (GateKind.GOAL, GateKind.LIFETIME)


@dataclass(frozen=True, slots=True)
class Standing:
    """One line item that has a gate, as of one look."""

    counted: int  # towards its goal, or without one towards its lifetime cap
    room: int  # counted events that every gate has room for
    full: tuple[GateKind, ...]  # gates without room
    leased: int  # decisions that processes may still make or made lately, their events not counted yet
    ceiling: int  # how many leases may be out in all, those that are used up but not yet back included
    open: int  # how many may still be taken
    shares_with: int = 0  # campaign whose budget it shares


def limited(line_items: Collection[int]) -> set[int]:
    """Those that have a gate, of their own or of their campaign."""
    own = Gate.objects.exclude(kind=GateKind.CAMPAIGN).values_list("owner", flat=True).distinct()
    campaigns = Gate.objects.filter(kind=GateKind.CAMPAIGN).values("owner")
    theirs = Rate.objects.filter(is_current=True, campaign__in=campaigns).values_list("line_item", flat=True)
    return {*own, *theirs}.intersection(line_items)


def standings(line_items: Collection[int], *, today: date, now: datetime) -> dict[int, Standing]:
    """One entry for each of the line items that has a gate; a fixed number of queries.

    `today` is the day whose daily caps count, in the installation's zone.
    """
    if not line_items:
        return {}
    look = _Look(line_items, today, now)
    return {line_item: look.standing(line_item) for line_item in look.rates if look.gates_of(line_item)}


class _Look:
    """What the ledger says at one moment."""

    def __init__(self, line_items: Collection[int], today: date, now: datetime) -> None:
        self.rates = current_rates(line_items)
        self._gates = _gates(self.rates.values(), today)
        self._books = dict(LeaseBook.objects.filter(pk__in=self.rates).values_list("pk", "count"))
        self._settled = _settled(self.rates, now)
        self._totals = totals([item for item, rate in self.rates.items() if _counts_clicks(rate)])
        self._reserved: dict[int, int] = defaultdict(int)
        for line_item, rate in self.rates.items():
            self._reserved[rate.campaign] += self._reserve(line_item)

    def gates_of(self, line_item: int) -> list[Gate]:
        campaign = self.rates[line_item].campaign
        return [*self._gates[False, line_item], *self._gates[True, campaign]]

    def standing(self, line_item: int) -> Standing:
        rate, gates = self.rates[line_item], self.gates_of(line_item)
        rooms = {gate: _events(gate.limit - gate.used, gate, rate) for gate in gates}
        free = min(_events(self._unreserved(gate, line_item), gate, rate) for gate in gates)
        ceiling = int(max(0, free) / self._per_decision(line_item)) + self._settled.get(line_item, 0)
        return Standing(
            counted=next((gate.used for gate in gates if gate.kind in WHOLE_LIFE), 0),
            room=max(0, min(rooms.values())),
            full=tuple(GateKind(gate.kind) for gate, room in rooms.items() if room <= 0),
            leased=self._out(line_item),
            ceiling=ceiling,
            open=max(0, ceiling - self._books.get(line_item, 0)),
            shares_with=rate.campaign if self._gates[True, rate.campaign] else 0,
        )

    def _unreserved(self, gate: Gate, line_item: int) -> int:
        """Room of the gate that the leases of other line items leave."""
        left = gate.limit - gate.used
        if gate.kind != GateKind.CAMPAIGN:
            return left
        return left - (self._reserved[gate.owner] - self._reserve(line_item))

    def _reserve(self, line_item: int) -> int:
        """What the leases of the line item may still cost."""
        per_decision = self._per_decision(line_item)
        return int(self._out(line_item) * per_decision) * self.rates[line_item].cost_milli

    def _out(self, line_item: int) -> int:
        return max(0, self._books.get(line_item, 0) - self._settled.get(line_item, 0))

    def _per_decision(self, line_item: int) -> float:
        """Counted events that a decision brings about: a click is rare, an impression the rule."""
        if not _counts_clicks(self.rates[line_item]):
            return 1.0
        return self._totals[line_item].click_rate


def _counts_clicks(rate: Rate) -> bool:
    return rate.counted_type == EventType.CLICK


def _gates(rates: Collection[Rate], today: date) -> dict[tuple[bool, int], list[Gate]]:
    """By whether they are a campaign's and by owner, in the order of their kinds."""
    rows = gates_of_rates(rates, days=[today])
    found: dict[tuple[bool, int], list[Gate]] = defaultdict(list)
    # A day without an event has no row yet: what says how much a day may have stands for it.
    for gate in sorted(rows, key=lambda gate: (gate.kind, -gate.day.toordinal())):
        own = found[gate.kind == GateKind.CAMPAIGN, gate.owner]
        if not own or own[-1].kind != gate.kind:
            own.append(gate)
    return found


def _settled(line_items: Collection[int], now: datetime) -> dict[int, int]:
    rows = Settled.objects.filter(line_item__in=line_items, decided_from__gt=now - OUT_FOR)
    return dict(rows.values_list("line_item").annotate(number=Sum("count")))


def _events(left: int, gate: Gate, rate: Rate) -> int:
    """How many counted events fit into what is left of a gate."""
    if gate.kind not in MONEY_KINDS:
        return left
    return left // rate.cost_milli if rate.cost_milli else UNBOUNDED
