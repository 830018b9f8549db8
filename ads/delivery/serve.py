"""Decides for a page view: asks the engine under the lock of the credits, signs what was chosen."""

import hashlib
import random
import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from ads import places, tokens
from ads.counting import audiences, statistics
from ads.counting.accounting import hour_of
from ads.counting.audiences import Value
from ads.counting.statistics import Answered
from ads.decision import engine
from ads.decision.rotation import UNIT, Credits
from ads.decision.types import (
    Choice,
    Device,
    Need,
    OnPage,
    PageDecision,
    PageFacts,
    Request,
    SlotRequest,
    Tier,
)
from ads.delivery import snapshot, traces
from ads.delivery.leasing import Leasing
from ads.delivery.pace import Pace
from ads.delivery.snapshot import Live
from ads.tokens import AgentClass, InvalidToken, Seal, Token
from runtime import clock, keys

DEVICES = {
    AgentClass.MOBILE: Device.MOBILE,
    AgentClass.TABLET: Device.TABLET,
    AgentClass.DESKTOP: Device.DESKTOP,
}
UNKNOWN_PAGE = PageFacts()
SCRIPT_ALONE = frozenset({Need.SCRIPT})
_PAGE_VIEW = re.compile(r"[0-9a-f]{16}", re.ASCII)


class Asking(NamedTuple):
    """One call as the HTTP side understood it."""

    slots: tuple[SlotRequest, ...]
    page: PageFacts = UNKNOWN_PAGE
    page_view: str | None = None  # as an earlier call answered it
    on_page: tuple[str, ...] = ()  # tokens of what already stands on the page
    replaces: tuple[str, ...] = ()  # tokens of what stands there and makes room for this call's answer
    width: int | None = None
    seen: tuple[tuple[int, int], ...] | None = None  # line item, seconds ago; None: nobody knows
    agent_class: AgentClass = AgentClass.OTHER
    address: str = ""  # of the reader; only looked up, never kept
    places: tuple[str, ...] | None = None  # where the reader is thought to be, instead of the address
    grants: frozenset[Need] = SCRIPT_ALONE  # what the reader allows creatives
    is_preview: bool = False  # asked for by a page that is not published: never billed
    explain: bool = False
    at: datetime | None = None  # decide for another moment; nothing is signed or counted


class Answer(NamedTuple):
    """The decision and what was signed for it."""

    live: Live
    decision: PageDecision
    page_view: str
    tokens: dict[str, str]  # by request id; fallbacks, empty slots and rehearsals have none
    forged_on_page: int


class Desk:
    """Credits and leases of this process behind one lock."""

    def __init__(self, *, warm_picks: int) -> None:
        self._credits = Credits(warm_picks=warm_picks)
        self._lock = threading.Lock()
        self.leasing = Leasing(self._credits, self._lock)
        self.pace = Pace(self.leasing, self._lock)

    def decide(
        self, live: Live, request: Request, *, now: datetime, call_id: int, explain: bool = False
    ) -> PageDecision:
        self._keep_up(live, now)
        with self._lock:
            self.leasing.begin_day(now)
            decision = engine.decide(
                live.snapshot, request, now=now, call_id=call_id, credits=self._credits, explain=explain
            )
            self._credits.apply(decision.credit_moves)
            self.pace.note(decision, now=now)
            if decision.taken:
                self._credits.take(decision.taken)
                self.leasing.spend(decision.taken, now=now)
        return decision

    def _keep_up(self, live: Live, now: datetime) -> None:
        self.leasing.keep_up(live.version, live.snapshot.line_items, now=now)
        self.pace.keep_up(live.version, live.goals, now=now)

    def rehearse(
        self, live: Live, request: Request, *, now: datetime, call_id: int, explain: bool
    ) -> PageDecision:
        """The same decision, but nobody pays for it."""
        self._keep_up(live, clock.now())
        with self._lock:
            return engine.decide(
                live.snapshot, request, now=now, call_id=call_id, credits=self._credits, explain=explain
            )

    def replica(self, live: Live) -> Credits:
        """Credits of nobody's, under the limits of now: to play pages with that no reader sees."""
        self._keep_up(live, clock.now())
        with self._lock:
            return Credits(limits=self._credits.limits)


_desk: Desk | None = None
_opening = threading.Lock()


def decide(asking: Asking, *, now: datetime) -> Answer:
    """Fill the slots of one call. Raises SnapshotMissing."""
    live = snapshot.current(now=now)
    standing, replaced = read_on_page(asking.on_page), read_on_page(asking.replaces)
    request = request_of(asking, live, [token for token in standing if token not in replaced])
    forged = len(asking.on_page) + len(asking.replaces) - len(standing) - len(replaced)
    call_id = _number()
    page_view = asking.page_view or f"{_number():016x}"
    if asking.explain or asking.at is not None:
        decision = desk().rehearse(
            live, request, now=asking.at or now, call_id=call_id, explain=asking.explain
        )
        return Answer(live, decision, page_view, {}, forged)
    is_traced = traces.is_due(live, asking.slots, call_id=call_id)
    decision = desk().decide(live, request, now=now, call_id=call_id, explain=is_traced)
    refreshed = frozenset(token.slot for token in (*standing, *replaced))
    signed = sign(
        decision,
        page_view=page_view,
        agent=asking.agent_class,
        refreshed=refreshed,
        is_preview=asking.is_preview,
        now=now,
    )
    count(live, decision, asking=asking, now=now)
    if is_traced:
        traces.note(live, decision, asking.slots, now=now)
    if live.watched:
        audiences.note(live.watched, values_of(request), call_id=call_id, now=now)
    return Answer(live, decision, page_view, signed, forged)


