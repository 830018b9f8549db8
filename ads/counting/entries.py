"""One event as the ledger will hold it: judged, not yet written; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from ads.counting.accounting import hour_of
from ads.counting.models import WEAK_CLASSES, EventClass, EventType
from ads.counting.traffic import Sender, classify
from ads.tokens import Token

Key = tuple[date, str, int]
"""Day of the decision, decision id, event type."""


class Reported(NamedTuple):
    """One event as a client sent it, its token already verified."""

    token: Token
    type: EventType
    stopped_at: datetime | None = None  # when somebody stopped the line item for good
    flags: int = 0  # sum of `EventFlag`


@dataclass(slots=True)
class Entry:
    """A row of the ledger in plain values: a model would cost more than all that is done with it."""

    decided_on: date
    decision_id: str
    type: int
    event_class: int
    is_billable: bool
    decided_at: datetime
    received_at: datetime
    counted_on: date
    counted_hour: datetime
    line_item: int
    creative: int
    creative_revision: int
    slot: int
    page_view: int
    device: int
    is_refresh: bool
    is_late: bool = False
    rate: int = 0
    flags: int = 0
    sequence: int = 0

    @property
    def key(self) -> Key:
        return self.decided_on, self.decision_id, self.type


class Classed(Protocol):
    """An event in the ledger or on its way there."""

    event_class: int


def judge(reported: Reported, *, sender: Sender, now: datetime) -> Entry:
    """What the ledger will say of the event; its gates decide when it is written whether it is billed."""
    token, event_type, stopped_at, flags = reported
    event_class = classify(token, event_type, sender, now=now, stopped_at=stopped_at)
    decided_hour = hour_of(token.decided_at)
    counted_hour = hour_of(now) if event_type == EventType.CLICK else decided_hour
    return Entry(
        decided_hour.date(),
        token.decision_id,
        int(event_type),
        int(event_class),
        may_be_billed(token, event_class),
        token.decided_at,
        now,
        counted_hour.date(),
        counted_hour,
        token.line_item,
        token.creative,
        token.creative_revision,
        token.slot,
        signed(token.page_view),
        int(token.agent_class),
        token.is_refresh,
        flags=flags,
    )


def may_be_billed(token: Token, event_class: EventClass) -> bool:
    """Whether somebody may pay for the event; its gates decide when it is written."""
    return event_class == EventClass.ACCEPTED and not token.is_house


def signed(number: int) -> int:
    """64 unsigned bits as the signed number that a database column holds."""
    return number - 2**64 if number >= 2**63 else number


def is_weaker(held: Classed, offered: Classed) -> bool:
    """Whether the row is a machine's and the event of the same key a reader's, which replaces it."""
    return held.event_class in WEAK_CLASSES and offered.event_class == EventClass.ACCEPTED


def strongest(entries: Iterable[Entry]) -> dict[Key, Entry]:
    """One entry a key: the first, unless a reader's event follows a machine's."""
    kept: dict[Key, Entry] = {}
    for entry in entries:
        held = kept.setdefault(entry.key, entry)
        if held is not entry and is_weaker(held, entry):
            kept[entry.key] = entry
    return kept
