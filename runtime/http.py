"""The one outbound HTTP client: it only ever reaches public addresses, however a URL is dressed.

The operator may name hosts inside the own network (`inside`); nobody else can.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from runtime.addresses import is_public

TIMEOUT_SECONDS = 5.0
MAX_BYTES = 10 * 1024 * 1024
MAX_POST_ANSWER_BYTES = 64 * 1024
MAX_REDIRECTS = 3
USER_AGENT = "Warta"

_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.ASCII)
_CHUNK = 64 * 1024

Resolver = Callable[[str, int], Iterable[str]]
Dialler = Callable[[str, int, float], socket.socket]


class RequestRefused(Exception):
    """The address must not be asked: not http(s), not a public host, or too many redirects."""

    code = "request_refused"


class RequestFailed(Exception):
    """The address may be asked but gave no usable answer in time and size."""

    code = "request_failed"


@dataclass(frozen=True)
class Response:
    """An answer; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str


@dataclass(frozen=True)
class Target:
    """A checked URL together with the addresses its host resolved to, once."""

    parts: SplitResult
    host: str
    port: int
    addresses: tuple[str, ...]


def resolve(host: str, port: int) -> list[str]:
    """Numeric addresses of a host by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def dial(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to a numeric address."""
    return socket.create_connection((address, port), timeout)


def get(
    url: str,
    *,
    timeout: float = TIMEOUT_SECONDS,
    max_bytes: int = MAX_BYTES,
    headers: dict[str, str] | None = None,
    resolver: Resolver = resolve,
    dialler: Dialler = dial,
) -> Response:
    """GET a public URL, at most three redirects on, `timeout` seconds and `max_bytes` bytes in all.

    Raises RequestRefused or RequestFailed, nothing else.
    """
    deadline = time.monotonic() + timeout
    question = _Question(headers=headers or {}, max_bytes=max_bytes)
    for _hop in range(MAX_REDIRECTS + 1):
        target = check(url, deadline=deadline, resolver=resolver)
        response = _exchange(target, question, deadline=deadline, dialler=dialler)
        location = response.headers.get("location")
        if response.status not in _REDIRECTS or not location:
            return response
        url = urljoin(url, location)
    raise RequestRefused(f"more than {MAX_REDIRECTS} redirects")


def post(
    url: str,
    body: bytes,
    *,
    method: str = "POST",
    timeout: float = TIMEOUT_SECONDS,
    max_bytes: int = MAX_POST_ANSWER_BYTES,
    headers: dict[str, str] | None = None,
    inside: Collection[str] = (),
    resolver: Resolver | None = None,
    dialler: Dialler | None = None,
) -> Response:
    """Send a body (with another method if told so); a redirect is an answer like any other, never followed.

    Of a long answer the first `max_bytes` bytes are returned. Raises RequestRefused or RequestFailed,
    nothing else.
    """
    deadline = time.monotonic() + timeout
    target = check(url, deadline=deadline, inside=inside, resolver=resolver or resolve)
    question = _Question(
        headers=headers or {}, max_bytes=max_bytes, method=method, body=body, is_cut_short=True
    )
    return _exchange(target, question, deadline=deadline, dialler=dialler or dial)


def check_text(url: str, *, inside: Collection[str] = ()) -> None:
    """What can be said of a URL without asking a resolver: RequestRefused if it could never be asked."""
    parts = _split(url)
    host = parts.hostname or ""
    _port(parts)
    if _is_inside(parts, inside):
        return
    _refuse_odd_host(host)
    if _is_numeric(host) and not is_public(host.rstrip(".")):
        raise RequestRefused("the host is not on the public internet")


def check(
    url: str,
    *,
    deadline: float | None = None,
    inside: Collection[str] = (),
    resolver: Resolver = resolve,
) -> Target:
    """Resolve a URL's host once; RequestRefused unless every address of it is public, or it is `inside`."""
    parts = _split(url)
    host = parts.hostname or ""
    port = _port(parts)
    is_trusted = _is_inside(parts, inside)
    if not is_trusted:
        _refuse_odd_host(host)
    until = deadline if deadline is not None else time.monotonic() + TIMEOUT_SECONDS
    addresses = tuple(dict.fromkeys(_resolve_by(until, resolver, host, port)))
    if not addresses:
        raise RequestFailed("the host has no address")
    if not is_trusted and not all(is_public(address) for address in addresses):
        raise RequestRefused("the host is not on the public internet")
    return Target(parts=parts, host=host, port=port, addresses=addresses)


def _is_inside(parts: SplitResult, inside: Collection[str]) -> bool:
    """Whether the operator named this very host, with its port where it has one."""
    return parts.netloc.lower() in inside


