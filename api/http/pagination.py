"""Lists in pages: the keyset cursor, the URLs of the neighbours and the envelope around the items."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.conf import settings

from api.http.errors import ApiProblem, Fault, bad_query
from api.http.parameters import MAX_ID, Query
from api.published.windows import Cursor, Window

FORMAT = 1
UNBOUND = frozenset({"limit", "cursor", "offset", "count", "fields", "rich_text_format", "site", "locale"})
"""Parameters that say how much is shown and how, not what is listed (site and language are bound by name)."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_MICROSECONDS = 10**17


def microseconds_of(at: datetime) -> int:
    """A moment as cursors hold it."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment_of(microseconds: int) -> datetime:
    """Raises OverflowError."""
    return _EPOCH + timedelta(microseconds=microseconds)


def cursor_text(cursor: Cursor, bound_to: str) -> str:
    packed = orjson.dumps(
        [FORMAT, bound_to, microseconds_of(cursor.at), cursor.page_id, int(cursor.is_backward)]
    )
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def binding(query: Query, place: str = "") -> str:
    """What a cursor is bound to: order, filters, site and language, whatever page they are read in."""
    question = f"{place}?{query.canonical(without=UNBOUND)}"
    return hashlib.sha256(question.encode()).hexdigest()[:12]


def read_cursor(text: str, bound_to: str) -> Cursor:
    """The position of this text; garbage and a cursor of another question are a 400."""
    match _unpacked(text):
        case [int(version), str(bound), int(microseconds), int(page_id), (0 | 1) as backward] if (
            version == FORMAT and abs(microseconds) <= _MAX_MICROSECONDS and 0 <= page_id <= MAX_ID
        ):
            if bound != bound_to:
                raise _unfit("cursor_mismatch", "This cursor belongs to another order or other filters.")
            return Cursor(moment_of(microseconds), page_id, bool(backward))
    raise no_cursor()


def position_text(bound_to: str, *position: str | int) -> str:
    """The cursor of a list that is ordered by these values and goes forward only."""
    packed = orjson.dumps([FORMAT, bound_to, *position])
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_position(text: str, bound_to: str, *types: type, name: str = "cursor") -> list[Any]:
    """The values of `position_text`; garbage and a cursor of another question are a 400.

    `name` is the parameter that it came in.
    """
    match _unpacked(text):
        case [int(version), str(bound), *values] if version == FORMAT and _are(values, types):
            if bound != bound_to:
                raise _unfit("cursor_mismatch", "This cursor belongs to another question.", name)
            return values
    raise no_cursor(name)


def _are(values: list[Any], types: Sequence[type]) -> bool:
    return [type(value) for value in values] == list(types) and not any(
        "\x00" in value if isinstance(value, str) else not 0 <= value <= MAX_ID for value in values
    )


def _unpacked(text: str) -> Any:
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return orjson.loads(packed)
    except (binascii.Error, ValueError):
        return None


def no_cursor(name: str = "cursor") -> ApiProblem:
    return _unfit("invalid_cursor", "This is no cursor of ours.", name)


def _unfit(code: str, message: str, name: str = "cursor") -> ApiProblem:
    return bad_query(Fault(name, code, message, "meta.cursor of an answer to the same question"))


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list and where its neighbours are; cursors and offsets as query parameters."""

    rows: tuple[Any, ...]
    next: dict[str, str] | None
    previous: dict[str, str] | None
    cursor: str | None


def page(window: Window, found: Sequence[Any], bound_to: str) -> Page:
    """The page that a window shows of the rows that it has cut."""
    if window.limit == 0:
        return Page((), None, None, cursor_text(window.cursor, bound_to) if window.cursor else None)
    goes_on, shown = len(found) > window.limit, list(found[: window.limit])
    if window.is_backward:
        shown.reverse()
    if not shown:
        return Page((), None, _before(window, None, bound_to), None)
    has_next = goes_on or window.is_backward
    last = cursor_text(_position(shown[-1]), bound_to) if has_next else None
    return Page(
        tuple(shown),
        _behind(window, last),
        _before(window, shown[0], bound_to, goes_on=goes_on),
        last,
    )


def _behind(window: Window, last: str | None) -> dict[str, str] | None:
    if last is None:
        return None
    return {"cursor": last} if window.offset is None else {"offset": str(window.offset + window.limit)}


def _before(
    window: Window, first: Any | None, bound_to: str, *, goes_on: bool = False
) -> dict[str, str] | None:
    if window.offset is not None:
        return {"offset": str(max(0, window.offset - window.limit))} if window.offset else None
    has_previous = goes_on if window.is_backward else window.cursor is not None
    if first is None or not has_previous:
        return None
    return {"cursor": cursor_text(_position(first, is_backward=True), bound_to)}


def _position(row: Any, *, is_backward: bool = False) -> Cursor:
    return Cursor(row.at, row.page_id, is_backward)


def url(path: str, query: Query, place: dict[str, str] | None) -> str | None:
    """The absolute address of a neighbouring page; never made from the Host header."""
    if place is None:
        return None
    return f"{settings.PUBLIC_URL}{path}?{query.canonical(without=('cursor', 'offset'), **place)}"


def envelope(
    items: Iterable[bytes],
    *,
    total: int | None,
    next_url: str | None,
    previous_url: str | None,
    cursor: str | None,
) -> bytes:
    """The list around items that are JSON already."""
    meta = orjson.dumps({"total_count": total, "next": next_url, "previous": previous_url, "cursor": cursor})
    return b'{"meta":' + meta + b',"items":[' + b",".join(items) + b"]}"


def link_header(next_url: str | None, previous_url: str | None) -> str | None:
    links = [f'<{url}>; rel="{rel}"' for url, rel in ((next_url, "next"), (previous_url, "prev")) if url]
    return ", ".join(links) or None
