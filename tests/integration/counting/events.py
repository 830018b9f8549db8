"""Tokens and events for the tests of the ledger."""

from datetime import UTC, datetime

from ads.counting.ledger import Reported, accept
from ads.counting.models import AdEvent, EventClass, EventType
from ads.counting.traffic import Sender
from ads.tokens import AgentClass, Token

NOON = datetime(2026, 8, 17, 5, 0, tzinfo=UTC)  # in Jakarta
READER = Sender()
BOT = Sender(is_bot=True)
PREFETCH = Sender(is_prefetch=True)


def token(call_id: int = 1, *, decided_at: datetime = NOON, **fields: object) -> Token:
    facts: dict[str, object] = {
        "ordinal": 0,
        "line_item": 12,
        "creative": 34,
        "creative_revision": 56,
        "slot": 7,
        "page_view": 2**64 - 1,
        "agent_class": AgentClass.MOBILE,
    }
    return Token(decided_at=decided_at, call_id=call_id, **{**facts, **fields})  # type: ignore[arg-type]


def report(
    *tokens: Token, of: EventType = EventType.IMPRESSION, sender: Sender = READER, now: datetime = NOON
) -> None:
    """Send one event of each token in one batch."""
    accept([Reported(one, of) for one in tokens], sender=sender, now=now)


def classes() -> list[EventClass]:
    """The classes of the rows, oldest first."""
    return [
        EventClass(value) for value in AdEvent.objects.order_by("id").values_list("event_class", flat=True)
    ]
