"""Tokens that open locked pages: what was unlocked and until when, signed; nothing of them is stored."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer

from api.published.locked import Lock
from runtime import keys

PURPOSE = "unlock"
LIFETIME = timedelta(minutes=15)
MOST_CHARACTERS = 2_000
MOST_LOCKS = 20

Opened = Mapping[str, int]
"""The mark of a lock -> until when, in seconds of the epoch."""


def grant(lock: Lock, held: Opened, *, now: datetime) -> str:
    """A token for this lock, and for those that a token at hand opens already."""
    others = [(mark, until) for mark, until in held.items() if mark != mark_of(lock)]
    newest = sorted(others, key=lambda each: -each[1])[: MOST_LOCKS - 1]
    marks = {mark_of(lock): int((now + LIFETIME).timestamp()), **dict(newest)}
    return _signer().sign_object(marks)


def read(token: str, *, now: datetime) -> Opened:
    """What this token opens now; nothing where it is none of ours."""
    if not token or len(token) > MOST_CHARACTERS:
        return {}
    try:
        marks: dict[str, Any] = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return {}
    return {mark: until for mark, until in marks.items() if now < datetime.fromtimestamp(until, UTC)}


def opens(held: Opened, locks: tuple[Lock, ...]) -> bool:
    """Whether every one of these locks was opened with the password that it has now."""
    return all(any(mark in held for mark in _marks(lock)) for lock in locks)


def mark_of(lock: Lock) -> str:
    """Another password is another mark, so it ends the tokens of the old one."""
    return _marks(lock)[0]


def _marks(lock: Lock) -> list[str]:
    """By every key of the ring: after a rotation a token keeps what it opened."""
    text = f"{lock.id}:{lock.password}".encode()
    return [hmac.digest(key, text, hashlib.sha256).hex()[:32] for key in keys.ring(PURPOSE)]


def _signer() -> Signer:
    first, *rest = keys.ring(PURPOSE)
    return Signer(key=first, fallback_keys=[*rest], salt="warta.unlock")
