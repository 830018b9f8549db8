"""A small market over the pure core, moved step by step; each step checks what has to hold after it.

Every step takes numbers only, so that hypothesis can shorten a failing history and a seed can replay it.
"""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from datetime import timedelta

from ads.decision.compile import compile_snapshot
from ads.decision.engine import decide
from ads.decision.rotation import Credits
from ads.decision.types import (
    Breakpoint,
    CreativeRow,
    CreativeUse,
    Device,
    Format,
    FrequencyCap,
    Limit,
    LineItemRow,
    Need,
    OnPage,
    PageDecision,
    PageFacts,
    PageRepeat,
    Reason,
    Request,
    Roadblock,
    Rotation,
    SlotRequest,
    SlotRow,
    Targeting,
    Tier,
)
from tests.unit.decision.booking import JAKARTA, NOON
from tests.unit.decision.test_invariants import check_page, check_reasons

SLOTS, ITEMS = 4, 10
SIZES = ((300, 250), (728, 90))
SECTIONS, LABELS = ("a", "b", "c"), ("bank", "airline")
CATEGORIES = ("alcohol", "politics")
PACED = (Tier.STANDARD_1, Tier.STANDARD_2, Tier.STANDARD_3)
STEPS = ("view", "count", "lend", "return_lease", "pause", "look", "pass_time", "pace")


