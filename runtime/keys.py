"""Derives a separate ring of signing keys for each purpose from SECRET_KEY and its fallbacks."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings


def ring(purpose: str) -> tuple[bytes, ...]:
    """32-byte keys: the first signs, every one verifies."""
    return _derive(purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=64)
def _derive(purpose: str, secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    message = f"warta:{purpose}".encode()
    return tuple(hmac.digest(secret.encode(), message, hashlib.sha256) for secret in secrets)
