"""What caches are told: ETags, how long an answer holds, its tags, and when 304 is enough."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

MAX_FRESH, MAX_STALE, MAX_ON_ERROR = 60, 30, 300
MAX_TAG_BYTES = 2048
BRIEF = 2
"""Seconds for what is followed as it happens; nothing of it is shown when it is older."""
MISS = "public, max-age=0, s-maxage=5"
PRIVATE = "private, no-store"
MISS_TAG = "path-miss"
_ENTITY_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def cache_control(*, now: datetime, boundary: datetime | None, is_brief: bool = False) -> str:
    """How long this answer may be kept: no longer than to the next boundary that can change it.

    Whole seconds, rounded down, so that no cache shows an article after its end.
    """
    left = max(0, int((boundary - now).total_seconds())) if boundary is not None else MAX_ON_ERROR + MAX_FRESH
    fresh = min(BRIEF if is_brief else MAX_FRESH, left)
    stale = 0 if is_brief else max(0, min(MAX_STALE, left - fresh))
    on_error = max(0, min(MAX_ON_ERROR, left - fresh))
    return f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={stale}, stale-if-error={on_error}"


def earliest(*boundaries: datetime | None) -> datetime | None:
    return min((boundary for boundary in boundaries if boundary is not None), default=None)


def list_etag(*, query: str, etags: Iterable[str], total: int | None, cursor: str | None) -> str:
    """The same on every worker and after a restart: made from what is in the answer.

    The items' own ETags hold the version of their shape.
    """
    parts = [query, *etags, str(total), str(cursor)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def variant(etag: str, question: str) -> str:
    """The ETag of a part or another form of an object whose own ETag is known."""
    return f"{etag}-{hashlib.sha256(question.encode()).hexdigest()[:12]}" if question else etag


def asked_etags(if_none_match: str, question: str = "") -> tuple[str, ...]:
    """The objects' own ETags that a client holds in this form (`*` is one of them); compared weakly."""
    if not if_none_match:
        return ()
    if if_none_match.strip() == "*":
        return ("*",)
    ending = variant("", question)
    held = _ENTITY_TAG.findall(if_none_match)
    return tuple(etag.removesuffix(ending) for etag in held if etag.endswith(ending))


def held(environ: Mapping[str, Any]) -> str:
    """The header `If-None-Match`, as WSGI gives it."""
    text: str = environ.get("HTTP_IF_NONE_MATCH", "")
    return text


def matches(if_none_match: str, etag: str) -> bool:
    """Weak comparison of RFC 9110, 13.1.2."""
    held = asked_etags(if_none_match)
    return "*" in held or etag in held


def tag_headers(tags: Sequence[str]) -> dict[str, str]:
    """The two spellings that CDNs read; of what does not fit in 2 KB those that reach furthest are kept."""
    if sum(len(tag.encode()) + 1 for tag in tags) > MAX_TAG_BYTES + 1:
        tags = list(_fitting(sorted(tags, key=_reach)))
    return {"Cache-Tag": ",".join(tags), "Surrogate-Key": " ".join(tags)}


def _fitting(tags: Iterable[str]) -> Iterator[str]:
    size = -1
    for tag in tags:
        size += len(tag.encode()) + 1
        if size > MAX_TAG_BYTES:
            return
        yield tag


def _reach(tag: str) -> bool:
    """False, hence first, for what is forgotten with a whole site, a section or every list."""
    return not tag.startswith(("site-", "list", "section-", "front-", "page-"))


def etag_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