def _number() -> int:
    """64 bits that no other call has; no secret. To ask the system would let other threads in each time."""
    return random.getrandbits(64)


def request_of(asking: Asking, live: Live, standing: Sequence[Token] = ()) -> Request:
    """What the engine is asked; `standing` is on the page already."""
    return Request(
        slots=asking.slots,
        page=heeded(asking.page, live.key_names),
        width=asking.width,
        device=DEVICES.get(asking.agent_class, Device.OTHER),
        places=places_of(asking, live.places),
        on_page=tuple(OnPage(line_item=token.line_item, creative=token.creative) for token in standing),
        grants=asking.grants,
        seen=asking.seen,
    )


def values_of(request: Request) -> list[Value]:
    """Where its reader is and what its page says, as far as bookings may ask for it."""
    return [
        *(Value("geo", place) for place in request.places),
        *(Value("key_value", pair) for pair in request.page.key_values),
    ]


def heeded(page: PageFacts, key_names: frozenset[str]) -> PageFacts:
    """Without key-values that no booking may ask for."""
    if not page.key_values:
        return page
    kept = tuple(pair for pair in page.key_values if pair.partition("=")[0] in key_names)
    return replace(page, key_values=kept)


def places_of(asking: Asking, named: frozenset[str]) -> tuple[str, ...]:
    """Where the reader is, as far as a booking asks for it: elsewhere nothing is looked up."""
    if not named:
        return ()
    found = places.of_address(asking.address) if asking.places is None else asking.places
    return tuple(place for place in found if place in named)


def sign(
    decision: PageDecision,
    *,
    page_view: str,
    agent: AgentClass,
    refreshed: frozenset[int],
    now: datetime,
    is_preview: bool = False,
) -> dict[str, str]:
    """A token for each slot that a counted ad fills; `refreshed` are slots that were filled before."""
    seal = Seal(
        signing_keys()[0],
        decided_at=now,
        call_id=decision.call_id,
        page_view=page_view_number(page_view),
        agent_class=agent,
        is_preview=is_preview,
    )
    signed = {}
    for ordinal, (request_id, choice) in enumerate(decision.choices.items()):
        if choice is None:
            continue
        slot, line_item, creative, _, _ = choice
        if line_item is None:
            continue
        signed[request_id] = seal.sign(
            ordinal,
            line_item.id,
            creative.id,
            creative.revision,
            slot.id,
            is_refresh=slot.id in refreshed,
            is_house=line_item.tier is Tier.HOUSE,
        )
    return signed


def count(live: Live, decision: PageDecision, *, asking: Asking, now: datetime) -> None:
    """Requests and what was served; a fallback leaves a slot unfilled."""
    answers, agent = [], asking.agent_class
    for name, code, _ in asking.slots:
        known = live.snapshot.slots.get(code)
        if known is not None and name not in decision.absent:
            answers.append(answered(known.row.id, decision.choices[name], agent))
    statistics.answered(answers, hour=hour_of(now))
    for (slot, tier), _, _, clamped in decision.credit_moves:
        if clamped and isinstance(tier, str):
            statistics.share_debt(slot, tier, abs(clamped) / UNIT)


def answered(slot: int, choice: Choice | None, agent: AgentClass) -> Answered:
    if choice is None or choice.line_item is None:
        return Answered(slot, 0, 0, agent)
    return Answered(slot, choice.line_item.id, choice.creative.id, agent)


def read_on_page(texts: Sequence[str]) -> list[Token]:
    """The tokens that are ours; others are left out."""
    found = []
    for text in texts:
        try:
            found.append(tokens.verify(text, keys=signing_keys()))
        except InvalidToken:
            continue
    return found


def page_view_number(text: str) -> int:
    """64 bits: ours as they are, a name that a client made up by its hash."""
    if _PAGE_VIEW.fullmatch(text):
        return int(text, 16)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def signing_keys() -> tuple[bytes, ...]:
    """The first signs, all verify."""
    return keys.ring(tokens.PURPOSE)


def desk() -> Desk:
    """The credits of this process; processes begin at different places of the rotation."""
    global _desk
    if _desk is None:
        with _opening:
            if _desk is None:
                _desk = Desk(warm_picks=random.randint(0, settings.DECISION_WARM_PICKS))  # noqa: S311 - no secret
    return _desk


def forget() -> None:
    """As a process that has just started; for tests."""
    global _desk
    _desk = None
    traces.forget()
    snapshot.forget()
