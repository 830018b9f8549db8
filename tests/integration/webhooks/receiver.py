"""A receiver of webhooks in this process: it answers over a socket pair, so that no network is touched."""

from __future__ import annotations

import base64
import hmac
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from runtime import http

ADDRESS = "93.184.215.14"
Answer = Callable[[str], tuple[int, bytes]]


@dataclass
class Received:
    """One request as it came over the wire."""

    host: str
    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def sent(self) -> dict[str, Any]:
        sent: dict[str, Any] = orjson.loads(self.body)
        return sent

    def is_signed_with(self, secret: str) -> bool:
        """As a receiver checks it, the age of the message left aside: the clock of a test stands still."""
        text = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.{self.body.decode()}"
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signature = f"v1,{base64.b64encode(hmac.digest(key, text.encode(), 'sha256')).decode()}"
        return signature in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """Every host of the internet; `answers` says what one does, 200 where it says nothing."""

    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    requests: list[Received] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        return self.addresses.get(host, [ADDRESS])

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        self.dialled.append(address)
        ours, theirs = socket.socketpair()
        ours.settimeout(timeout)
        threading.Thread(target=self._serve, args=(theirs,), daemon=True).start()
        return ours

    def _serve(self, end: socket.socket) -> None:
        with end, end.makefile("rb") as stream:
            line = stream.readline().decode().strip()
            headers = {}
            while text := stream.readline().decode().strip():
                name, _, value = text.partition(": ")
                headers[name.lower()] = value
            body = stream.read(int(headers.get("content-length", 0)))
            host = headers["host"]
            self.requests.append(Received(host, line, headers, body))
            status, answer = self.answers.get(host, (200, b"ok"))
            if not status:
                return
            head = f"HTTP/1.1 {status} x\r\nContent-Length: {len(answer)}\r\n"
            extra = "Location: http://127.0.0.1/\r\n" if status == 302 else ""
            end.sendall(f"{head}{extra}\r\n".encode() + answer)

    def types(self, host: str = "hook.example") -> list[str]:
        return [each.sent["type"] for each in self.requests if each.host == host]

    def data(self, event_type: str, host: str = "hook.example") -> list[dict[str, Any]]:
        sent = [each.sent for each in self.requests if each.host == host]
        return [each["data"] for each in sent if each["type"] == event_type]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    made = Receiver()
    monkeypatch.setattr(http, "resolve", made.resolve)
    monkeypatch.setattr(http, "dial", made.dial)
    return made
