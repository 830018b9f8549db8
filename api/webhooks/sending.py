"""Sends letters to one receiver after another without a database at hand; the caller keeps the books."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from runtime import clock, http

TIMEOUT_SECONDS = 5.0
BUDGET_SECONDS = 30.0
"""What one receiver may take of one run; the rest of its letters wait for the next."""
MAX_RECEIVERS_AT_ONCE = 16
MAX_KEPT_CHARACTERS = 1_000
GONE = 410


@dataclass(frozen=True)
class Attempt:
    """One try, as the log shows it."""

    at: str
    status: int | None
    milliseconds: int
    error: str
    response: str

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver asks to be sent nothing any more."""
        return self.status == GONE

    def record(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Letter:
    """A body that is ready to leave; its headers are made at the moment at which it does."""

    delivery_id: int
    url: str
    body: str
    headers: Callable[[datetime], Mapping[str, str]]


def send(letter: Letter, *, inside: Iterable[str]) -> Attempt:
    """One POST; whatever comes of it is an attempt."""
    at, started = clock.now(), time.monotonic()
    status, error, response = None, "", ""
    try:
        answer = http.post(
            letter.url,
            letter.body.encode(),
            headers=dict(letter.headers(at)),
            timeout=TIMEOUT_SECONDS,
            inside=tuple(inside),
        )
        status, response = answer.status, _readable(answer.body)
    except (http.RequestRefused, http.RequestFailed) as reason:
        error = f"{reason}"
    took = round((time.monotonic() - started) * 1000)
    return Attempt(f"{at:%Y-%m-%dT%H:%M:%SZ}", status, took, error, response)


def send_all(
    batches: Iterable[list[Letter]], *, inside: Iterable[str]
) -> Iterator[list[tuple[Letter, Attempt]]]:
    """Each batch goes to one receiver, all of them side by side; results as they are there."""
    waiting = [batch for batch in batches if batch]
    if not waiting:
        return
    with ThreadPoolExecutor(min(MAX_RECEIVERS_AT_ONCE, len(waiting))) as pool:
        for future in as_completed(pool.submit(_send_batch, batch, tuple(inside)) for batch in waiting):
            yield future.result()


def _send_batch(batch: list[Letter], inside: tuple[str, ...]) -> list[tuple[Letter, Attempt]]:
    """Up to the first failure: a receiver that is away is asked once a run."""
    until, done = time.monotonic() + BUDGET_SECONDS, list[tuple[Letter, Attempt]]()
    for letter in batch:
        attempt = send(letter, inside=inside)
        done.append((letter, attempt))
        if not attempt.is_success or time.monotonic() > until:
            break
    return done


def _readable(body: bytes) -> str:
    """The beginning of an answer, without what a database cannot hold."""
    return body[: 4 * MAX_KEPT_CHARACTERS].decode("utf-8", "replace").replace("\0", "�")[:MAX_KEPT_CHARACTERS]
