"""The engine with its bitmaps and memos beside a plain loop over every candidate: the same page."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ads.decision import eligibility, page, rotation, situation, targeting
from ads.decision.rotation import PASS, Balances, Credits
from ads.decision.types import Roadblock, Standing, Tier
from tests.unit.decision.test_invariants import decide_, requests, snapshots, times


@settings(max_examples=40, deadline=None)
@given(
    snapshots(roadblocks=st.just(Roadblock.NONE)),
    st.lists(st.tuples(requests(), times), min_size=1, max_size=5),
)
def test_the_engine_chooses_what_a_plain_loop_chooses(shot, views):
    """Views are asked twice, so that the second time meets warm memos."""
    credits, plain = Credits(), {}
    for request, now in [*views, *views]:
        decision = decide_(shot, request, now, credits)
        credits.apply(decision.credit_moves)
        served = {
            id: (choice.line_item.id, choice.creative.id)
            for id, choice in decision.choices.items()
            if choice and choice.line_item
        }
        assert served == plain_page(shot, request, now, plain)
    assert {key: dict(balances) for key, balances in credits.values.items()} == plain


def plain_page(shot, request, now, credits):
    here = situation.situation(request, now, shot.zone)
    standing = page.standing_from(shot, request.on_page)
    served = {}
    slots = [(asked.id, shot.slots[asked.slot], asked) for asked in request.slots if asked.slot in shot.slots]
    rooms = {id: targeting.room(slot.index, here, request.width, asked.sizes) for id, slot, asked in slots}
    for tier in Tier:
        turns = [
            (id, slot, passing)
            for id, slot, _ in slots
            if rooms[id] is not None and (passing := passing_of(shot, slot, here, tier, rooms[id].sizes))
        ]
        for id, slot, passing in sorted(turns, key=precedence):
            if id not in served:
                winner = plain_turn(slot, passing, tier, rooms[id].sizes, here, standing, credits)
                if winner is not None:
                    served[id] = winner[0].id, winner[1]
                    standing.append(Standing(*winner))
    return served


def precedence(turn):
    _, _, passing = turn
    return not any(item.exclusive for item in passing), len(passing)


def passing_of(shot, slot, here, tier, sizes):
    of_tier = [item for item in slot.candidates if item.tier is tier]
    return [
        item
        for item in of_tier
        if eligibility.reason_against(eligibility.Case(item, slot.row, sizes, here, shot)) is None
    ]


def plain_turn(slot, passing, tier, sizes, here, standing, credits):
    def artworks(item):
        shown = slot.index.artworks[slot.candidates.index(item)]
        return page.servable(slot.row, shown, standing, sizes, here)

    allowed = {
        item.id: item
        for item in passing
        if page.reason_against(slot.row, item, artworks(item), standing) is None
    }
    if not allowed:
        return None
    if any(item.exclusive for item in allowed.values()):
        allowed = {id: item for id, item in allowed.items() if item.exclusive}
    weights = [rotation.weight_of(item) for item in allowed.values()]
    winner = plain_pick(credits, (slot.row.id, tier.value), rotation.members(tier, list(allowed), weights))
    if winner == PASS:
        return None
    item = allowed[winner]
    uses = [(each.creative.id, each.weight) for each in artworks(item)]
    creatives = rotation.creative_members(item.rotation, uses)
    return item, plain_pick(credits, (item.id, slot.row.id), creatives)


def plain_pick(credits, key, members):
    if len(members.ids) == 1:
        return members.ids[0]
    balances = credits.setdefault(key, {})
    winner, after, _ = rotation.pick(members, Balances(balances))
    balances.update(zip(members.ids, after, strict=True))
    return members.ids[winner]
