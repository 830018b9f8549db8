"""What this process may still spend of the caps: looks at counters, borrows ahead, returns what is over."""

import atexit
import logging
import os
import secrets
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError

from ads.counting import leases
from ads.counting.accounting import day_of
from ads.counting.models import GateKind
from ads.counting.standings import OUT_FOR, Standing, limited, standings
from ads.decision.rotation import Credits
from ads.decision.types import Limit, Reason
from runtime import clock
from runtime.lookout import Lookout

log = logging.getLogger("warta.leases")

LOOK_SECONDS = 1.0
BEAT_SECONDS = 3.0
BETWEEN_LOOKS_SECONDS = 0.02
# A process without readers rests this long before it borrows again what others may need.
REST_FOR = OUT_FOR / 6
REASONS = {
    GateKind.GOAL: Reason.GOAL_REACHED,
    GateKind.LIFETIME: Reason.LIFETIME_CAP,
    GateKind.DAY: Reason.DAILY_CAP,
    GateKind.BUDGET: Reason.BUDGET,
    GateKind.CAMPAIGN: Reason.BUDGET_CAMPAIGN,
}


class Leasing:
    """Keeps limits and leases of a purse up to date; `lock` is the one that decisions hold."""

    def __init__(self, purse: Credits, lock: threading.Lock) -> None:
        self.holder = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.standings: Mapping[int, Standing] = {}
        self._purse, self._lock = purse, lock
        self._looking = threading.Lock()
        self._beat_at = float("-inf")
        self._lookout = Lookout(
            "leases", lambda: self.look(now=clock.now()), every=LOOK_SECONDS, rest=BETWEEN_LOOKS_SECONDS
        )
        self._version: int | None = None
        self._limited: frozenset[int] = frozenset()
        self._rates: Mapping[int, float] = {}
        self._day = date.min
        self._tomorrow: Mapping[int, Limit] = {}
        self._low: dict[int, int] = {}  # balances at which more is borrowed
        self._used_at: dict[int, datetime] = {}
        self._resting_until: dict[int, datetime] = {}
        self._spent: deque[tuple[datetime, Counter[int]]] = deque()  # by the moment that they come back
        self._returning: Counter[int] = Counter()

    # ------------------------------------------------------------ on the way of a decision

    def keep_up(self, version: int, line_items: Collection[int], *, now: datetime) -> None:
        """Before the first decision of a snapshot: nothing of it is chosen that its gates do not allow."""
        if version != self._version:
            with self._looking:
                if version != self._version:
                    self._follow(version, line_items, now)
        elif self._limited and not settings.LEASES_POLLED:
            with self._looking:
                self._look(now)
        if settings.LEASES_POLLED and self._limited and not self._lookout.is_started:
            self._start()

    def begin_day(self, now: datetime) -> None:
        """Daily caps open at midnight, not at the next look. Call it under the lock."""
        today = day_of(now)
        if today > self._day > date.min:
            self._day, self._purse.limits = today, self._tomorrow
            self._lookout.wake()

    def spend(self, taken: Iterable[int], *, now: datetime) -> None:
        """Note what a decision took out of the leases. Call it under the lock."""
        back_at = now.replace(microsecond=0) + OUT_FOR
        if not self._spent or self._spent[-1][0] != back_at:
            self._spent.append((back_at, Counter()))
        spent = self._spent[-1][1]
        for line_item in taken:
            spent[line_item] += 1
            self._used_at[line_item] = now
            if self._purse.leases.get(line_item, 0) <= self._low.get(line_item, 0):
                self._lookout.wake()

    # ------------------------------------------------------------ in the background

    def set_rates(self, rates: Mapping[int, float]) -> None:
        """The rates of line items with a goal, as worked out anew."""
        with self._lock:
            self._rates = rates
            self._publish()

    def look(self, *, now: datetime) -> None:
        """Read the counters, return what is over, borrow what runs short; without the database nothing."""
        with self._looking:
            self._look(now)

    def leave(self) -> None:
        """Return everything, as the process ends."""
        with self._looking, self._lock:
            self._purse.release(list(self._purse.leases))
        try:
            leases.leave(self.holder)
        except DatabaseError as error:
            log.warning("leases not returned: %s", type(error).__name__)

    def _follow(self, version: int, line_items: Collection[int], now: datetime) -> None:
        try:
            self._limited = frozenset(limited(line_items))
        except DatabaseError as error:
            log.warning("limits not read: %s", type(error).__name__)
        else:
            self._look(now)
        self._version = version

    def _look(self, now: datetime) -> None:
        if not self._limited and not self._purse.leases:
            self._adopt({}, now)
            return
        try:
            self._beat()
            self._return(now)
            self._adopt(standings(self._limited, today=day_of(now), now=now), now)
            self._borrow(now)
        except DatabaseError as error:
            log.warning("leases not renewed: %s", type(error).__name__)

    def _beat(self) -> None:
        at = time.monotonic()
        if at - self._beat_at >= BEAT_SECONDS:
            if not leases.beat(self.holder):
                self._start_over()
            self._beat_at = at

    def _start_over(self) -> None:
        """Nothing is held: the process is new, or was silent so long that its leases are others' now."""
        with self._lock:
            self._purse.release(list(self._purse.leases))
            self._spent.clear()
        self._returning.clear()

    def _return(self, now: datetime) -> None:
        with self._lock:
            while self._spent and self._spent[0][0] <= now:
                self._returning.update(self._spent.popleft()[1])
            gone = [line_item for line_item in self._purse.leases if line_item not in self._limited]
            self._returning.update(self._purse.release(gone))
            self._returning.update(self._idle(now))
        self._returning = +self._returning
        if self._returning:
            leases.give_back(self.holder, self._returning)
            self._returning.clear()

    def _idle(self, now: datetime) -> dict[int, int]:
        """Balances that nobody here uses while others find nothing left."""
        idle = {
            line_item: left
            for line_item, left in self._purse.leases.items()
            if left > 0 and self._is_scarce(line_item) and now - self._used_at.get(line_item, now) >= OUT_FOR
        }
        self._purse.grant({line_item: -left for line_item, left in idle.items()})
        self._resting_until.update(dict.fromkeys(idle, now + REST_FOR))
        return idle

    def _is_scarce(self, line_item: int) -> bool:
        standing = self.standings.get(line_item)
        return standing is not None and standing.open == 0

    def _adopt(self, found: Mapping[int, Standing], now: datetime) -> None:
        with self._lock:
            self.standings, self._day = found, day_of(now)
            self._publish()
            waiting = self._limited - self._purse.leases.keys()
            if waiting:
                self._purse.grant(dict.fromkeys(waiting, 0))

    def _publish(self) -> None:
        limits = _limits(self.standings, self._rates)
        self._tomorrow = _limits(self.standings, self._rates, but=GateKind.DAY)
        if limits != self._purse.limits:
            self._purse.limits = limits

    def _borrow(self, now: datetime) -> None:
        processes, scarce = leases.processes(), set[int]()
        wanted = {}
        for line_item, standing in self.standings.items():
            chunk = self._low[line_item] = leases.chunk_of(standing.ceiling, processes)
            # The last of a shared budget goes to one line item a look: what it takes, the others lose.
            if standing.shares_with in scarce or not self._is_short(line_item, standing, now):
                continue
            wanted[line_item] = (min(chunk, standing.open), standing.ceiling)
            if standing.shares_with and chunk == leases.SMALLEST_CHUNK:
                scarce.add(standing.shares_with)
        if wanted:
            granted = leases.fetch(self.holder, wanted)
            with self._lock:
                self._used_at.update(dict.fromkeys(granted, now))
                self._purse.grant(granted)

    def _is_short(self, line_item: int, standing: Standing, now: datetime) -> bool:
        if standing.full or not standing.open or self._resting_until.get(line_item, now) > now:
            return False
        return self._purse.leases.get(line_item, 0) <= self._low[line_item]

    def _start(self) -> None:
        if self._lookout.start():
            atexit.register(self.leave)


def _limits(
    found: Mapping[int, Standing], rates: Mapping[int, float], *, but: GateKind | None = None
) -> dict[int, Limit]:
    limits = {line_item: Limit(rate=rate) for line_item, rate in rates.items()}
    for line_item, standing in found.items():
        full = [kind for kind in standing.full if kind != but]
        if full:
            limits[line_item] = Limit(blocked=REASONS[full[0]], rate=rates.get(line_item))
    return limits
