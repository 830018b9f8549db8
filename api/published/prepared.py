"""A query whose SQL is made once: for questions that are asked a thousand times a second in one form.

The ORM still says what is asked, so that the predicate of visibility has one wording; only its translation
into SQL, most of the cost of a small query, is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections, router
from django.db.models import QuerySet

MAX_KEPT = 500
_FIRST_MOMENT = datetime(1971, 3, 1, tzinfo=UTC)
_FIRST_NUMBER = 7_300_000_000_000_001

Value = int | str | datetime
Row = tuple[Any, ...]


class Prepared:
    """The rows of one `values_list` in any values of its parameters."""

    def __init__(self, build: Callable[[Mapping[str, Any]], QuerySet[Any, Any]], values: Mapping[str, Value]):
        marks = {name: _mark(number, value) for number, (name, value) in enumerate(values.items())}
        asked = build(marks)
        self.alias = router.db_for_read(asked.model)
        compiler = asked.query.get_compiler(self.alias)
        self.sql, bound = compiler.as_sql()
        names = {self._as_bound(mark): name for name, mark in marks.items()}
        self._bound = [(names.get(each), each) for each in bound]
        if {name for name, _ in self._bound if name is not None} != marks.keys():
            raise ValueError(f"Some of {', '.join(marks)} are not found again in: {self.sql}")
        expressions = [each[0] for each in compiler.select[: compiler.col_count]]
        self._converters = list(compiler.get_converters(expressions).items())

    def rows(self, values: Mapping[str, Value]) -> Iterator[Row]:
        found = {name: self._as_bound(value) for name, value in values.items()}
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [each if name is None else found[name] for name, each in self._bound])
            fetched = cursor.fetchall()
        for row in map(list, fetched):
            for place, (converters, expression) in self._converters:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
            yield tuple(row)

    def _as_bound(self, value: Value) -> Any:
        if isinstance(value, datetime):
            return connections[self.alias].ops.adapt_datetimefield_value(value)
        return value


def _mark(number: int, value: Value) -> Value:
    """A value of the same type that stands nowhere else in the query."""
    if isinstance(value, datetime):
        return _FIRST_MOMENT + timedelta(days=number)
    return f"\x01{number}\x01" if isinstance(value, str) else _FIRST_NUMBER + number


_kept: dict[Hashable, Prepared] = {}


def rows(
    form: Hashable, build: Callable[[Mapping[str, Any]], QuerySet[Any, Any]], values: Mapping[str, Value]
) -> Iterator[Row]:
    """The rows that `build(values)` gives; equal forms build the same query but for these values."""
    kept = _kept.get(form)
    if kept is None:
        kept = Prepared(build, values)
        if len(_kept) < MAX_KEPT:
            _kept[form] = kept
    return kept.rows(values)
