"""Sorts events into what counts and the classes of what does not; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from crawlerdetect import CrawlerDetect
from crawleruseragents import CRAWLER_PATTERNS

from ads.counting.models import EventClass, EventFlag, EventType
from ads.tokens import AgentClass, Token

ACCEPTED_FOR = {
    EventType.IMPRESSION: timedelta(hours=1),
    EventType.VIEWABLE: timedelta(hours=1),
    EventType.CLICK: timedelta(hours=24),
}
# How long after the decision its ad may still be drawn.
RENDER_WITHIN = timedelta(seconds=120)
# Servers disagree by seconds; a decision of tomorrow is no decision of ours.
CLOCK_TOLERANCE = timedelta(minutes=5)
AGENT_LENGTH = 512
# No reader sees an ad and clicks on it in half a second, and a view takes one.
FASTEST_CLICK = timedelta(seconds=0.5)
FASTEST_VIEW = timedelta(seconds=1)
SHORTEST_VIEW_MS = 1_000

_PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
HEADERS = ("User-Agent", *_PREFETCH_HEADERS)
"""All that are read."""
_PREFETCH_WORDS = ("prefetch", "prerender", "preview")
_crawler_detect = CrawlerDetect()


@dataclass(frozen=True, slots=True)
class Sender:
    """What the headers tell about the client that sent an event."""

    is_bot: bool = False
    is_prefetch: bool = False
    is_datacentre: bool = False
    is_staff: bool = False

    @property
    def is_machine(self) -> bool:
        return self.is_bot or self.is_prefetch or self.is_datacentre


def sender_of(headers: Mapping[str, str]) -> Sender:
    """Judge a client by its request headers."""
    return Sender(is_bot=is_bot(headers.get("User-Agent", "")), is_prefetch=is_prefetch(headers))


def is_prefetch(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks ahead of a visit that may never come."""
    stated = [headers[name].lower() for name in _PREFETCH_HEADERS if name in headers]
    return any(word in each for each in stated for word in _PREFETCH_WORDS)


def is_bot(agent: str) -> bool:
    """Whether either list of crawlers knows the agent; an empty or unknown agent is a reader's."""
    return _is_bot(agent[:AGENT_LENGTH])


@lru_cache(maxsize=4096)
def _is_bot(agent: str) -> bool:
    return bool(CRAWLER_PATTERNS.case_sensitive.search(agent)) or _crawler_detect.is_crawler(agent)


@lru_cache(maxsize=4096)
def _agent_class(agent: str) -> AgentClass:
    if _is_bot(agent):
        return AgentClass.BOT
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobile" not in agent):
        return AgentClass.TABLET
    if "Mobi" in agent or "iPhone" in agent or "Opera Mini" in agent:
        return AgentClass.MOBILE
    if any(system in agent for system in ("Windows", "Macintosh", "X11", "CrOS")):
        return AgentClass.DESKTOP
    return AgentClass.OTHER


def agent_class(agent: str) -> AgentClass:
    """Phone, tablet, desktop or bot by the name the agent gives itself."""
    return _agent_class(agent[:AGENT_LENGTH])


def flags_of(
    token: Token,
    event_type: EventType,
    agent: str,
    *,
    now: datetime,
    in_view_ms: int | None = None,
    is_burst: bool = False,
) -> list[EventFlag]:
    """What is odd about an event that counts all the same: many readers share an address and a browser."""
    odd = []
    claimed = agent_class(agent)
    if AgentClass.OTHER not in (claimed, token.agent_class) and claimed != token.agent_class:
        odd.append(EventFlag.AGENT_MISMATCH)
    if event_type == EventType.CLICK and now - token.decided_at < FASTEST_CLICK:
        odd.append(EventFlag.TOO_FAST)
    if event_type == EventType.VIEWABLE and now - token.decided_at < FASTEST_VIEW:
        odd.append(EventFlag.TOO_FAST)
    if event_type == EventType.VIEWABLE and in_view_ms is not None and in_view_ms < SHORTEST_VIEW_MS:
        odd.append(EventFlag.HIDDEN)
    if is_burst:
        odd.append(EventFlag.RATE)
    return odd


def classify(
    token: Token, event_type: EventType, sender: Sender, *, now: datetime, stopped_at: datetime | None = None
) -> EventClass:
    """The class of one event whose token is genuine; the first that fits.

    `stopped_at` is when somebody stopped the line item for good.
    """
    if token.decided_at > now + CLOCK_TOLERANCE:
        return EventClass.WRONG_EVENT
    if now - token.decided_at > ACCEPTED_FOR[event_type]:
        return EventClass.EXPIRED
    if sender.is_bot:
        return EventClass.BOT
    if sender.is_prefetch:
        return EventClass.PREFETCH
    if sender.is_datacentre:
        return EventClass.DATACENTRE
    if sender.is_staff:
        return EventClass.STAFF
    if token.is_preview:
        return EventClass.PREVIEW
    if stopped_at is not None and (token.decided_at >= stopped_at or now > stopped_at + RENDER_WITHIN):
        return EventClass.STOPPED
    return EventClass.ACCEPTED
