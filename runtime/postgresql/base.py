"""The backend that the setting ENGINE names: as Django's, but nobody waits for a database that hangs.

A server that is stopped, or behind a network that swallows what it is sent, leaves its sockets open, and no
timeout of PostgreSQL's counts then, for it is the server that would have to count.
"""

from __future__ import annotations

import select
import threading
import time
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base, psycopg_any

from runtime.silence import Silence, guarded, listen

INTERVAL_SECONDS = 0.05
TRUSTED_SECONDS = 5.0
"""For so long after an answer a connection is believed to be there while its socket has nothing to read."""


class HeardConnection(psycopg.Connection[Any]):
    """Tells the silence of its database what it hears, and is closed by it."""

    silence: Silence
    heard_at = float("-inf")

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> Any:
        opened = yield from guarded(super()._connect_gen(conninfo), cls.silence.goes_on, _silent)
        cls.silence.heard()
        return opened

    def wait(self, gen: Any, interval: float = INTERVAL_SECONDS, timeout: float | None = None) -> Any:
        silence = self.silence
        try:
            answer = super().wait(guarded(gen, silence.goes_on, _silent), INTERVAL_SECONDS, timeout)
        except Silent:
            self.close()
            raise
        silence.heard()
        self.heard_at = time.monotonic()
        return answer

    def was_left(self) -> bool:
        """Whether the server may have gone: it said something unasked (a farewell), or nothing for long."""
        if self.closed or time.monotonic() - self.heard_at > TRUSTED_SECONDS:
            return True
        poll = select.poll()
        poll.register(self.pgconn.socket, select.POLLIN)
        return bool(poll.poll(0))


class Silent(psycopg.OperationalError):
    """The database has not answered anybody for some time."""


def _silent() -> Silent:
    return Silent("the database is silent")


class _Line(psycopg.Connection[Any]):
    """The connection that asks whether the database answers."""

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> Any:
        return guarded(super()._connect_gen(conninfo), _took_too_long, _silent)

    def wait(self, gen: Any, interval: float = INTERVAL_SECONDS, timeout: float | None = None) -> Any:
        return super().wait(guarded(gen, _took_too_long, _silent), INTERVAL_SECONDS, timeout)


def _took_too_long(since: float) -> bool:
    return time.monotonic() - since > settings.DATABASE_SILENT_AFTER_SECONDS


class _Question:
    """Asked on a connection of its own, which is closed again: a database may want to be dropped."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters

    def answers(self) -> bool:
        """Also when the answer is an error, as of a server that takes no more connections."""
        try:
            line = _Line.connect(autocommit=True, **self._parameters)
        except psycopg.Error as error:
            return not isinstance(error, Silent)
        try:
            line.execute("SELECT 1")
        except psycopg.Error as error:
            return not isinstance(error, Silent)
        finally:
            line.close()
        return True


class _Database:
    """The module psycopg, but that it connects with the given class."""

    def __init__(self, connection_class: type[HeardConnection]) -> None:
        self._class = connection_class

    def connect(self, **parameters: Any) -> HeardConnection:
        return self._class.connect(**parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


_heard_in: dict[str, tuple[str, type[HeardConnection]]] = {}
_adding = threading.Lock()


def _class_for(alias: str, parameters: dict[str, Any]) -> type[HeardConnection]:
    """One class, and so one silence, for all connections of this process to a database."""
    place = repr({name: parameters.get(name) for name in ("host", "port", "dbname", "service", "user")})
    with _adding:
        if alias not in _heard_in or _heard_in[alias][0] != place:
            asked = {
                name: parameters[name] for name in parameters if name not in ("context", "cursor_factory")
            }
            silence = Silence(alias, _Question(asked).answers)
            listen(alias, silence)
            made = type("HeardConnection", (HeardConnection,), {"silence": silence})
            _heard_in[alias] = (place, made)
        return _heard_in[alias][1]


class UtcLoader(psycopg_any.BaseTzLoader):  # type: ignore[misc]
    """Reads moments as they come where all are in UTC; a list of 20 cards has sixty of them."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            at = datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # before the year 1 or after 9999: it says so
            return super().load(data)  # type: ignore[no-any-return]
        return at if at.tzinfo is UTC else super().load(data)


class DatabaseWrapper(base.DatabaseWrapper):
    """See the module."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.Database: Any = _Database(_class_for(self.alias, conn_params))
        opened = super().get_new_connection(conn_params)
        opened.adapters.register_loader("timestamptz", UtcLoader)
        return opened

    def is_usable(self) -> bool:
        """Whether a request may begin on this connection: the server is asked only where there is doubt."""
        is_in_doubt = self.errors_occurred or self.connection.was_left()
        return not is_in_doubt or super().is_usable()
