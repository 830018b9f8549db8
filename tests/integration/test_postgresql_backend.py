"""Connections to PostgreSQL outlive a request: one just heard is trusted, one that was left is not."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import cast

import psycopg
import pytest
from django.db import DataError, ProgrammingError, connection
from hypothesis import given
from hypothesis.strategies import datetimes, just

from runtime.postgresql.base import TRUSTED_SECONDS, DatabaseWrapper, HeardConnection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL alone"),
]


@pytest.fixture
def other() -> DatabaseWrapper:
    """A connection of its own, just opened and heard."""
    copy = cast(DatabaseWrapper, connection.copy())
    copy.ensure_connection()
    with copy.cursor() as cursor:
        cursor.execute("SELECT 1")
    return copy


def _line(wrapper: DatabaseWrapper) -> HeardConnection:
    return cast(HeardConnection, wrapper.connection)


def test_a_connection_that_was_just_heard_is_not_asked_again(
    other: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psycopg.Cursor, "execute", lambda *_: pytest.fail("the server was asked"))

    assert not _line(other).was_left()
    assert other.is_usable()

    monkeypatch.undo()
    other.close()


def test_one_that_was_silent_for_long_is_asked(other: DatabaseWrapper) -> None:
    _line(other).heard_at = time.monotonic() - TRUSTED_SECONDS - 1

    assert _line(other).was_left()
    assert other.is_usable()
    assert not _line(other).was_left()

    other.close()


def test_one_on_which_a_query_failed_is_asked(other: DatabaseWrapper) -> None:
    other.set_autocommit(False)
    with pytest.raises(ProgrammingError), other.cursor() as cursor:
        cursor.execute("SELECT nothing")

    assert not _line(other).was_left()
    assert not other.is_usable()  # for its transaction is broken

    other.close()


def test_one_that_the_server_has_ended_is_replaced(other: DatabaseWrapper) -> None:
    pid = _line(other).info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.health_check_enabled, other.health_check_done = True, False  # as a new request begins

    with other.cursor() as cursor:
        cursor.execute("SELECT 2")

        assert cursor.fetchone() == (2,)
    assert _line(other).info.backend_pid != pid

    other.close()


@given(datetimes(timezones=just(UTC)))
def test_a_moment_is_read_as_it_was_written(at: datetime) -> None:
    assert _asked("SELECT %s::timestamptz", at) == (at, UTC)


@pytest.mark.parametrize("fraction", ["", ".5", ".000001", ".123456"])
def test_a_moment_is_read_with_any_fraction_of_a_second(fraction: str) -> None:
    microseconds = int(fraction[1:].ljust(6, "0"))
    wanted = datetime(2026, 8, 17, 12, 0, 59, tzinfo=UTC) + timedelta(microseconds=microseconds)
    assert _asked("SELECT %s::timestamptz", f"2026-08-17T12:00:59{fraction}Z") == (wanted, UTC)


@pytest.mark.parametrize("text", ["infinity", "10000-01-01 00:00:00Z", "0044-03-15 00:00:00Z BC"])
def test_a_moment_that_python_does_not_know_is_an_error(text: str) -> None:
    with pytest.raises(DataError):
        _asked("SELECT %s::timestamptz", text)


def _asked(sql: str, value: object) -> tuple[datetime, object]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        at: datetime = cursor.fetchone()[0]
    return at, at.tzinfo