class World:
    """`caps` are what may be billed of a line item; leases and settling keep to them as delivery does."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.now = NOON
        self.slots = [slot(number, chance) for number in range(1, SLOTS + 1)]
        self.items = {number: item(number, chance) for number in range(1, ITEMS + 1)}
        self.creatives = [creative(number, chance) for number in range(1, 2 * ITEMS + 2)]
        self.caps = {number: chance.randint(1, 6) for number in self.items if chance.random() < 0.5}
        self.credits = Credits(warm_picks=chance.randint(0, 20))
        self.credits.grant(dict.fromkeys(self.caps, 0))
        self.rates = {number: chance.random() for number, row in self.items.items() if row.tier in PACED}
        self.version = 0
        self.lent: Counter[int] = Counter()
        self.chosen: Counter[int] = Counter()  # of line items that need a lease
        self.outstanding: list[int] = []  # line items of decisions whose event may still come
        self.billed: Counter[int] = Counter()
        self.overage: Counter[int] = Counter()
        self.arrived = 0
        self._compile()
        self._publish_limits()

    def step(self, name: str, number: int) -> None:
        getattr(self, name)(number)
        self.check()

    # ------------------------------------------------------------ what may happen

    def view(self, number: int) -> None:
        """A page asks; the decision is the same twice and with an explanation, and is then used."""
        request = page(random.Random(number))
        asked = {"now": self.now, "call_id": number, "credits": self.credits}
        decision = decide(self.snapshot, request, **asked)
        explained = decide(self.snapshot, request, **asked, explain=True)
        assert decide(self.snapshot, request, **asked) == decision == explained._replace(reasons={})
        check_page(self.snapshot, request, self.now, decision)
        check_frequency(request, decision)
        check_reasons(self.snapshot, request, explained)
        self.credits.apply(decision.credit_moves)
        self.credits.take(decision.taken)
        served = [choice.line_item.id for choice in decision.choices.values() if choice and choice.line_item]
        self.outstanding += served
        self.chosen.update(each for each in served if each in self.caps)

    def explain(self, number: int) -> PageDecision:
        """What the page would get and why; nothing moves."""
        request = page(random.Random(number))
        return decide(
            self.snapshot, request, now=self.now, call_id=number, credits=self.credits, explain=True
        )

    def count(self, number: int) -> None:
        """The event of some decision arrives, in whatever order, and is settled at the gate."""
        if self.outstanding:
            line_item = self.outstanding.pop(number % len(self.outstanding))
            self.arrived += 1
            is_billed = self.billed[line_item] < self.caps.get(line_item, self.arrived)
            (self.billed if is_billed else self.overage)[line_item] += 1

    def lend(self, number: int) -> None:
        if self.caps:
            line_item = sorted(self.caps)[number % len(self.caps)]
            self.lent[line_item] += number % 3
            self.credits.grant({line_item: number % 3})

    def return_lease(self, number: int) -> None:
        for line_item, left in self.credits.release(sorted(self.caps)[: number % 4]).items():
            self.lent[line_item] -= left
            self.credits.grant({line_item: 0})

    def pause(self, number: int) -> None:
        """Or resume; a new snapshot is swapped in, the credits stay."""
        row = self.items[number % ITEMS + 1]
        self.items[row.id] = dataclasses.replace(row, blocked=None if row.blocked else Reason.PAUSED)
        self._compile()

    def look(self, number: int) -> None:
        self._publish_limits()

    def pace(self, number: int) -> None:
        if self.rates:
            line_item = sorted(self.rates)[number % len(self.rates)]
            self.rates[line_item] = (number % 11) / 10
            self._publish_limits()

    def pass_time(self, number: int) -> None:
        self.now += timedelta(minutes=number % 400 - 20)  # a clock may step back

    # ------------------------------------------------------------ what must hold

    def check(self) -> None:
        for key, balances in self.credits.values.items():
            assert sum(balances.values()) + self.credits.clamped.get(key, 0) == 0
        for line_item, cap in self.caps.items():
            assert self.billed[line_item] <= cap
            assert self.chosen[line_item] <= self.lent[line_item]
        assert sum(self.billed.values()) + sum(self.overage.values()) == self.arrived

    def _compile(self) -> None:
        self.version += 1
        rows = (self.slots, self.items.values(), self.creatives)
        self.snapshot = compile_snapshot(*rows, version=self.version, zone=JAKARTA)

    def _publish_limits(self) -> None:
        limits = {each: Limit(rate=rate) for each, rate in self.rates.items()}
        for each, cap in self.caps.items():
            if self.billed[each] >= cap:
                limits[each] = Limit(blocked=Reason.LIFETIME_CAP)
        self.credits.limits = limits


def check_frequency(request: Request, decision: PageDecision) -> None:
    """Whoever has a cap is not shown more often than that in its period, this page included."""
    shown = [choice.line_item for choice in decision.choices.values() if choice and choice.line_item]
    for row in shown:
        if row.roadblock is Roadblock.ALL:
            continue  # its slots are one showing
        lately = [0 for each in shown if each is row]
        for each in row.frequency_caps:
            if request.seen is None:
                assert len(lately) == 1
            elif each.scope == "line_item":
                ago = lately + [age for who, age in request.seen if who == row.id and age < each.seconds]
                assert len(ago) <= each.count


def slot(number: int, chance: random.Random) -> SlotRow:
    sizes = tuple(chance.sample(SIZES, chance.randint(1, 2)))
    return SlotRow(
        id=number,
        code=f"slot-{number}",
        breakpoints=(Breakpoint(0, sizes), Breakpoint(728, SIZES)),
        formats=frozenset(chance.choice((Format, (Format.IMAGE, Format.HTML)))),
        page_repeat=chance.choice((PageRepeat.LINE_ITEM, PageRepeat.LINE_ITEM, *PageRepeat)),
        blocked_categories=frozenset(chance.sample(CATEGORIES, chance.choice((0, 0, 1)))),
        fallback_creative=chance.choice((None, 1)),
    )


def creative(number: int, chance: random.Random) -> CreativeRow:
    """Mostly pictures; a page or a tag of the advertiser's own needs the reader's leave."""
    kind = chance.choice((Format.IMAGE, Format.IMAGE, Format.IMAGE, *Format))
    needs = {Format.HTML: {Need.SCRIPT}, Format.TAG: {Need.SCRIPT, Need.THIRD_PARTY}}.get(kind, set())
    return CreativeRow(number, kind, SIZES[number % 2], needs=frozenset(needs))


def item(number: int, chance: random.Random) -> LineItemRow:
    starts_at = chance.choice((None, NOON + timedelta(hours=chance.randint(-30, 6))))
    return LineItemRow(
        id=number,
        advertiser=chance.randint(1, 5),
        campaign=number,
        tier=chance.choice(list(Tier)),
        slots=tuple(chance.sample(range(1, SLOTS + 1), chance.randint(1, 3))),
        creatives=tuple(CreativeUse(each) for each in chance.sample(range(1, 2 * ITEMS + 2), 3)),
        starts_at=starts_at,
        ends_at=chance.choice((None, (starts_at or NOON) + timedelta(hours=chance.randint(1, 40)))),
        share_percent=chance.choice((10, 30, 60)),
        weight=chance.randint(1, 5),
        rotation=chance.choice(list(Rotation)),
        targeting=Targeting(
            {"section": (chance.choice(SECTIONS),)} if chance.random() < 0.3 else {},
            {"device": (Device.DESKTOP.value,)} if chance.random() < 0.2 else {},
        ),
        dayparts=tuple(range(chance.randint(0, 24), 168)) if chance.random() < 0.2 else None,
        exclusion_labels=tuple(chance.sample(LABELS, chance.randint(0, 1))),
        categories=tuple(chance.sample(CATEGORIES, chance.choice((0, 0, 1)))),
        frequency_caps=tuple(cap(chance) for _ in range(chance.choice((0, 0, 0, 1, 2)))),
        roadblock=chance.choice((Roadblock.NONE, Roadblock.NONE, Roadblock.ALL)),
        exclusive=chance.random() < 0.2,
    )


def cap(chance: random.Random) -> FrequencyCap:
    scope = chance.choice(("line_item", "line_item", "campaign", "advertiser"))
    return FrequencyCap(chance.randint(1, 2), chance.choice((600, 3_600)), scope)


def seen(chance: random.Random) -> tuple[tuple[int, int], ...] | None:
    """Line items and seconds ago, also of one that there is not; or nobody knows."""
    if chance.random() < 0.2:
        return None
    return tuple(
        (chance.randint(1, ITEMS + 1), chance.randint(0, 4_000)) for _ in range(chance.randint(0, 5))
    )


def page(chance: random.Random) -> Request:
    codes = chance.sample(range(1, SLOTS + 1), chance.randint(1, SLOTS))
    return Request(
        slots=tuple(SlotRequest(f"at-{code}", f"slot-{code}") for code in codes),
        page=PageFacts(
            sections=tuple(chance.sample(SECTIONS, chance.randint(0, 2))),
            exclude_labels=tuple(chance.sample(LABELS, chance.choice((0, 0, 0, 1)))),
            no_ads=chance.random() < 0.05,
        ),
        width=chance.choice((None, 390, 1_280)),
        device=chance.choice((Device.MOBILE, Device.DESKTOP)),
        seen=seen(chance),
        grants=chance.choice((frozenset(), frozenset({Need.SCRIPT}), frozenset(Need))),
        on_page=tuple(
            OnPage(chance.randint(1, ITEMS), chance.randint(1, 20)) for _ in range(chance.choice((0, 0, 1)))
        ),
    )
