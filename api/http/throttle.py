"""Bounds how often one address may call, in this process, before anything reaches the database."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

from api.http.errors import ApiProblem

MOST_ADDRESSES = 50_000


@dataclass(slots=True)
class TokenBuckets:
    """`rate` calls a second and address, `burst` at once."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _held: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str) -> bool:
        """Whether one more call is allowed now."""
        now = self.clock()
        with self._lock:
            if len(self._held) >= MOST_ADDRESSES:
                self._drop_full(now)
            left, at = self._held.get(address, (self.burst, now))
            left = min(self.burst, left + (now - at) * self.rate)
            self._held[address] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    def give_back(self, address: str) -> None:
        with self._lock:
            left, at = self._held.get(address, (self.burst, self.clock()))
            self._held[address] = (min(self.burst, left + 1), at)

    def _drop_full(self, now: float) -> None:
        """A full bucket is like none; with too many left, everybody begins anew."""
        kept = {
            address: (left, at)
            for address, (left, at) in self._held.items()
            if left + (now - at) * self.rate < self.burst
        }
        self._held = kept if len(kept) < MOST_ADDRESSES else {}


@lru_cache(maxsize=16)
def _buckets(purpose: str, rate: float, burst: float) -> TokenBuckets:
    return TokenBuckets(rate, burst)


def bound(request: HttpRequest) -> None:
    """Raise a 429 when the address calls about slots faster than the setting allows."""
    _take(_of_settings(), address_of(request), "calls", wait=1)


def bound_reader(request: HttpRequest, address: str) -> None:
    """The same for the reader a server asks for, once its key is known: the call is not the server's own."""
    _of_settings().give_back(address_of(request))
    _take(_of_settings(), address, "calls", wait=1)


def bound_guess(request: HttpRequest) -> None:
    """Raise a 429 when the address tries passwords faster than the setting allows."""
    _take(_of_guesses(), address_of(request), "tries", wait=_seconds_for_one(_of_guesses()))


def give_guess_back(request: HttpRequest) -> None:
    """It was right: only wrong ones count."""
    _of_guesses().give_back(address_of(request))


def bound_submission(request: HttpRequest) -> None:
    """Raise a 429 when the address sends forms faster than the setting allows."""
    buckets = _buckets("forms", settings.FORMS_PER_MINUTE / 60, settings.FORMS_BURST)
    _take(buckets, address_of(request), "forms", wait=_seconds_for_one(buckets))


def _of_guesses() -> TokenBuckets:
    return _buckets("guesses", settings.UNLOCK_TRIES_PER_MINUTE / 60, settings.UNLOCK_TRIES_BURST)


def _of_settings() -> TokenBuckets:
    return _buckets("slots", settings.SLOT_CALLS_PER_SECOND, settings.SLOT_CALLS_BURST)


def _take(buckets: TokenBuckets, address: str, what: str, *, wait: int) -> None:
    if not buckets.take(address):
        detail, headers = f"Too many {what} from here.", {"Retry-After": str(wait)}
        raise ApiProblem(429, "too_many_requests", detail, headers=headers)


def _seconds_for_one(buckets: TokenBuckets) -> int:
    return math.ceil(1 / buckets.rate)


def address_of(request: HttpRequest) -> str:
    """The client's address; the outermost middleware has put there what a listed proxy forwarded."""
    return str(request.META.get("REMOTE_ADDR", ""))


def forget() -> None:
    """As a process that has just started; for tests."""
    _buckets.cache_clear()
