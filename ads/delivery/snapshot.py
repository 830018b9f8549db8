"""What is approved, as the frozen snapshot that decisions are made from; swapped whole when it changed."""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from ads.counting.accounting import zone
from ads.counting.audiences import Value
from ads.decision.compile import compile_snapshot
from ads.decision.types import Dimension, Snapshot
from ads.delivery import frames, rows
from ads.delivery.frames import Frame
from ads.delivery.rows import Goal, Revision, SlotFacts
from ads.rules.networks import Networks
from runtime import versions

VERSION = "ads"
DESTINATIONS_KEPT = 10_000
MOST_WATCHED = 200
"""Each is a counter of its own."""

log = logging.getLogger("warta.snapshot")


class SnapshotMissing(Exception):
    """This process has never reached the database, so it knows no slot."""

    code = "snapshot_missing"


@dataclass(frozen=True, slots=True)
class Live:
    """One version of everything that answers about slots need; no query is behind any of it."""

    snapshot: Snapshot
    slots: tuple[SlotFacts, ...]
    stops: Mapping[int, datetime] = field(repr=False)  # line item -> when it was stopped for good
    destinations: Mapping[Revision, str] = field(repr=False)  # of this version and of those before it
    goals: Mapping[int, Goal] = field(default_factory=dict, repr=False)  # of line items that are paced
    key_names: frozenset[str] = frozenset()  # of key-values that are heeded
    datacentres: Networks = field(default_factory=Networks, repr=False)
    staff: Networks = field(default_factory=Networks, repr=False)
    places: frozenset[str] = frozenset()  # countries and provinces that a booking names
    watched: frozenset[Value] = frozenset()  # these, and the key-values that one names
    frames: Mapping[Revision, Frame] = field(default_factory=dict, repr=False)  # of what may be shown now
    shapes: dict[Any, Any] = field(default_factory=dict, repr=False)  # a memo of whoever shapes the answers

    @property
    def version(self) -> int:
        return self.snapshot.version


_live: Live | None = None
_loading = threading.Lock()


def current(*, now: datetime) -> Live:
    """The newest snapshot this process can have; the last one while the database is away.

    Costs no query while nothing changed. Raises SnapshotMissing.
    """
    held = _live
    if held is not None and held.version == _wanted_version(held):
        return held
    # Whoever comes while another thread loads goes on with what there is.
    if _loading.acquire(blocking=held is None):
        try:
            return _reload(now)
        finally:
            _loading.release()
    return held if held is not None else current(now=now)


def load(*, now: datetime, former: Live | None = None) -> Live:
    """Read the approved rows and compile them; `former` hands on the destinations of replaced revisions."""
    # Read before the rows: a change in between makes this snapshot old at once, never stale for ever.
    version = versions.read(VERSION)
    read = rows.read(now=now)
    snapshot = compile_snapshot(read.slots, read.line_items, read.creatives, version=version, zone=zone())
    watched = frozenset(sorted(set(_named(snapshot)))[:MOST_WATCHED])
    kept = list((former.destinations if former else {}).items())[-DESTINATIONS_KEPT:]
    return Live(
        snapshot=snapshot,
        slots=read.slot_facts,
        stops=read.stops,
        goals=read.goals,
        key_names=read.key_names,
        datacentres=read.datacentres,
        staff=read.staff,
        places=frozenset(each.value for each in _named(snapshot) if each.dimension == Dimension.GEO),
        watched=watched,
        destinations={**dict(kept), **read.destinations},
        frames=read.frames,
    )


def _named(snapshot: Snapshot) -> Iterator[Value]:
    """What bookings ask of readers' places and of key-values."""
    rules = [row.targeting for row in snapshot.line_items.values() if row.id not in snapshot.broken]
    for rule in rules:
        for modes in (rule.any_of, rule.none_of):
            for dimension in (Dimension.GEO, Dimension.KEY_VALUE):
                yield from (Value(dimension.value, value) for value in modes.get(dimension, ()))


def forget() -> None:
    """As a process that has just started."""
    global _live
    _live = None
    frames.forget()


def _wanted_version(held: Live) -> int:
    try:
        return versions.current(VERSION)
    except DatabaseError:
        return held.version


def _reload(now: datetime) -> Live:
    global _live
    held = _live
    if held is not None and held.version == _wanted_version(held):
        return held
    try:
        _live = fresh = load(now=now, former=held)
    except DatabaseError as error:
        log.warning("snapshot not loaded: %s", type(error).__name__)
        if held is None:
            raise SnapshotMissing from error
        return held
    return fresh
