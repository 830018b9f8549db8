"""Takes what clients report: genuine events to the ledger, forged ones to a counter, clicks onward."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError

from ads import datacentres, tokens
from ads.counting import ledger, statistics, traffic
from ads.counting.ledger import Reported
from ads.counting.models import EventFlag, EventType
from ads.counting.traffic import Sender
from ads.delivery import bursts, snapshot
from ads.delivery.rows import Artwork
from ads.delivery.serve import signing_keys
from ads.delivery.snapshot import Live, SnapshotMissing
from ads.models import Creative
from ads.rules.destinations import expand
from ads.tokens import InvalidToken, Token

log = logging.getLogger("warta.events")

CLICK_SECONDS = 0.05
NO_FLAG = EventFlag(0)


class Sent(NamedTuple):
    """The text of a token and what is said to have happened."""

    token: str
    type: EventType
    ms: int | None = None  # how long it has stood in view, as the client tells


class UnknownClick(Exception):
    """The token is not ours, or nothing is known of its creative."""

    code = "unknown_click"


def sender_of(headers: Mapping[str, str], address: str, *, now: datetime) -> Sender:
    """Who sends, by the headers and by the networks that the desk listed; the address is kept nowhere."""
    live = _live(now)
    told = traffic.sender_of(headers)
    return Sender(
        is_bot=told.is_bot,
        is_prefetch=told.is_prefetch,
        is_datacentre=datacentres.hold(address) or (live is not None and live.datacentres.hold(address)),
        is_staff=live is not None and live.staff.hold(address),
    )


def receive(
    sent: Sequence[Sent], *, sender: Sender, now: datetime, agent: str = "", address: str = ""
) -> None:
    """Judge the events and commit what is genuine; raises NotDurable for the whole batch."""
    keys = signing_keys()
    genuine = [(token, event) for event in sent if (token := _read(event.token, keys)) is not None]
    statistics.count("forged_token", len(sent) - len(genuine))
    is_burst = bursts.is_burst(len(genuine), address=address, agent=agent, now=now)
    flagged = [
        (token, event.type, _flags(token, event.type, agent, now=now, in_view_ms=event.ms, is_burst=is_burst))
        for token, event in genuine
    ]
    ledger.accept(list(_reported(flagged, now)), sender=sender, now=now)


def click(text: str, *, sender: Sender, now: datetime, agent: str = "", address: str = "") -> str:
    """Count the click and say where it leads; raises UnknownClick and NotDurable.

    The reader does not wait for a database that is slow: the click is spooled then.
    """
    token = read(text)
    if token is None:
        statistics.count("forged_token")
        raise UnknownClick
    target = expand(destination(token, now=now), _values(token, now), frontend=settings.FRONTEND_URL)
    is_burst = bursts.is_burst(1, address=address, agent=agent, now=now)
    flags = _flags(token, EventType.CLICK, agent, now=now, is_burst=is_burst)
    clicked = list(_reported([(token, EventType.CLICK, flags)], now))
    ledger.accept(clicked, sender=sender, now=now, within=CLICK_SECONDS)
    return target


def _flags(token: Token, event_type: EventType, agent: str, **told: Any) -> EventFlag:
    """Oddities are a metric, of repeats too, and stand in the event's row; they change no class."""
    flags = NO_FLAG
    for flag in traffic.flags_of(token, event_type, agent, **told):
        statistics.count(f"flag_{flag.code}")
        flags |= flag
    return flags


def _values(token: Token, now: datetime) -> dict[str, object]:
    """What the macros of a destination stand for; a booking that is long gone names no campaign."""
    live = _live(now)
    snapshot_ = live.snapshot if live else None
    line_item = snapshot_.line_items.get(token.line_item) if snapshot_ else None
    return {
        "line_item": token.line_item,
        "campaign": line_item.campaign if line_item else "",
        "creative": token.creative,
        "slot": snapshot_.slot_codes.get(token.slot, "") if snapshot_ else "",
        "device": token.agent_class.name.lower(),
        "timestamp": int(now.timestamp()),
    }


def read(text: str) -> Token | None:
    """The token, or None for one that nobody here signed."""
    return _read(text, signing_keys())


def _read(text: str, keys: Sequence[bytes]) -> Token | None:
    try:
        return tokens.verify(text, keys=keys)
    except InvalidToken:
        return None


def destination(token: Token, *, now: datetime) -> str:
    """Where the revision that was shown leads, from memory where possible; raises UnknownClick."""
    live = _live(now)
    key = (token.creative, token.creative_revision)
    target = live.destinations.get(key) if live else None
    return target or _replaced_destination(token) or _present_destination(live, token)


def _replaced_destination(token: Token) -> str | None:
    """Of an approved revision that was replaced before this process began."""
    try:
        creative = Creative.objects.filter(pk=token.creative).first()
        revision = creative and creative.revisions.filter(pk=token.creative_revision).first()
    except DatabaseError as error:
        log.warning("destination not read: %s", type(error).__name__)
        return None
    content = revision.content if revision else {}
    stored = (json.loads(content) if isinstance(content, str) else content).get("destination_url")
    return stored if isinstance(stored, str) else None


def _present_destination(live: Live | None, token: Token) -> str:
    row = live.snapshot.creatives.get(token.creative) if live else None
    if row is None or not isinstance(row.payload, Artwork):
        raise UnknownClick
    return row.payload.destination


def _reported(genuine: Iterable[tuple[Token, EventType, EventFlag]], now: datetime) -> Iterable[Reported]:
    live = _live(now)
    stops = live.stops if live else {}
    return (
        Reported(token, event_type, stops.get(token.line_item), int(flags))
        for token, event_type, flags in genuine
    )


def _live(now: datetime) -> Live | None:
    try:
        return snapshot.current(now=now)
    except SnapshotMissing:
        return None
