"""Many readers at a steady rate: each call is due at its moment, whatever became of the one before."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.drills.portal import Portal
from tests.drills.servers import READER

BEHIND_AT_MOST = 1.0  # seconds; a reader who waited that long does not ask for all that was missed
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
RETRY = re.compile(rb"\r\nretry-after: *\d+\r\n", re.IGNORECASE)


class Call(NamedTuple):
    at: float  # seconds since the crowd came, when it was due
    took: float  # from then on until it was answered
    status: int  # 0: not answered
    says_when: bool  # Retry-After


@dataclass(frozen=True)
class Answers:
    calls: Sequence[Call]

    @property
    def statuses(self) -> dict[int, int]:
        return dict(sorted(Counter(call.status for call in self.calls).items()))

    @property
    def goodput(self) -> float:
        """Decisions a second, without the first one."""
        good = [call.at + call.took for call in self.calls if call.status == 200]
        return sum(at >= 1 for at in good) / (max(good) - 1) if good else 0.0

    @property
    def failed(self) -> int:
        """Neither answered nor told to come again."""
        return sum(
            call.status != 200 and not (call.status in (429, 503) and call.says_when) for call in self.calls
        )

    def slowest(self, part: float) -> float:
        """Milliseconds within which this part of the calls was answered."""
        took = sorted(call.took for call in self.calls)
        return took[min(len(took) - 1, int(part * len(took)))] * 1000


class Line:
    """One reader's connection, from an address of its own."""

    def __init__(self, port: int, reader: int, body: bytes) -> None:
        self._port, self._address = port, f"127.0.{reader // 250}.{reader % 250 + 2}"
        self._request = (
            b"POST /api/v1/slots/decide/ HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: text/plain\r\n"
            b"User-Agent: %s\r\nContent-Length: %d\r\n\r\n%s" % (port, READER.encode(), len(body), body)
        )
        self._socket: socket.socket | None = None

    def ask(self) -> tuple[int, bool]:
        try:
            if self._socket is None:
                there, here = ("127.0.0.1", self._port), (self._address, 0)
                self._socket = socket.create_connection(there, timeout=10, source_address=here)
            self._socket.sendall(self._request)
            head = self._read(self._socket)
        except OSError:
            self._socket = None
            return 0, False
        if b"\r\nConnection: close" in head:
            self._socket = None
        return int(head[9:12]), RETRY.search(head + b"\r\n") is not None

    def _read(self, connection: socket.socket) -> bytes:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more(connection)
        head, body = got.split(b"\r\n\r\n", 1)
        length = LENGTH.search(head)
        missing = (int(length[1]) if length else 0) - len(body)
        while missing > 0:
            missing -= len(self._more(connection))
        return head

    def _more(self, connection: socket.socket) -> bytes:
        chunk = connection.recv(65_536)
        if not chunk:
            raise ConnectionResetError
        return chunk


def crowd(portal: Portal, *, rate: float, seconds: float, readers: int) -> Answers:
    """So many calls a second of all readers together, each from its own address."""
    body = json.dumps({"slots": portal.stock["slots"], "viewer": {"width": 390}}).encode()
    calls: list[list[Call]] = [[] for _ in range(readers)]
    began = time.monotonic() + 0.2

    def read(number: int) -> None:
        line, pause = Line(portal.port, number, body), readers / rate
        due = began + number / rate
        while due < began + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            status, says_when = line.ask()
            now = time.monotonic()
            calls[number].append(Call(due - began, now - due, status, says_when))
            due = max(due + pause, now - BEHIND_AT_MOST)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Answers([call for own in calls for call in own])
