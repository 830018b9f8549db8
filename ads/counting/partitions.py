"""On PostgreSQL the events of a month of decisions are a table of their own, so that old ones go at once.

SQLite has one table. Days that no month was made for are kept in a partition for the rest and move from it.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections, transaction

from ads.counting.models import AdEvent

log = logging.getLogger("warta.ledger")

TABLE = AdEvent._meta.db_table
REST = f"{TABLE}_rest"
MONTHS_AHEAD = 2
# A backup reads for minutes: whoever waits behind it for a table keeps all others waiting too.
LOCK_TIMEOUT = "2s"
_MONTHS = f"""
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = '{TABLE}'::regclass AND c.relname ~ '^{TABLE}_[0-9]{{4}}_[0-9]{{2}}$' ORDER BY 1
"""  # noqa: S608 - no value of a request is in any text of this file


def are_used() -> bool:
    return connections[settings.LEDGER_ALIAS].vendor == "postgresql"


def make_ahead(*, today: date) -> int:
    """Make the tables of this month and the next ones; returns how many. Safe to run twice at once."""
    if not are_used():
        return 0
    made, month = 0, today.replace(day=1)
    for _ in range(MONTHS_AHEAD + 1):
        made += _name(month) not in _names() and _unless_in_use(_make, month)
        month = following(month)
    return made


def last_droppable(until: date) -> date:
    """The last day up to the given one whose events can be dropped: on PostgreSQL the end of a month."""
    if not are_used():
        return until
    return (until + timedelta(days=1)).replace(day=1) - timedelta(days=1)


def drop(*, until: date) -> int:
    """Drop the months that end on the day or before; returns how many events went with them."""
    if not are_used():
        return 0
    old = [name for name in _names() if following(_month(name)) <= until + timedelta(days=1)]
    return sum(_unless_in_use(_drop, _month(name)) for name in old)


def following(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _unless_in_use(change: Callable[[date], int], month: date) -> int:
    """The change, or 0 where somebody reads the tables for long: the next run comes to it."""
    try:
        with transaction.atomic(using=settings.LEDGER_ALIAS):
            _execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            return change(month)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != "55P03":
            raise
        log.warning("partitions of the ledger are in use; they are changed later")
        return 0


def _make(month: date) -> int:
    # Made beside the table and moved in: what the partition for the rest holds of the month goes with it.
    name, bounds = _name(month), (month.isoformat(), following(month).isoformat())
    _execute(f"LOCK TABLE {REST} IN ACCESS EXCLUSIVE MODE")
    if name in _names():
        return 0
    _execute(f"CREATE TABLE {name} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    _execute(
        f"WITH moved AS (DELETE FROM {REST} WHERE decided_on >= %s AND decided_on < %s RETURNING *)"  # noqa: S608
        f" INSERT INTO {name} SELECT * FROM moved",
        *bounds,
    )
    _execute(
        f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES FROM ('{bounds[0]}') TO ('{bounds[1]}')"
    )
    return 1


def _drop(month: date) -> int:
    name = _name(month)
    if name not in _names():
        return 0
    count = int(_execute(f"SELECT count(*) FROM {name}")[0][0])  # noqa: S608
    _execute(f"DROP TABLE {name}")
    return count


def _names() -> list[str]:
    return [str(name) for (name,) in _execute(_MONTHS)]


def _name(month: date) -> str:
    return f"{TABLE}_{month:%Y_%m}"


def _month(name: str) -> date:
    return datetime.strptime(name.removeprefix(f"{TABLE}_"), "%Y_%m").date()


def _execute(statement: str, *values: str) -> list[tuple[Any, ...]]:
    with connections[settings.LEDGER_ALIAS].cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []
