"""Tokens of previews: random text, of which only a keyed digest is stored."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from runtime import keys

PURPOSE = "preview"
_FORM = re.compile(r"[-_A-Za-z0-9]{43}", re.ASCII)


def new() -> str:
    """256 bits of chance."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a new token."""
    return _digest(keys.ring(PURPOSE)[0], token)


def candidates(token: str) -> list[str]:
    """What may be stored of this token, by every key of the ring; nothing for what cannot be one."""
    if not _FORM.fullmatch(token):
        return []
    return [_digest(key, token) for key in keys.ring(PURPOSE)]


def user_mark(user: object) -> str:
    """Changes with the user's password, as a session does."""
    return _digest(keys.ring(PURPOSE)[0], user.get_session_auth_hash())  # type: ignore[attr-defined]


def is_marked(user: object, mark: str) -> bool:
    """Whether the password is still the one of this mark; keys of the ring may have changed."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]  # type: ignore[attr-defined]
    marks = (_digest(key, text) for key in keys.ring(PURPOSE) for text in hashes)
    return any(hmac.compare_digest(mark, each) for each in marks)


def _digest(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()
