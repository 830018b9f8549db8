"""Lists in pages: the keyset cursor, the URLs of the neighbours and the envelope around the items."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import orjson
from django.conf import settings
from django.db.models import Q, QuerySet

from api.http.errors import ApiProblem, Fault, bad_query
from api.http.parameters import MAX_ID, Query

Rows = TypeVar("Rows", bound=QuerySet[Any])

FORMAT = 1
UNBOUND = frozenset({"limit", "cursor", "offset", "count", "fields", "rich_text_format", "site", "locale"})
"""Parameters that say how much is shown and how, not what is listed (site and language are bound by name)."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_MICROSECONDS = 10**17


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of rows: by a moment, then by id in the same direction."""

    column: str
    is_descending: bool

    @classmethod
    def of(cls, text: str) -> Order:
        return cls(text.removeprefix("-"), text.startswith("-"))

    def backwards(self) -> Order:
        return Order(self.column, not self.is_descending)

    def apply(self, rows: Rows) -> Rows:
        sign = "-" if self.is_descending else ""
        return rows.order_by(f"{sign}{self.column}", f"{sign}page_id")

    def after(self, at: datetime, page_id: int) -> Q:
        """Rows that stand behind this position."""
        side = "lt" if self.is_descending else "gt"
        later = Q(**{f"{self.column}__{side}": at})
        # The redundant first condition lets the index begin at the position.
        return Q(**{f"{self.column}__{side}e": at}) & (
            later | Q(**{self.column: at, f"page_id__{side}": page_id})
        )


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position between two rows; `is_backward` reads towards the beginning."""

    at: datetime
    page_id: int
    is_backward: bool = False

    def text(self, binding: str) -> str:
        microseconds = (self.at - _EPOCH) // timedelta(microseconds=1)
        packed = orjson.dumps([FORMAT, binding, microseconds, self.page_id, int(self.is_backward)])
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
            return Cursor(_EPOCH + timedelta(microseconds=microseconds), page_id, bool(backward))
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


def by_cursor(rows: QuerySet[Any], *, order: Order, cursor: Cursor | None, limit: int, bound_to: str) -> Page:
    """One query: the rows behind the cursor, and one more to see whether it goes on."""
    if limit == 0:
        return Page((), None, None, cursor.text(bound_to) if cursor else None)
    is_backward = cursor is not None and cursor.is_backward
    direction = order.backwards() if is_backward else order
    if cursor is not None:
        rows = rows.filter(direction.after(cursor.at, cursor.page_id))
    found = list(direction.apply(rows)[: limit + 1])
    goes_on, found = len(found) > limit, found[:limit]
    if is_backward:
        found.reverse()
    return _between(found, order, bound_to, goes_on, cursor)


def _between(found: Sequence[Any], order: Order, bound_to: str, goes_on: bool, cursor: Cursor | None) -> Page:
    if not found:
        return Page((), None, None, None)
    is_backward = cursor is not None and cursor.is_backward
    has_next = goes_on or is_backward
    has_previous = goes_on if is_backward else cursor is not None
    last = _position(found[-1], order).text(bound_to) if has_next else None
    first = _position(found[0], order, is_backward=True).text(bound_to)
    return Page(
        tuple(found),
        {"cursor": last} if last else None,
        {"cursor": first} if has_previous else None,
        last,
    )


def _position(row: Any, order: Order, *, is_backward: bool = False) -> Cursor:
    return Cursor(getattr(row, order.column), row.page_id, is_backward)


def by_offset(rows: QuerySet[Any], *, order: Order, offset: int, limit: int, bound_to: str) -> Page:
    """One query: the rows from this number on; from here one may go on by cursor."""
    if limit == 0:
        return Page((), None, None, None)
    found = list(order.apply(rows)[offset : offset + limit + 1])
    goes_on, found = len(found) > limit, found[:limit]
    return Page(
        tuple(found),
        {"offset": str(offset + limit)} if goes_on else None,
        {"offset": str(max(0, offset - limit))} if offset else None,
        _position(found[-1], order).text(bound_to) if goes_on else None,
    )


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
