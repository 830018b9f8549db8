"""What holds for every market, page and moment: random situations, all reproducible."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ads.decision.compile import compile_snapshot
from ads.decision.rotation import Credits
from ads.decision.types import (
    Breakpoint,
    CreativeRow,
    CreativeUse,
    Device,
    Format,
    LineItemRow,
    Need,
    OnPage,
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

SIZES = ((300, 250), (728, 90), (320, 100))
HOUR = timedelta(hours=1)
BOOKABLE = (Tier.SPONSORSHIP, Tier.NETWORK, Tier.HOUSE)

sizes = st.lists(st.sampled_from(SIZES), min_size=1, max_size=2, unique=True).map(tuple)
sections = st.lists(st.sampled_from(("a", "b", "c")), max_size=2, unique=True).map(tuple)
tags = st.lists(st.sampled_from(("x", "y")), max_size=2, unique=True).map(tuple)
labels = st.lists(st.sampled_from(("bank", "airline")), max_size=2, unique=True).map(tuple)
devices = st.lists(st.sampled_from([device.value for device in Device]), max_size=2, unique=True).map(tuple)
needs = st.sampled_from((frozenset(), frozenset(), frozenset({Need.SCRIPT}), frozenset(Need)))
moments = st.none() | st.integers(-3, 3).map(lambda hours: NOON + hours * HOUR)
ROADBLOCKS = st.sampled_from((Roadblock.NONE, Roadblock.NONE, Roadblock.ALL))
kinds = st.lists(st.sampled_from(("article", "home")), max_size=2, unique=True).map(tuple)
scopes = st.fixed_dictionaries({}, optional={"section": sections, "page_type": kinds})
rules = st.fixed_dictionaries({}, optional={"section": sections, "tag": tags, "device": devices})


@st.composite
def slot_rows(draw, id):
    return SlotRow(
        id=id,
        code=f"slot-{id}",
        breakpoints=(Breakpoint(0, draw(sizes)), Breakpoint(728, draw(sizes))),
        formats=frozenset(draw(st.sets(st.sampled_from((Format.IMAGE, Format.TEXT)), min_size=1))),
        page_repeat=draw(st.sampled_from(PageRepeat)),
        scope=Targeting(draw(scopes), draw(scopes)) if draw(st.integers(0, 3)) == 0 else Targeting(),
        fallback_creative=draw(st.none() | st.integers(1, 6)),
    )


@st.composite
def creative_rows(draw, id):
    format = draw(st.sampled_from((Format.IMAGE, Format.IMAGE, Format.TEXT)))
    return CreativeRow(
        id=id,
        format=format,
        size=draw(st.sampled_from(SIZES)),
        blocked=draw(st.sampled_from((None, None, None, Reason.CREATIVE_REJECTED))),
        needs=draw(needs),
    )


@st.composite
def line_item_rows(draw, id, roadblocks):
    uses = st.builds(
        CreativeUse, creative=st.integers(1, 7), weight=st.integers(1, 5), starts_at=moments, ends_at=moments
    )
    return LineItemRow(
        id=id,
        advertiser=draw(st.integers(1, 4)),
        campaign=1,
        tier=draw(st.sampled_from(BOOKABLE)),
        slots=tuple(draw(st.sets(st.integers(1, 4), min_size=1))),
        creatives=tuple(draw(st.lists(uses, max_size=3, unique_by=lambda use: use.creative))),
        starts_at=draw(moments),
        ends_at=draw(moments),
        blocked=draw(st.sampled_from((None, None, None, None, Reason.PAUSED))),
        share_percent=draw(st.sampled_from((None, 10, 40, 70, 100))),
        weight=draw(st.integers(0, 9)),
        rotation=draw(st.sampled_from(Rotation)),
        targeting=Targeting(draw(rules), draw(rules)),
        dayparts=draw(
            st.none() | st.sets(st.integers(8, 16), max_size=5).map(lambda hours: (*hours, 200)[:-1])
        ),
        exclusion_labels=draw(labels),
        roadblock=draw(roadblocks),
        exclusive=draw(st.sampled_from((False, False, False, True))),
    )


@st.composite
def snapshots(draw, roadblocks=ROADBLOCKS):
    return compile_snapshot(
        [draw(slot_rows(id)) for id in range(1, 5)],
        [draw(line_item_rows(id, roadblocks)) for id in range(1, draw(st.integers(2, 10)))],
        [draw(creative_rows(id)) for id in range(1, 7)],
        version=1,
        zone=JAKARTA,
    )


@st.composite
def requests(draw):
    codes = draw(st.lists(st.sampled_from([f"slot-{id}" for id in range(1, 6)]), min_size=1, max_size=6))
    asked = [SlotRequest(f"at-{place}", code, draw(st.none() | sizes)) for place, code in enumerate(codes)]
    return Request(
        slots=tuple(asked),
        page=PageFacts(
            path="/a/b/",
            page_type=draw(st.sampled_from((None, "article"))),
            sections=draw(sections),
            tags=draw(tags),
            exclude_labels=draw(labels),
            no_ads=draw(st.sampled_from((False, False, False, True))),
        ),
        width=draw(st.none() | st.sampled_from((390, 728))),
        grants=draw(st.sampled_from((frozenset(), frozenset({Need.SCRIPT}), frozenset(Need)))),
        device=draw(st.sampled_from(Device)),
        on_page=tuple(draw(st.lists(st.builds(OnPage, st.integers(1, 12), st.integers(1, 6)), max_size=2))),
    )


times = st.integers(-4, 4).map(lambda hours: NOON + hours * HOUR)


def decide_(shot, request, now, credits, *, explain=False):
    from ads.decision.engine import decide

    return decide(shot, request, now=now, call_id=7, credits=credits, explain=explain)


@settings(max_examples=25, deadline=None)
@given(snapshots(), st.lists(st.tuples(requests(), times), min_size=1, max_size=4))
def test_random_pages_keep_every_rule(shot, views):
    credits = Credits()
    for request, now in views:
        plain = decide_(shot, request, now, credits)
        explained = decide_(shot, request, now, credits, explain=True)
        assert explained._replace(reasons={}) == plain
        assert decide_(shot, request, now, credits) == plain
        check_page(shot, request, now, plain)
        check_reasons(shot, request, explained)
        credits.apply(plain.credit_moves)
    for key, balances in credits.values.items():
        assert sum(balances.values()) + credits.clamped.get(key, 0) == 0


def check_page(shot, request, now, decision):
    assert list(decision.choices) == [asked.id for asked in request.slots]
    known = [shot.line_items[ad.line_item] for ad in request.on_page if ad.line_item in shot.line_items]
    served = [choice for choice in decision.choices.values() if choice and choice.line_item]
    for place, choice in enumerate(served):
        item = choice.line_item
        assert item.blocked is None
        assert item.id not in shot.broken
        assert item.starts_at is None or item.starts_at <= now
        assert item.ends_at is None or now < item.ends_at
        assert choice.creative.blocked is None
        assert choice.creative.format in choice.slot.formats
        assert choice.creative.id in {use.creative for use in item.creatives}
        assert set(item.exclusion_labels).isdisjoint(request.page.exclude_labels)
        assert not request.page.no_ads
        later = served[place + 1 :]
        others = [each.line_item for each in served[:place] + later] + known
        for other in others:
            if other.advertiser != item.advertiser:
                assert set(other.exclusion_labels).isdisjoint(item.exclusion_labels)
        if choice.slot.page_repeat is not PageRepeat.ALLOW:
            assert item not in known
            repeats = [
                each
                for each in later
                if each.slot.page_repeat is not PageRepeat.ALLOW
                and (each.line_item is not item or item.id not in shot.roadblocks)
            ]
            assert item.id not in {each.line_item.id for each in repeats}
            assert choice.creative.id not in {each.creative.id for each in repeats}
    for item in {choice.line_item.id: choice.line_item for choice in served}.values():
        if item.roadblock is Roadblock.ALL:
            asked = [each for each in request.slots if each.slot in shot.slots]
            own = [each for each in asked if shot.slots[each.slot].row.id in item.slots]
            filled = [id for id, choice in decision.choices.items() if choice and choice.line_item is item]
            assert filled == [each.id for each in own]
            assert len({each.slot for each in own}) > 1
            assert not request.on_page
    if request.page.no_ads:
        assert not any(decision.choices.values())
        assert decision.reserve == {}


def check_reasons(shot, request, decision):
    """Exactly the served are without a reason, and the bitmaps agree with the rules one by one."""
    for asked in request.slots:
        if asked.slot not in shot.slots:
            assert asked.id not in decision.reasons
            continue
        choice = decision.choices[asked.id]
        rows = decision.reasons[asked.id]
        winner = choice.line_item.id if choice and choice.line_item else None
        assert [row.line_item for row in rows if row.reason is None] == ([winner] if winner else [])
        wrongly_broken = [
            row for row in rows if row.reason is Reason.RULE_BROKEN and row.line_item not in shot.broken
        ]
        assert wrongly_broken == []


@settings(max_examples=15, deadline=None)
@given(snapshots(), requests(), times)
def test_a_new_snapshot_of_the_same_rows_decides_the_same(shot, request, now):
    again = compile_snapshot(
        [slot.row for slot in shot.slots.values()],
        reversed(list(shot.line_items.values())),
        shot.creatives.values(),
        version=1,
        zone=JAKARTA,
    )
    assert decide_(again, request, now, Credits()) == decide_(shot, request, now, Credits())


def test_the_engine_loads_no_django():
    code = "import sys, ads.decision.engine; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
