"""Lets requests that wait for the same disk share one transaction."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

WAIT_SECONDS = 10.0
QUIET_SECONDS = 0.12
"""A database that is silent so long amid a commit is away to whoever waits: there is another disk."""
MOST_ROWS = 1000
LONGEST_GATHERING = 0.005

Row = TypeVar("Row")


class Away(Exception):
    """Nothing was committed in time; it may be yet."""

    code = "ledger_away"


def _taken_lock() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False, slots=True)
class _Batch(Generic[Row]):
    rows: Sequence[Row]
    is_done: bool = False
    error: Exception | None = None
    done: threading.Lock = field(default_factory=_taken_lock)  # free once it is: cheaper than an Event


class GroupCommit(Generic[Row]):
    """Threads queue their rows, and one writes everybody's.

    With a thread of its own no request hangs in a database that hangs: nobody waits for a commit amid which
    nothing was heard of it. Without one, whoever gets the lock writes, and the others find theirs done.
    """

    def __init__(
        self,
        write: Callable[[list[Row]], None],
        *,
        has_thread: Callable[[], bool] = lambda: False,
        heard_at: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write
        self._has_thread = has_thread
        self._heard_at = heard_at
        self._waiting: list[_Batch[Row]] = []
        self._queue = threading.Condition()
        self._commit = threading.Lock()
        self._thread: tuple[int, threading.Thread] | None = None
        self._gather_for = 0.0  # seconds
        self._writing_since: float | None = None  # monotonic

    def submit(self, rows: Sequence[Row], *, within: float | None = None) -> None:
        """Returns after the commit that holds the rows; raises its error, or Away after so many seconds.

        Away comes sooner where the thread is at a commit and nothing was heard for QUIET_SECONDS.
        """
        batch: _Batch[Row] = _Batch(rows)
        seconds = WAIT_SECONDS if within is None else within
        with self._queue:
            self._waiting.append(batch)
            self._queue.notify()
        if self._has_thread():
            self._ensure_thread()
            is_done = self._wait(batch, seconds)
        else:
            is_done = self._lead_until_done(batch, seconds)
        if not is_done:
            self._leave(batch)
            raise Away
        if batch.error is not None:
            raise batch.error

    def _wait(self, batch: _Batch[Row], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            heard_at = max(self._writing_since or now, self._heard_at())
            left = min(until, heard_at + QUIET_SECONDS) - now
            if batch.done.acquire(timeout=max(0.0, left)):
                return True
            if left <= 0:
                return False

    def _lead_until_done(self, batch: _Batch[Row], seconds: float) -> bool:
        if not self._commit.acquire(timeout=seconds):
            return False
        try:
            while not batch.is_done:
                self._lead()
        finally:
            self._commit.release()
        return True

    def _ensure_thread(self) -> None:
        if self._thread is None or self._thread[0] != os.getpid():
            with self._queue:
                if self._thread is None or self._thread[0] != os.getpid():
                    thread = threading.Thread(target=self._lead_for_ever, name="commits", daemon=True)
                    self._thread = (os.getpid(), thread)
                    thread.start()

    def _lead_for_ever(self) -> None:
        while True:
            with self._queue:
                self._queue.wait_for(lambda: self._waiting)
            if self._gather_for:
                time.sleep(self._gather_for)
            with self._commit:
                self._lead()

    def _lead(self) -> None:
        batches, started = self._take(), time.monotonic()
        self._writing_since = started
        try:
            self._write([row for batch in batches for row in batch.rows])
        except Exception as error:
            _finish(batches, error)
        else:
            _finish(batches, None)
        self._writing_since = None
        self._gather_for = gathering(time.monotonic() - started, shared_by=len(batches))

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


def gathering(took: float, *, shared_by: int) -> float:
    """Seconds to wait for others before the next commit: who was answered together comes again together.

    A quarter of what the last commit took; nothing for a client that is alone.
    """
    return min(took / 4, LONGEST_GATHERING) if shared_by > 1 else 0.0


def _finish(batches: Sequence[_Batch[Row]], error: Exception | None) -> None:
    for batch in batches:
        batch.error = error
        batch.is_done = True
        batch.done.release()
