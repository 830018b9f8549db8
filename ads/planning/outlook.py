"""Looks ahead from what was counted: what slots have left, and whether a booking fits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min, Sum

from ads import ports
from ads.bookings import booked, slots_of
from ads.counting import audiences, demand
from ads.counting.accounting import day_of, zone
from ads.counting.audiences import Value
from ads.counting.models import PageView, SlotStatistic
from ads.counting.reading import Totals, totals
from ads.decision.compile import RANKS
from ads.decision.situation import values_of
from ads.decision.types import Dimension, PageFacts, Request
from ads.models import AdSlot, LineItem
from ads.planning import supply
from ads.planning.supply import Cell, Claim, Fit, Outlook, Taken, Why
from ads.rules.audiences import part_of
from ads.rules.goals import counted_type
from ads.statuses import NOT_RESERVING
from ads.tokens import AgentClass

MOST_DAYS = 400
MOST_PATHS = 500
LEAST_DAYS = 7
"""Of counting, before it says anything of the weeks to come."""
DRAWN = demand.DRAWN_BEFORE / demand.SERVED_BEFORE
WATCHED = ("geo", "key_value")
"""Dimensions of which only the part of values is counted that a booking names."""

FULL = 0.995
Viewed = list[tuple[PageFacts, int]]
Rules = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class SlotDay:
    slot: AdSlot
    day: date
    taken: Taken


@dataclass(frozen=True, slots=True)
class Contender:
    line_item: LineItem
    requests: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """`goal`, `delivers` and `available` in what the goal counts, `requests` as they come."""

    fit: Fit
    reasons: tuple[Why, ...]
    requests: int  # of its slots in its time
    matched: int  # of these pass its targeting and its hours
    available: int
    delivers: int
    goal: int | None  # that is still to come
    counts: str
    contenders: tuple[Contender, ...]


class Market:
    """What came in the last weeks, and what is booked from now on."""

    def __init__(self, slots: Collection[AdSlot], *, first: date, last: date, now: datetime) -> None:
        self.slots = {slot.pk: slot for slot in slots}
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self.now = now
        hours = demand.hours_of_week(now=now)
        self.hours = {
            slot: [each * scale for each in hours[slot]]
            for slot, scale in _scales(self.slots, today=day_of(now)).items()
            if slot in hours
        }
        self._viewed: Viewed | None = None
        self._devices: dict[int, int] | None = None
        self._shares: dict[Value, float] = {}
        self._asked: set[Value] = set()

    @property
    def is_known(self) -> bool:
        return bool(self.hours)

    def requests(self, line_item: LineItem | None = None) -> dict[Cell, float]:
        """By slot and day; of a line item those in its slots, its time and its hours."""
        chosen = self.slots if line_item is None else {slot.pk for slot in slots_of(line_item)}
        return {
            (slot, day.toordinal()): number
            for slot in chosen
            if slot in self.hours
            for day in self.days
            if (number := self._on(slot, day, line_item))
        }

    def _on(self, slot: int, day: date, line_item: LineItem | None) -> float:
        hours = self.hours[slot]
        first = day.weekday() * 24
        if line_item is None:
            return sum(hours[first : first + 24])
        wanted = set(line_item.dayparts)
        return sum(
            hours[first + hour] * self._part(day, hour, line_item)
            for hour in range(24)
            if not wanted or first + hour in wanted
        )

    def _part(self, day: date, hour: int, line_item: LineItem) -> float:
        """Of the hour, what lies between its dates and after now."""
        begins = datetime(day.year, day.month, day.day, hour, tzinfo=zone()).timestamp()
        since = max(begins, line_item.starts_at.timestamp(), self.now.timestamp())
        until = begins + 3600
        if line_item.ends_at is not None:
            until = min(until, line_item.ends_at.timestamp())
        return max(0.0, until - since) / 3600

    def claim(self, line_item: LineItem, found: Totals) -> Claim:
        requests = self.requests(line_item)
        parts = {
            slot: self.matching_part(line_item.targeting, slot) for slot in {cell[0] for cell in requests}
        }
        matched = {cell: number * parts[cell[0]] for cell, number in requests.items()}
        is_sponsor = line_item.tier == "sponsorship"
        share = float(line_item.share_percent or 100) / 100 if is_sponsor else None
        return Claim(
            line_item=line_item.pk or 0,
            rank=RANKS[line_item.tier],
            share=share,
            goal=decisions_for(left_of(line_item, found), line_item, found),
            weight=0 if is_sponsor or line_item.goal_quantity else line_item.weight,
            matched=matched,
        )

    def matching_part(self, targeting: Rules, slot: int) -> float:
        """Of the page views of the last weeks on pages that have the slot, the part that passes; what nobody
        knows counts as passing."""
        part = self._device_part(targeting.get("device", {}))
        for dimension in WATCHED:
            known = self.watched_part(dimension, targeting.get(dimension, {}))
            part *= 1.0 if known is None else known
        rules = {name: modes for name, modes in targeting.items() if name not in (*WATCHED, "device")}
        if not rules:
            return part
        scope = self.slots[slot].page_scope
        viewed = [(facts, number) for facts, number in self._pages() if not scope or _passes(facts, scope)]
        whole = sum(number for _, number in viewed)
        passing = sum(number for facts, number in viewed if _passes(facts, rules))
        return part * (passing / whole if whole else 1.0)

    def watched_part(self, dimension: str, modes: Mapping[str, list[str]]) -> float | None:
        """Of the requests, the part that a rule of places or key-values lets pass; None: nobody knows."""
        named = [Value(dimension, value) for mode in modes.values() for value in mode]
        new = [each for each in named if each not in self._asked]
        if new:
            self._shares.update(audiences.shares(new, now=self.now))
            self._asked.update(new)
        shares = {each.value: self._shares[each] for each in named if each in self._shares}
        return part_of(dimension, modes, shares)

    def _device_part(self, modes: Mapping[str, list[str]]) -> float:
        if not modes:
            return 1.0
        if self._devices is None:
            since = day_of(self.now - timedelta(weeks=demand.WEEKS))
            rows = SlotStatistic.objects.filter(counted_on__gte=since).values_list("device")
            self._devices = dict(rows.annotate(number=Sum("request_count")))
        by_name = {AgentClass(device).name.lower(): number for device, number in self._devices.items()}
        whole = sum(by_name.values())
        passing = sum(number for name, number in by_name.items() if _fits({name}, modes))
        return passing / whole if whole else 1.0

    def _pages(self) -> Viewed:
        if self._viewed is None:
            since = self.now - timedelta(weeks=demand.WEEKS)
            rows = PageView.objects.filter(counted_hour__gte=since).values_list("path")
            most = rows.annotate(number=Sum("view_count")).order_by("-number", "path")[:MOST_PATHS]
            self._viewed = [(ports.page_facts(path) or PageFacts(path=path), number) for path, number in most]
        return self._viewed


def _scales(slots: Collection[int], *, today: date) -> dict[int, float]:
    """By slot that was asked for a week or longer, what makes its counts those of whole weeks."""
    window = demand.WEEKS * 7
    rows = SlotStatistic.objects.filter(slot__in=slots, counted_on__gte=today - timedelta(days=window))
    first = rows.values_list("slot").annotate(first=Min("counted_on"))
    days = {slot: min(window, (today - since).days) for slot, since in first}
    return {slot: window / number for slot, number in days.items() if number >= LEAST_DAYS}


def availability(slots: Sequence[AdSlot], *, first: date, last: date, now: datetime) -> list[SlotDay]:
    """A line for each slot and day, both days included."""
    market = Market(slots, first=first, last=last, now=now)
    whole = market.requests()
    claims = [claim for claim in _claims(market, _reserving(slots, now=now)) if not claim.weight]
    demands = [(claim, claim.demand()) for claim in claims]
    return [
        SlotDay(slot, day, supply.taken(cell, whole.get(cell, 0.0), demands))
        for slot in slots
        for day in market.days
        for cell in [(slot.pk, day.toordinal())]
    ]


def forecast(line_item: LineItem, *, now: datetime) -> Forecast:
    """What the booking may expect, as it stands: it need not be stored."""
    slots = [slot for slot in slots_of(line_item) if not slot.is_archived]
    last = line_item.ends_at or max(now, line_item.starts_at) + timedelta(days=30)
    first = max(now, line_item.starts_at)
    last = min(max(first, last), first + timedelta(days=MOST_DAYS))
    market = Market(slots, first=day_of(first), last=day_of(last), now=now)
    own = totals([line_item.pk])[line_item.pk] if line_item.pk else Totals()
    asked = market.claim(line_item, own)
    rivals = {each.pk: each for each in _reserving(slots, now=now) if each.pk != line_item.pk}
    others = list(_claims(market, rivals.values()))
    found = supply.outlook(asked, others, market.requests())
    return _told(line_item, market, asked, found, rivals, own)


def _told(
    line_item: LineItem,
    market: Market,
    asked: Claim,
    found: Outlook,
    rivals: Mapping[int, LineItem],
    own: Totals,
) -> Forecast:
    per_decision = counted_per_decision(line_item, own)
    fit = supply.fit_of(asked, found, known=market.is_known)
    taken = sorted(found.taken.items(), key=lambda pair: -pair[1])
    return Forecast(
        fit=fit,
        reasons=tuple(_reasons(line_item, market, asked, found, rivals)),
        requests=round(sum(market.requests(line_item).values())),
        matched=round(asked.supply),
        available=int(found.available * per_decision),
        delivers=int(found.delivers * per_decision + 1e-6),
        goal=left_of(line_item, own) if line_item.goal_quantity else None,
        counts=counted_type(line_item.goal_type, line_item.cost_type),
        contenders=tuple(Contender(rivals[item], number) for item, number in taken if number >= 0.5),
    )


def _reasons(
    line_item: LineItem, market: Market, asked: Claim, found: Outlook, rivals: Mapping[int, LineItem]
) -> Iterable[Why]:
    if not market.is_known:
        yield Why.NO_HISTORY
        return
    if line_item.ends_at is not None and line_item.ends_at <= market.now:
        yield Why.NO_TIME
    if asked.supply < FULL * sum(market.requests(line_item).values()):
        yield Why.TARGETING
    if any(market.watched_part(name, line_item.targeting.get(name, {})) is None for name in WATCHED):
        yield Why.NOT_ESTIMATED
    ranks = {RANKS[rivals[item].tier] for item, number in found.taken.items() if number >= 0.5}
    if any(rank < asked.rank for rank in ranks):
        yield Why.HIGHER_TIERS
    if asked.rank in ranks:
        yield Why.SAME_TIER
    if line_item.frequency_caps or line_item.daily_cap or line_item.budget:
        yield Why.CAPPED


def left_of(line_item: LineItem, found: Totals) -> int:
    counted = getattr(found, counted_type(line_item.goal_type, line_item.cost_type))
    return max(0, (line_item.goal_quantity or 0) - counted)


def decisions_for(goal: int, line_item: LineItem, found: Totals) -> float:
    """Of what the goal counts, one decision brings about less than one."""
    return goal / counted_per_decision(line_item, found)


def counted_per_decision(line_item: LineItem, found: Totals) -> float:
    return DRAWN * found.per_impression(counted_type(line_item.goal_type, line_item.cost_type))


def _claims(market: Market, line_items: Iterable[LineItem]) -> Iterable[Claim]:
    listed = list(line_items)
    counted = totals([each.pk for each in listed])
    return [market.claim(each, counted[each.pk]) for each in listed]


def _reserving(slots: Collection[AdSlot], *, now: datetime) -> list[LineItem]:
    """Bookings of the slots that hold a part of them, now or later."""
    rows = LineItem.objects.with_children().with_status(now).exclude(status__in=NOT_RESERVING)
    wanted = {slot.pk for slot in slots}
    return [row for row in rows.order_by("pk") if wanted.intersection(each.pk for each in booked(row))]


def _passes(facts: PageFacts, rules: Rules) -> bool:
    values = dict(zip(Dimension, values_of(facts, Request(slots=())), strict=True))
    return all(_fits(values.get(Dimension(name), ()), modes) for name, modes in rules.items())


def _fits(own: Collection[str], modes: Mapping[str, Any]) -> bool:
    wanted, unwanted = modes.get("any_of"), modes.get("none_of", ())
    return (wanted is None or not set(own).isdisjoint(wanted)) and set(own).isdisjoint(unwanted)
