"""Small snapshots for tests, written as one would say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ads.decision.compile import compile_snapshot
from ads.decision.engine import decide
from ads.decision.rotation import Credits
from ads.decision.types import (
    Breakpoint,
    CreativeRow,
    CreativeUse,
    Explained,
    Format,
    Limit,
    LineItemRow,
    PageDecision,
    PageFacts,
    Reason,
    Request,
    Size,
    SlotRequest,
    SlotRow,
    Snapshot,
    Tier,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
NOON = datetime(2026, 8, 17, 5, 0, tzinfo=UTC)
RECTANGLE: Size = (300, 250)


def slot(
    id: int = 1, code: str | None = None, sizes: Sequence[Size] = (RECTANGLE,), **fields: Any
) -> SlotRow:
    fields.setdefault("breakpoints", (Breakpoint(0, tuple(sizes)),))
    return SlotRow(id=id, code=code or f"slot-{id}", **fields)


def creative(
    id: int, size: Size | None = RECTANGLE, format: Format = Format.IMAGE, **fields: Any
) -> CreativeRow:
    return CreativeRow(id=id, format=format, size=size, **fields)


def item(id: int, tier: Tier = Tier.HOUSE, **fields: Any) -> LineItemRow:
    """Books slot 1 with a creative of its own number; of an advertiser of its own unless told."""
    fields.setdefault("slots", (1,))
    fields.setdefault("creatives", (CreativeUse(id),))
    fields.setdefault("advertiser", id)
    return LineItemRow(id=id, campaign=1, tier=tier, **fields)


def sponsor(id: int, share: float | None = None, **fields: Any) -> LineItemRow:
    return item(id, Tier.SPONSORSHIP, share_percent=share, **fields)


def network(id: int, weight: int = 1, **fields: Any) -> LineItemRow:
    return item(id, Tier.NETWORK, weight=weight, **fields)


def standard(id: int, tier: Tier = Tier.STANDARD_1, **fields: Any) -> LineItemRow:
    return item(id, tier, **fields)


def at_rates(rates: Mapping[int, float]) -> Credits:
    """Fresh credits, with the rate of each line item of a standard tier."""
    return Credits(limits={id: Limit(rate=rate) for id, rate in rates.items()})


def snapshot(
    *items: LineItemRow,
    slots: Iterable[SlotRow] = (slot(),),
    creatives: Iterable[CreativeRow] | None = None,
) -> Snapshot:
    """Creatives are rectangles, one for every use, unless given."""
    if creatives is None:
        creatives = [
            creative(id) for id in sorted({use.creative for each in items for use in each.creatives or ()})
        ]
    return compile_snapshot(slots, items, creatives, version=1, zone=JAKARTA)


def request(*codes: str, **fields: Any) -> Request:
    facts = {name: fields.pop(name) for name in list(fields) if name in PageFacts.__slots__}
    slots = tuple(SlotRequest(id=code, slot=code) for code in codes or ("slot-1",))
    return Request(slots=fields.pop("slots", slots), page=PageFacts(**facts), **fields)


def ask(
    shot: Snapshot,
    asked: Request | None = None,
    *,
    credits: Credits | None = None,
    now: datetime = NOON,
    explain: bool = False,
) -> PageDecision:
    return decide(shot, asked or request(), now=now, call_id=1, credits=credits or Credits(), explain=explain)


def chosen(decision: PageDecision, id: str = "slot-1") -> int | None:
    """Line item in the slot; None for nothing and for the fallback."""
    choice = decision.choices[id]
    return None if choice is None or choice.line_item is None else choice.line_item.id


def sequence(
    shot: Snapshot, count: int, asked: Request | None = None, *, credits: Credits | None = None
) -> list[int | None]:
    """Who serves slot 1 in `count` requests in turn."""
    credits = credits or Credits()
    served = []
    for _ in range(count):
        decision = ask(shot, asked, credits=credits)
        credits.apply(decision.credit_moves)
        credits.take(decision.taken)
        served.append(chosen(decision))
    return served


def reasons(
    shot: Snapshot,
    asked: Request | None = None,
    *,
    now: datetime = NOON,
    id: str = "slot-1",
    credits: Credits | None = None,
) -> dict[int | None, Reason | None]:
    rows: tuple[Explained, ...] = ask(shot, asked, now=now, explain=True, credits=credits).reasons[id]
    return {row.line_item: row.reason for row in rows}
