"""The statements that every event passes, written for each engine: the ORM costs more than the disk."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ads.counting.entries import Entry, Key
from ads.counting.models import AdEvent, Watermark

TABLE = AdEvent._meta.db_table
COLUMNS = tuple(str(field.column) for field in AdEvent._meta.concrete_fields if not field.primary_key)

# No value of a request is in these texts.
_INTO = f"{TABLE} ({', '.join(COLUMNS)})"
_INSERT = f"INSERT INTO {_INTO} VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
_COPY = f"COPY {_INTO} FROM STDIN"
AMONG = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}
"""Any number of values as one parameter (`listed`), so that the text of a statement is always the same."""
_KNOWN = f"SELECT decision_id FROM {TABLE} WHERE decided_on = %s AND decision_id "  # noqa: S608
_ADVANCE = f"""
    UPDATE {Watermark._meta.db_table} SET position = position + 1 WHERE name = %s RETURNING position
"""  # noqa: S608


def insert(entries: Sequence[Entry]) -> None:
    """Write entries whose keys the ledger does not have; nobody else writes until the transaction ends."""
    if entries:
        connection = connections[settings.LEDGER_ALIAS]
        _INSERTS[connection.vendor](connection, entries)


def listed(values: Iterable[int | str | date]) -> Any:
    """Values as `AMONG` takes them."""
    is_list = connections[settings.LEDGER_ALIAS].vendor == "postgresql"
    return list(values) if is_list else json.dumps(list(values), default=str)


def known(keys: Collection[Key]) -> dict[Key, AdEvent]:
    """The rows that the ledger already has of these keys; mostly there is none."""
    connection = connections[settings.LEDGER_ALIAS]
    days: dict[date, list[str]] = {}
    for day, decision_id, _ in keys:
        days.setdefault(day, []).append(decision_id)
    found: dict[date, list[str]] = {}
    with connection.cursor() as cursor:
        for day, decisions in days.items():
            cursor.execute(_KNOWN + AMONG[connection.vendor], [day, listed(decisions)])
            found[day] = [decision_id for (decision_id,) in cursor.fetchall()]
    return {key: row for day, decisions in found.items() for key, row in _rows(day, decisions) if key in keys}


def advance(name: str) -> int:
    """Raise a watermark by one and hold its row until the transaction ends."""
    with connections[settings.LEDGER_ALIAS].cursor() as cursor:
        cursor.execute(_ADVANCE, [name])
        row = cursor.fetchone()
    if row is None:
        Watermark.objects.get_or_create(name=name)
        return advance(name)
    return int(row[0])


def _rows(day: date, decisions: list[str]) -> Iterable[tuple[Key, AdEvent]]:
    if decisions:
        for row in AdEvent.objects.filter(decided_on=day, decision_id__in=decisions):
            yield (row.decided_on, row.decision_id, row.type), row


def _copy(connection: BaseDatabaseWrapper, entries: Sequence[Entry]) -> None:
    """In the text format: nothing that we write has a character with a meaning there."""
    lines = "".join(["\t".join(map(str, values)) + "\n" for values in _values(entries, str)])
    # What Django does not know of it does not wrap: whoever catches a DatabaseError has to get one.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(lines)


def _execute_many(connection: BaseDatabaseWrapper, entries: Sequence[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, list(_values(entries, _naive)))


_INSERTS: dict[str, Callable[[BaseDatabaseWrapper, Sequence[Entry]], None]] = {
    "postgresql": _copy,
    "sqlite": _execute_many,
}


def _naive(at: datetime) -> str:
    """As Django keeps moments in SQLite: of UTC, without saying so."""
    text = str(at if at.tzinfo is UTC else at.astimezone(UTC))
    return text.removesuffix("+00:00")


def _values(entries: Sequence[Entry], moment: Callable[[datetime], str]) -> Iterable[tuple[Any, ...]]:
    """In the order of `COLUMNS`. What many of them share is worded once."""
    day, shared = lru_cache(str), lru_cache(moment)
    for entry in entries:
        yield (
            day(entry.decided_on),
            entry.decision_id,
            entry.type,
            entry.event_class,
            entry.is_billable,
            moment(entry.decided_at),
            shared(entry.received_at),
            day(entry.counted_on),
            shared(entry.counted_hour),
            entry.line_item,
            entry.creative,
            entry.creative_revision,
            entry.slot,
            entry.page_view,
            entry.device,
            entry.is_refresh,
            entry.is_late,
            entry.rate,
            entry.flags,
            entry.sequence,
        )
