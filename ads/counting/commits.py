"""Lets requests that wait for the same disk share one transaction."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

WAIT_SECONDS = 10.0
MOST_ROWS = 1000

Row = TypeVar("Row")


class Away(Exception):
    """No thread could commit in time."""

    code = "ledger_away"


@dataclass(eq=False, slots=True)
class _Batch(Generic[Row]):
    rows: Sequence[Row]
    is_done: bool = False
    error: Exception | None = None


class GroupCommit(Generic[Row]):
    """Threads queue their rows; whoever gets the lock writes everybody's, the others find theirs done."""

    def __init__(self, write: Callable[[list[Row]], None]) -> None:
        self._write = write
        self._waiting: list[_Batch[Row]] = []
        self._queue = threading.Lock()
        self._commit = threading.Lock()

    def submit(self, rows: Sequence[Row]) -> None:
        """Returns after the commit that holds the rows; raises its error, or Away."""
        batch: _Batch[Row] = _Batch(rows)
        with self._queue:
            self._waiting.append(batch)
        if not self._commit.acquire(timeout=WAIT_SECONDS):
            self._leave(batch)
            raise Away
        try:
            while not batch.is_done:
                self._lead()
        finally:
            self._commit.release()
        if batch.error is not None:
            raise batch.error

    def _lead(self) -> None:
        batches = self._take()
        try:
            self._write([row for batch in batches for row in batch.rows])
        except Exception as error:
            _finish(batches, error)
        else:
            _finish(batches, None)

    def _take(self) -> list[_Batch[Row]]:
        """The oldest batches, together at most MOST_ROWS rows unless one alone has more."""
        with self._queue:
            taken: list[_Batch[Row]] = []
            count = 0
            while self._waiting and (not taken or count + len(self._waiting[0].rows) <= MOST_ROWS):
                taken.append(self._waiting.pop(0))
                count += len(taken[-1].rows)
            return taken

    def _leave(self, batch: _Batch[Row]) -> None:
        with self._queue:
            if batch in self._waiting:
                self._waiting.remove(batch)


def _finish(batches: Sequence[_Batch[Row]], error: Exception | None) -> None:
    for batch in batches:
        batch.error = error
        batch.is_done = True
