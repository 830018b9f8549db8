"""Keeps events in files while the database is away: synced before they are acknowledged, replayed after."""

import fcntl
import json
import logging
import os
import secrets
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from runtime import clock

log = logging.getLogger("warta.spool")

FOLDER = "spool"
SUFFIX = ".events"
CHUNK = 1_000
BETWEEN_LOOKS_SECONDS = 0.05

Replay = Callable[[Sequence["Record"]], None]
"""Commits records; what it returns from is in the ledger."""


@dataclass(frozen=True, slots=True)
class Record:
    """One event as it was received: token, type and what its class depends on. No address, no agent."""

    token: str
    type: int
    received_at: datetime
    facts: dict[str, Any]


class Spool:
    """The file of one process. While it holds the lock it writes; without a lock anybody may replay it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._file: int | None = None
        self._size = 0

    def append(self, records: Sequence[Record]) -> None:
        """Returns once the records are on the disk; raises OSError, and then none of them is in the file."""
        lines = b"".join(map(as_line, records))
        with self._lock:
            file = self._open()
            try:
                _write_all(file, lines)
                os.fsync(file)
            except OSError:
                os.ftruncate(file, self._size)
                raise
            self._size += len(lines)

    def seal(self) -> None:
        """Leave the file to whoever replays it; the next record begins another."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _open(self) -> int:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"{clock.now():%Y%m%dT%H%M%S%f}-{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
            file = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sync_folder(self._folder)
            self._file, self._size = file, 0
        return self._file


def own() -> Spool:
    """The spool of this process."""
    global _own
    with _opening:
        if _own is None or _own[0] != os.getpid():
            _own = (os.getpid(), Spool(folder()))
        return _own[1]


def folder() -> Path:
    return Path(settings.WARTA_VAR) / FOLDER


def files() -> list[Path]:
    """Every file that waits, the oldest first."""
    return sorted(path for path in folder().glob(f"*{SUFFIX}"))


def waiting() -> int:
    """How many events wait for the ledger on this machine."""
    return sum(_lines(path) for path in files())


def oldest_at() -> datetime | None:
    """Since when the oldest file has been waiting."""
    first = next(iter(files()), None)
    return _begun(first) if first else None


def drain(replay: Replay) -> int:
    """Replay every file that nobody writes and remove it; returns the events replayed.

    Raises what `replay` raises; the file then stays, and what was committed of it is known by its key.
    """
    replayed = 0
    for path in files():
        with _taken(path) as taken:
            if taken:
                replayed += _replay(path, replay)
                path.unlink(missing_ok=True)
    return replayed


def drain_all(replay: Replay, *, within: float) -> bool:
    """Replay what waits now; what living processes hold they replay themselves, and are waited for.

    Returns whether all of it came within so many seconds; raises what `replay` raises.
    """
    until = time.monotonic() + within
    awaited = set(files())
    drain(replay)
    while awaited & set(files()):
        if time.monotonic() > until:
            return False
        time.sleep(BETWEEN_LOOKS_SECONDS)
        drain(replay)
    return True


def read(path: Path) -> Iterator[Record | None]:
    """Each record of a file; None for one that is torn, as the last one of a process that was killed."""
    with path.open("rb") as lines:
        for line in lines:
            yield _parsed(line)


def forget() -> None:
    """As a process that has just started; for tests."""
    global _own
    if _own is not None:
        _own[1].seal()
    _own = None


_own: tuple[int, Spool] | None = None
_opening = threading.Lock()


def _replay(path: Path, replay: Replay) -> int:
    records = list(read(path))
    whole = [record for record in records if record is not None]
    if torn := len(records) - len(whole):
        log.warning("records torn", extra={"count": torn, "file": path.name})
    for start in range(0, len(whole), CHUNK):
        replay(whole[start : start + CHUNK])
    return len(whole)


@contextmanager
def _taken(path: Path) -> Iterator[bool]:
    """Whether the file could be taken: not while its writer lives or another replays it."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield os.path.exists(path)
    except BlockingIOError:
        yield False
    finally:
        os.close(file)


def as_line(record: Record) -> bytes:
    body = json.dumps(
        [record.token, record.type, record.received_at.isoformat(), record.facts], separators=(",", ":")
    ).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def _parsed(line: bytes) -> Record | None:
    checksum, _, body = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(body):
        return None
    token, event_type, received_at, facts = json.loads(body)
    return Record(token, event_type, datetime.fromisoformat(received_at), facts)


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _sync_folder(folder: Path) -> None:
    """A new file is only safe once its name is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lines(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0


def _begun(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return None