def _is_numeric(host: str) -> bool:
    return ":" in host or host.rstrip(".").rpartition(".")[2][:1].isdigit()


def _split(url: str) -> SplitResult:
    if any(ord(character) <= 32 or ord(character) >= 127 or character == "\\" for character in url):
        raise RequestRefused("the address holds characters that a URL may not have")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise RequestRefused("the address is not a URL") from error
    if parts.scheme not in _PORTS:
        raise RequestRefused("only http and https are asked")
    if "@" in parts.netloc:
        raise RequestRefused("an address with a user name is not asked")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise RequestRefused("the address has no usable port") from error


def _refuse_odd_host(host: str) -> None:
    """Numbers in any notation but four plain octets are tricks; a name needs a dot and letters at its end."""
    if ":" in host:
        return
    if not _HOST.fullmatch(host):
        raise RequestRefused("the address has no usable host")
    labels = host.rstrip(".").split(".")
    if labels[-1][0].isdigit():
        if len(labels) != 4 or not all(re.fullmatch(r"0|[1-9]\d{0,2}", label) for label in labels):
            raise RequestRefused("the host is a number in an unusual notation")
    elif len(labels) < 2:
        raise RequestRefused("the host is not on the public internet")


def _resolve_by(deadline: float, resolver: Resolver, host: str, port: int) -> list[str]:
    """The system's resolver knows no timeout, so it runs on a thread that may be left behind."""
    answer: Future[list[str]] = Future()

    def work() -> None:
        try:
            answer.set_result(list(resolver(host, port)))
        except (OSError, UnicodeError) as error:
            answer.set_exception(error)

    threading.Thread(target=work, name="resolve", daemon=True).start()
    try:
        return answer.result(timeout=_remaining(deadline))
    except FutureTimeout as error:
        raise RequestFailed("the host's address took too long") from error
    except (OSError, UnicodeError) as error:
        raise RequestFailed("the host has no address") from error


@dataclass(frozen=True)
class _Question:
    """What is sent, and how much of the answer is wanted."""

    headers: dict[str, str]
    max_bytes: int
    method: str = "GET"
    body: bytes | None = None
    is_cut_short: bool = False
    """Whether a longer answer is cut instead of refused."""


def _exchange(target: Target, question: _Question, *, deadline: float, dialler: Dialler) -> Response:
    try:
        connection = _connect(target, deadline=deadline, dialler=dialler)
        watchdog = threading.Timer(_remaining(deadline), _cut, [connection])
        watchdog.daemon = True
        watchdog.start()
        try:
            response = _ask(connection, target, question)
            _remaining(deadline)  # what the watchdog cut off looks like an end
            return response
        finally:
            watchdog.cancel()
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise RequestFailed(f"no usable answer ({type(error).__name__})") from error


def _connect(target: Target, *, deadline: float, dialler: Dialler) -> http.client.HTTPConnection:
    """Connects to a checked address; the name is only used for TLS and the Host header."""
    failure: OSError = OSError("no address")
    for address in target.addresses:
        try:
            plain = dialler(address, target.port, _remaining(deadline))
        except OSError as error:
            failure = error
            continue
        connection = http.client.HTTPConnection(target.host, target.port, timeout=_remaining(deadline))
        connection.sock = _secure(plain, target) if target.parts.scheme == "https" else plain
        return connection
    raise failure


def _secure(plain: socket.socket, target: Target) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _ask(connection: http.client.HTTPConnection, target: Target, question: _Question) -> Response:
    path = (target.parts.path or "/") + (f"?{target.parts.query}" if target.parts.query else "")
    fixed = {"Host": target.parts.netloc, "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    try:
        connection.request(question.method, path, body=question.body, headers={**question.headers, **fixed})
    except BrokenPipeError:
        pass  # who refuses early reads no further; what he says may already be here
    answer = connection.getresponse()
    body = _read(answer, question)
    facts = {name.lower(): value for name, value in answer.getheaders()}
    return Response(status=answer.status, headers=facts, body=body, url=target.parts.geturl())


def _read(answer: http.client.HTTPResponse, question: _Question) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := answer.read(_CHUNK):
        size += len(chunk)
        parts.append(chunk)
        if size > question.max_bytes:
            if question.is_cut_short:
                return b"".join(parts)[: question.max_bytes]
            raise RequestFailed(f"the answer is longer than {question.max_bytes} bytes")
    if answer.length:
        raise RequestFailed("the answer broke off")
    return b"".join(parts)


def _remaining(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise RequestFailed("no answer in time")
    return left


def _cut(connection: http.client.HTTPConnection) -> None:
    """A server that drips bytes resets every socket timeout; this ends the exchange at the deadline."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
