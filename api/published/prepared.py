"""A query whose SQL is made once: for questions that are asked a thousand times a second in one form.

The ORM still says what is asked, so that the predicate of visibility has one wording; only its translation
into SQL, most of the cost of a small query, is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import connections, router
from django.db.models import QuerySet

MAX_KEPT = 500
_FIRST_MOMENT = datetime(1971, 3, 1, tzinfo=UTC)
_FIRST_NUMBER = 2_147_400_001
"""PostgreSQL's `integer` holds it: the ORM asks for nothing where it knows that no row can match."""

Value = int | str | datetime
Row = tuple[Any, ...]
Question = TypeVar("Question")


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

    def rows(self, values: Mapping[str, Value]) -> list[Row]:
        found = {name: self._as_bound(value) for name, value in values.items()}
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [each if name is None else found[name] for name, each in self._bound])
            fetched: list[Row] = cursor.fetchall()
        return [self._converted(row, connection) for row in fetched] if self._converters else fetched

    def _converted(self, fetched: Row, connection: Any) -> Row:
        row = list(fetched)
        for place, (converters, expression) in self._converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        return tuple(row)

    def _as_bound(self, value: Value) -> Any:
        if isinstance(value, datetime):
            return connections[self.alias].ops.adapt_datetimefield_value(value)
        return value


def _mark(number: int, value: Value) -> Value:
    """A value of the same type that stands nowhere else in the query."""
    if isinstance(value, datetime):
        return _FIRST_MOMENT + timedelta(days=number)
    return f"\x01{number}\x01" if isinstance(value, str) else _FIRST_NUMBER + number


class Hole(str):
    """Where a value stood; it is the value's name."""


def taken_out(question: Question, values: dict[str, Value]) -> Question:
    """The question with holes instead of its texts, numbers and moments, which go to `values`.

    It goes down into tuples and dataclasses; an enum, a bool and None are part of the form, and stay.
    """

    def hole(value: Any) -> Any:
        if type(value) not in (str, int, datetime):
            return value
        name = Hole(f"value_{len(values)}")
        values[name] = value
        return name

    form: Question = _each(question, hole)
    return form


def filled(form: Question, values: Mapping[str, Value]) -> Question:
    """The question with values in its holes."""
    question: Question = _each(form, lambda value: values[value] if type(value) is Hole else value)
    return question


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """The same structure with each of its leaves changed."""
    if isinstance(value, tuple):
        return tuple(_each(each, change) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{each.name: _each(getattr(value, each.name), change) for each in fields(value)})
    return change(value)


_kept: dict[Hashable, Prepared] = {}


def rows(
    form: Hashable, build: Callable[[Mapping[str, Any]], QuerySet[Any, Any]], values: Mapping[str, Value]
) -> list[Row]:
    """The rows that `build(values)` gives; equal forms build the same query but for these values."""
    kept = _kept.get(form)
    if kept is None:
        kept = Prepared(build, values)
        if len(_kept) >= MAX_KEPT:  # strangers choose some forms: theirs must not keep out the others
            _kept.pop(next(iter(_kept)), None)
        _kept[form] = kept
    return kept.rows(values)
