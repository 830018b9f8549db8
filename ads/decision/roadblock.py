"""Line items that take all of their slots of a page together, or none."""

from __future__ import annotations

from ads.decision import targeting
from ads.decision.call import Call
from ads.decision.plan import Opening, Turn


def stand(call: Call, turns: list[Turn], openings: list[Opening]) -> set[str]:
    """Each roadblock of a tier that could have all of its slots takes part once, in the first of them, with
    the right that it has there; if it wins, all are its own.

    Gives the ids of the slots that this round has settled, the ones it leaves to the next tier included.
    """
    settled: set[str] = set()
    tried: set[int] = set()
    for turn in turns:
        _, _, id, _, _, contest = turn
        if not contest.roadblocks or call.choices[id] is not None:
            continue
        whole = {
            line_item: own
            for place in targeting.bits_of(contest.roadblocks)
            if (line_item := contest.ids[place]) not in tried
            and (own := _whole(call, line_item, turns, openings))
        }
        if whole:
            settled.add(id)
            tried.update(whole)
            call.fill(turn, whole)
    return settled


def _whole(call: Call, line_item: int, turns: list[Turn], openings: list[Opening]) -> list[Turn]:
    """The turns of a roadblock in all of its slots that were asked for; none if it is incomplete."""
    slots = call.snapshot.roadblocks[line_item]
    asked = [opening for opening in openings if opening.slot.row.id in slots]
    own = [turn for turn in turns if _may_join(call, line_item, turn)]
    is_whole = len(own) == len(asked) and len({opening.slot.row.id for opening in asked}) > 1
    return own if is_whole and call.leases_left(line_item) >= len(own) else []


def _may_join(call: Call, line_item: int, turn: Turn) -> bool:
    _, _, id, slot, room, contest = turn
    if call.choices[id] is not None or line_item not in contest.ids:
        return False
    return bool(call.allowed(slot, room, contest) >> contest.ids.index(line_item) & 1)
