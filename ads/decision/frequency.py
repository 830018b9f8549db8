"""How often a reader has seen a line item, by what the client says; it can only keep something back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ads.decision.types import FrequencyCap, LineItemRow, Reason, Snapshot

Key = tuple[str, int]
"""What a cap counts: the scope and its id."""

NOBODY: Mapping[int, Reason] = {}

SCOPES = ("line_item", "campaign", "advertiser")


def keys_of(item: LineItemRow) -> tuple[Key, Key, Key]:
    """In the order of `SCOPES`."""
    return ("line_item", item.id), ("campaign", item.campaign), ("advertiser", item.advertiser)


def by_key(items: Iterable[LineItemRow]) -> dict[Key, list[tuple[int, FrequencyCap]]]:
    """Each cap, with its line item, under what it counts."""
    found: dict[Key, list[tuple[int, FrequencyCap]]] = defaultdict(list)
    for item in items:
        keys = dict(keys_of(item))
        for cap in item.frequency_caps:
            found[cap.scope, keys[cap.scope]].append((item.id, cap))
    return dict(found)


def remember_for(snapshot: Snapshot, item: LineItemRow) -> int:
    """Seconds for which a client has to know that it was seen: the longest cap that counts it, or 0."""
    caps = snapshot.frequency
    if not caps:
        return 0
    return max((cap.seconds for key in keys_of(item) for _, cap in caps.get(key, ())), default=0)


def refused(
    snapshot: Snapshot,
    seen: Sequence[tuple[int, int]] | None,
    standing: Sequence[LineItemRow],
    chosen: Sequence[LineItemRow],
) -> Mapping[int, Reason]:
    """Line items that this reader has had often enough. `seen`: line item and seconds ago.

    Where nobody knows what was seen, what has a cap stands at most once on a page.
    """
    caps = snapshot.frequency
    if not caps:
        return NOBODY
    if seen is None:
        here = {key for item in standing for key in keys_of(item)}
        return {id: Reason.SEEN_UNKNOWN for key in here for id, _ in caps.get(key, ())}
    ages: dict[Key, list[int]] = defaultdict(list)
    views = [(snapshot.line_items.get(id), age) for id, age in seen] + [(item, 0) for item in chosen]
    for item, age in views:
        for key in keys_of(item) if item is not None else ():
            if key in caps:
                ages[key].append(age)
    return {
        id: Reason.FREQUENCY_CAP
        for key, had in ages.items()
        for id, cap in caps[key]
        if sum(age < cap.seconds for age in had) >= cap.count
    }
