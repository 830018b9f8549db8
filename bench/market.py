"""A made-up market of a given size: slots, line items and page views, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ads.decision.types import (
    Breakpoint,
    CreativeRow,
    CreativeUse,
    Device,
    Format,
    LineItemRow,
    PageFacts,
    Request,
    SlotRequest,
    SlotRow,
    Targeting,
    Tier,
)

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 8, 17, 5, 0, tzinfo=UTC)
SLOTS = 20
PHONE_SIZES = ((300, 250), (320, 100))
DESK_SIZES = ((728, 90), (970, 250))
RUN_OF_SITE = 60  # line items that name no section, about
TIERS = ((Tier.SPONSORSHIP, 1), (Tier.NETWORK, 6), (Tier.HOUSE, 3))


class Market(NamedTuple):
    slots: list[SlotRow]
    line_items: list[LineItemRow]
    creatives: list[CreativeRow]


def market(line_items: int, *, seed: int = 1) -> Market:
    """Every line item books 1-5 of 20 slots and most name sections; the more are sold, the more sections
    there are to sell. It has a creative for phones and one for desks, one in four has a second pair."""
    draw = random.Random(seed)
    places = max(8, line_items // 12)
    slots = [
        SlotRow(n, f"slot-{n}", (Breakpoint(0, PHONE_SIZES), Breakpoint(728, DESK_SIZES)))
        for n in range(1, SLOTS + 1)
    ]
    creatives = [
        CreativeRow(4 * n + place, Format.IMAGE, draw.choice(PHONE_SIZES if place % 2 == 0 else DESK_SIZES))
        for n in range(1, line_items + 1)
        for place in range(4)
    ]
    run_of_site = min(0.2, RUN_OF_SITE / line_items)
    items = [_line_item(n, draw, places, run_of_site) for n in range(1, line_items + 1)]
    return Market(slots, items, creatives)


def _line_item(number: int, draw: random.Random, places: int, run_of_site: float) -> LineItemRow:
    tier = draw.choices([tier for tier, _ in TIERS], [weight for _, weight in TIERS])[0]
    starts_at = NOW + timedelta(days=draw.randint(-40, 10))
    any_of: dict[str, tuple[str, ...]] = {}
    none_of: dict[str, tuple[str, ...]] = {}
    if draw.random() >= run_of_site:
        any_of["section"] = tuple(f"section-{draw.randrange(places)}" for _ in range(draw.randint(1, 3)))
    if draw.random() < 0.2:
        none_of["tag"] = (f"tag-{draw.randrange(40)}",)
    if draw.random() < 0.15:
        any_of["device"] = (draw.choice(list(Device)).value,)
    return LineItemRow(
        id=number,
        advertiser=draw.randint(1, max(4, number // 5)),
        campaign=number,
        tier=tier,
        slots=tuple(draw.sample(range(1, SLOTS + 1), draw.randint(1, 5))),
        creatives=tuple(CreativeUse(4 * number + place) for place in range(4 if draw.random() < 0.25 else 2)),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=draw.randint(10, 60)),
        share_percent=draw.choice((5, 10, 20)) if tier is Tier.SPONSORSHIP else None,
        weight=draw.randint(1, 10),
        targeting=Targeting(any_of, none_of),
        dayparts=tuple(range(draw.randint(0, 80), 168)) if draw.random() < 0.1 else None,
        exclusion_labels=(f"label-{draw.randrange(30)}",) if draw.random() < 0.2 else (),
    )


def page_views(line_items: int, count: int, *, seed: int = 2) -> Iterator[Request]:
    """Pages of five slots."""
    draw = random.Random(seed)
    places = max(8, line_items // 12)
    for number in range(count):
        section = draw.randrange(places)
        yield Request(
            slots=tuple(SlotRequest(f"s{n}", f"slot-{n}") for n in draw.sample(range(1, SLOTS + 1), 5)),
            page=PageFacts(
                path=f"/section-{section}/article-{number}/",
                sections=(f"section-{section}", f"section-{section // 4}"),
                tags=tuple(f"tag-{draw.randrange(40)}" for _ in range(3)),
                article_label="news",
                locale="id",
            ),
            width=draw.choice((390, 390, 1280)),
            device=draw.choice((Device.MOBILE, Device.DESKTOP)),
        )
