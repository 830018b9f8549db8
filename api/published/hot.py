"""The hot answers of one process: bounded by bytes, of one content version, each until a moment at most.

Plain memory behind one lock, without a query and without HTTP. What an entry is good for is decided by the
two that hand it in: the version that was known before its first query, and the next boundary of its site.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

MAX_BYTES = 64 * 1024 * 1024
MAX_MISS_BYTES = 1024 * 1024
MAX_SPELLINGS = 10_000
MAX_SPELLING_CHARACTERS = 512
MAX_ASKED_ONCE = 5_000
_OVERHEAD = 4_000
"""Bytes of an entry beside its text, about: its objects, its key, its place in the tables."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, whatever the spelling: equal questions have equal answers at one version."""

    site_id: int
    locale: str
    route: Hashable
    query: str


Way = tuple[str, ...]
Spelling = tuple[str, str]
"""The path and the query string as they came: one look instead of routing and parsing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer without `Cache-Control`, whose seconds count from the moment it is served."""

    status: int
    body: bytes | None
    """None where only a 304 was ever asked for: it is enough for the next one."""
    etag: str
    headers: Mapping[str, str]
    boundary: datetime | None
    """When the answer itself ends; what caches are told."""
    ends_at: datetime | None
    """When it leaves this cache: no later than the site's next boundary of any document."""
    is_brief: bool = False
    """Whether caches may keep it for two seconds only; this one knows when it changes."""
    ways: dict[Way, tuple[tuple[str, str], ...]] = field(default_factory=dict, compare=False)
    """All headers that left the process, by the way the request came: filled by the door."""

    def holds(self, now: datetime) -> bool:
        return self.ends_at is None or now < self.ends_at

    def size(self) -> int:
        text = sum(len(name) + len(value) for name, value in self.headers.items())
        return len(self.body or b"") + text + _OVERHEAD


class Shelf:
    """Entries by question, the least recently used ones dropped when there are too many bytes."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self._entries: OrderedDict[Question, Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, question: Question, now: datetime) -> Entry | None:
        entry = self._entries.get(question)
        if entry is None:
            return None
        if not entry.holds(now):
            self._drop(question)
            return None
        self._entries.move_to_end(question)
        return entry

    def put(self, question: Question, entry: Entry) -> None:
        self._drop(question)
        size = _weight(question, entry)
        if size > self.max_bytes:
            return
        self._entries[question] = entry
        self.bytes += size
        while self.bytes > self.max_bytes:
            self._drop(next(iter(self._entries)))

    def clear(self) -> None:
        self._entries.clear()
        self.bytes = 0

    def _drop(self, question: Question) -> None:
        entry = self._entries.pop(question, None)
        if entry is not None:
            self.bytes -= _weight(question, entry)


def _weight(question: Question, entry: Entry) -> int:
    return entry.size() + len(question.query)


class Hot:
    """The answers, and the misses apart, so that guessed addresses push no article out."""

    def __init__(self, *, max_bytes: int = MAX_BYTES, max_miss_bytes: int = MAX_MISS_BYTES) -> None:
        self.answers = Shelf(max_bytes)
        self.misses = Shelf(max_miss_bytes)
        self._version = -1
        self._spellings: OrderedDict[Spelling, Question] = OrderedDict()
        self._asked_once: OrderedDict[Question, None] = OrderedDict()
        self._lock = threading.Lock()

    def spelled(self, spelling: Spelling, *, version: int, now: datetime) -> Entry | None:
        """The entry of a question that was asked in just these words before."""
        with self._lock:
            self._turn_to(version)
            question = self._spellings.get(spelling)
            if question is None:
                return None
            self._spellings.move_to_end(spelling)
            return self._get(question, now)

    def get(self, question: Question, *, spelling: Spelling, version: int, now: datetime) -> Entry | None:
        """The entry of this question, remembered under this spelling too."""
        with self._lock:
            self._turn_to(version)
            entry = self._get(question, now)
            if entry is not None:
                self._remember(spelling, question)
            return entry

    def put(self, question: Question, entry: Entry, *, spelling: Spelling, version: int) -> None:
        """Kept unless another version has begun since `version` was read."""
        with self._lock:
            if version != self._version:
                return
            (self.misses if entry.status >= 400 else self.answers).put(question, entry)
            self._remember(spelling, question)

    def is_second(self, question: Question, *, version: int) -> bool:
        """Whether this was asked for before at this version; now it was."""
        with self._lock:
            self._turn_to(version)
            if question in self._asked_once:
                return True
            self._asked_once[question] = None
            _trim(self._asked_once, MAX_ASKED_ONCE)
            return False

    def clear(self) -> None:
        with self._lock:
            self._empty()
            self._version = -1

    def _turn_to(self, version: int) -> None:
        """A cache of one version: nothing of another one can be found or fill the memory."""
        if version != self._version:
            self._empty()
            self._version = version

    def _empty(self) -> None:
        for table in (self.answers, self.misses, self._spellings, self._asked_once):
            table.clear()

    def _get(self, question: Question, now: datetime) -> Entry | None:
        return self.answers.get(question, now) or self.misses.get(question, now)

    def _remember(self, spelling: Spelling, question: Question) -> None:
        if len(spelling[0]) + len(spelling[1]) <= MAX_SPELLING_CHARACTERS:
            self._spellings[spelling] = question
            _trim(self._spellings, MAX_SPELLINGS)


def _trim(table: OrderedDict[Hashable, None] | OrderedDict[Question, None] | OrderedDict[Spelling, Question],
          most: int) -> None:  # fmt: skip
    while len(table) > most:
        table.popitem(last=False)


answers = Hot()


def forget() -> None:
    """As a process that has just started."""
    answers.clear()


class Reading:
    """What one answer was read from."""

    is_live = False
    """Something of it was serialised from rows whose documents are stale: it is answered and not kept."""


class _Readings(threading.local):
    current: Reading | None = None


_readings = _Readings()


@contextmanager
def reading() -> Iterator[Reading]:
    """Watches what this thread reads for one answer."""
    before, seen = _readings.current, Reading()
    _readings.current = seen
    try:
        yield seen
    finally:
        _readings.current = before


def note_live() -> None:
    """Called where a document is serialised while somebody waits for it."""
    if _readings.current is not None:
        _readings.current.is_live = True
