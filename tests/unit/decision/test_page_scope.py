"""Slots that only some pages have."""

from __future__ import annotations

import pytest

from ads.decision.types import Reason, Roadblock, Targeting
from tests.unit.decision.booking import ask, chosen, creative, item, reasons, request, slot, snapshot

NEWS = Targeting(any_of={"section": ("news",)})


@pytest.mark.parametrize(
    ("scope", "facts", "expected"),
    [
        (NEWS, {"sections": ("news", "politics")}, None),
        (NEWS, {"sections": ("sport",)}, Reason.SECTION),
        (NEWS, {}, Reason.SECTION),
        (Targeting(none_of={"section": ("news",)}), {"sections": ("news",)}, Reason.SECTION),
        (Targeting(none_of={"section": ("news",)}), {}, None),
        (Targeting(any_of={"page": ("/a/*",)}), {"path": "/a/b/"}, None),
        (Targeting(any_of={"page": ("/a/*",)}), {"path": "/c/"}, Reason.PAGE),
        (Targeting(any_of={"page_type": ("article",)}), {"path": "/a/", "page_type": "article"}, None),
        (Targeting(any_of={"page_type": ("article",)}), {"path": "/a/", "page_type": "home"}, Reason.PAGE),
        (Targeting(any_of={"page_type": ("article",)}), {"sections": ("news",)}, Reason.PAGE),
    ],
)
def test_a_slot_is_where_its_scope_says(scope, facts, expected):
    shot = snapshot(item(1), slots=[slot(scope=scope)])
    decision = ask(shot, request(**facts))
    assert (chosen(decision), decision.absent) == ((1, ()) if expected is None else (None, ("slot-1",)))
    assert reasons(shot, request(**facts)) == {1: expected}


def test_where_it_is_not_nothing_is_reserved_shown_or_warned_of():
    shot = snapshot(
        slots=[slot(scope=NEWS, fallback_creative=9)],
        creatives=[creative(9)],
    )
    decision = ask(shot, request(sections=("sport",)))
    assert (decision.choices, decision.reserve, decision.warnings) == ({"slot-1": None}, {}, ())
    assert ask(shot, request(sections=("news",))).choices["slot-1"].fallback


def test_a_roadblock_needs_only_the_slots_that_the_page_has():
    slots = [slot(1), slot(2), slot(3, scope=NEWS)]
    block = item(1, slots=(1, 2, 3), roadblock=Roadblock.ALL)
    decision = ask(snapshot(block, slots=slots), request("slot-1", "slot-2", "slot-3"))
    assert [chosen(decision, f"slot-{id}") for id in (1, 2, 3)] == [1, 1, None]
