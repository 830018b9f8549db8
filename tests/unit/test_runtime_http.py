"""The outbound client reaches the public internet and nothing else."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable

import pytest

from runtime import http

PUBLIC = "93.184.215.14"

# What a resolver would say to each host; the numeric tricks are what getaddrinfo makes of them.
NAMES = {
    "public.example": [PUBLIC],
    "public6.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "loopback.example": ["127.0.0.1"],
    "mixed.example": [PUBLIC, "10.0.0.5"],
    "private.example": ["192.168.1.10"],
    "metadata.example": ["169.254.169.254"],
    "loopback6.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nowhere.example": [],
}

REFUSED = [
    "http://127.0.0.1/",
    "http://127.1.2.3/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://100.127.255.255/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:db8::1]/",
    "http://localhost/",
    "http://intranet/",
    "http://loopback.example/",
    "http://mixed.example/",
    "http://private.example/",
    "http://metadata.example/",
    "http://loopback6.example/",
    "http://mapped.example/",
    "https://user@public.example/",
    "http://user:word@public.example/",
    "http://public.example@127.0.0.1/",
    "http://public.example\\@127.0.0.1/",
    "http://public.example:99999/",
    "http://public.example:port/",
    "http://[::1/",
    "http://",
    "http:///path",
    "//public.example/",
    "public.example",
    "ftp://public.example/",
    "file:///etc/passwd",
    "gopher://public.example/",
    "javascript:alert(1)",
    "http://public.example/\r\nHost: other",
    "http://public.example/\x00",
    "http://püblic.example/",
    "http://-bad.example/",
    "http://①②⑦.0.0.1/",
]


def resolver(host: str, port: int) -> list[str]:
    if host[0].isdigit() or ":" in host:
        return [host.rstrip(".")]
    if host in ("localhost", "intranet"):
        return ["127.0.0.1"]
    return NAMES[host]


def never_dial(address: str, port: int, timeout: float) -> socket.socket:
    raise AssertionError(f"connected to {address}")


@pytest.mark.parametrize("url", REFUSED)
def test_refuses_to_ask(url):
    with pytest.raises(http.RequestRefused):
        http.get(url, resolver=resolver, dialler=never_dial)


@pytest.mark.parametrize(
    ("url", "addresses", "port"),
    [
        ("http://public.example/a?b=c", (PUBLIC,), 80),
        ("https://public.example", (PUBLIC,), 443),
        ("https://PUBLIC.example:8443/", (PUBLIC,), 8443),
        ("https://public6.example/", ("2606:2800:21f:cb07:6820:80da:af6b:8b2c",), 443),
        ("http://93.184.215.14/", (PUBLIC,), 80),
        ("http://[64:ff9b::5db8:d70e]/", ("64:ff9b::5db8:d70e",), 80),
    ],
)
def test_resolves_a_public_host_once(url, addresses, port):
    target = http.check(url, resolver=resolver)
    assert (target.addresses, target.port) == (addresses, port)


def test_a_host_without_an_address_is_a_failure():
    with pytest.raises(http.RequestFailed, match="no address"):
        http.get("http://nowhere.example/", resolver=resolver, dialler=never_dial)


def test_a_resolver_that_hangs_ends_at_the_deadline():
    release = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        release.wait(10)
        return [PUBLIC]

    with pytest.raises(http.RequestFailed, match="took too long"):
        http.get("http://public.example/", timeout=0.05, resolver=hang, dialler=never_dial)
    release.set()


# --- exchanges over a socket pair: what would be the server's end is scripted -----------------------


class Wire:
    """Plays the network: notes who was called and answers with what a test scripted."""

    def __init__(self, *scripts: bytes | Callable[[socket.socket], None]) -> None:
        self.scripts = list(scripts)
        self.dialled: list[tuple[str, int]] = []
        self.requests: list[bytes] = []

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        self.dialled.append((address, port))
        ours, theirs = socket.socketpair()
        ours.settimeout(timeout)
        threading.Thread(target=self._serve, args=(theirs, self.scripts.pop(0)), daemon=True).start()
        return ours

    def _serve(self, end: socket.socket, script: bytes | Callable[[socket.socket], None]) -> None:
        self.requests.append(whole_request(end))
        if callable(script):
            script(end)
        else:
            end.sendall(script)
        end.close()


def whole_request(end: socket.socket) -> bytes:
    """Head and body, in however many pieces they arrive."""
    received = b""
    while piece := end.recv(65536):
        received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if b"\r\n\r\n" in received and len(body) >= (int(length[1]) if length else 0):
            break
    return received


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(location: str) -> bytes:
    return answer(b"", f"Location: {location}", status="302 Found")


def test_returns_status_headers_and_body():
    wire = Wire(answer(b'{"a":1}', "Content-Type: application/json"))
    response = http.get("http://public.example/oembed?url=x", resolver=resolver, dialler=wire.dial)
    assert (response.status, response.headers["content-type"], response.body) == (
        200,
        "application/json",
        b'{"a":1}',
    )
    assert wire.dialled == [(PUBLIC, 80)]
    assert wire.requests[0].startswith(b"GET /oembed?url=x HTTP/1.1\r\n")
    assert b"\r\nHost: public.example\r\n" in wire.requests[0]


def test_connects_to_the_address_that_was_checked_though_the_name_changes_its_mind():
    answers = [[PUBLIC], ["127.0.0.1"]]
    wire = Wire(answer(b"ok"))
    response = http.get(
        "http://public.example/", resolver=lambda host, port: answers.pop(0), dialler=wire.dial
    )
    assert (response.body, wire.dialled, len(answers)) == (b"ok", [(PUBLIC, 80)], 1)


def test_checks_a_redirect_again():
    wire = Wire(redirect("http://169.254.169.254/latest/"))
    with pytest.raises(http.RequestRefused):
        http.get("http://public.example/", resolver=resolver, dialler=wire.dial)
    assert wire.dialled == [(PUBLIC, 80)]


def test_follows_three_redirects():
    wire = Wire(redirect("/1"), redirect("/2"), redirect("http://93.184.215.14/3"), answer(b"end"))
    response = http.get("http://public.example/", resolver=resolver, dialler=wire.dial)
    assert (response.body, response.url) == (b"end", "http://93.184.215.14/3")


def test_refuses_a_fourth_redirect():
    wire = Wire(*[redirect("/on")] * 4)
    with pytest.raises(http.RequestRefused, match="more than 3 redirects"):
        http.get("http://public.example/", resolver=resolver, dialler=wire.dial)


def test_an_answer_at_the_limit_passes_and_one_byte_more_fails():
    wire = Wire(answer(b"x" * 100), answer(b"x" * 101))
    assert (
        len(http.get("http://public.example/", max_bytes=100, resolver=resolver, dialler=wire.dial).body)
        == 100
    )
    with pytest.raises(http.RequestFailed, match="longer than 100 bytes"):
        http.get("http://public.example/", max_bytes=100, resolver=resolver, dialler=wire.dial)


def test_a_server_that_says_nothing_ends_at_the_deadline():
    gone = threading.Event()
    wire = Wire(lambda end: gone.wait(10) and None)
    started = time.monotonic()
    with pytest.raises(http.RequestFailed):
        http.get("http://public.example/", timeout=0.2, resolver=resolver, dialler=wire.dial)
    gone.set()
    assert time.monotonic() - started < 2


def test_a_server_that_drips_ends_at_the_deadline():
    gone = threading.Event()

    def drip(end: socket.socket) -> None:
        end.sendall(b"HTTP/1.1 200 OK\r\n")
        while not gone.wait(0.02):
            try:
                end.sendall(b"X-Drip: 1\r\n")
            except OSError:
                return

    started = time.monotonic()
    with pytest.raises(http.RequestFailed):
        http.get("http://public.example/", timeout=0.2, resolver=resolver, dialler=Wire(drip).dial)
    gone.set()
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "bytes_sent", [b"", b"not http at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_a_broken_answer_is_a_failure(bytes_sent):
    with pytest.raises(http.RequestFailed):
        http.get("http://public.example/", resolver=resolver, dialler=Wire(bytes_sent).dial)


def test_tries_the_next_address_when_one_does_not_answer():
    wire = Wire(answer(b"ok"))

    def dial(address: str, port: int, timeout: float) -> socket.socket:
        if address == PUBLIC:
            raise ConnectionRefusedError
        return wire.dial(address, port, timeout)

    both = lambda host, port: [PUBLIC, "93.184.215.15"]  # noqa: E731
    assert http.get("http://public.example/", resolver=both, dialler=dial).body == b"ok"
    assert wire.dialled == [("93.184.215.15", 80)]


# --- sending ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", REFUSED)
def test_refuses_to_send_to_what_it_refuses_to_ask(url):
    with pytest.raises(http.RequestRefused):
        http.post(url, b"{}", resolver=resolver, dialler=never_dial)


@pytest.mark.parametrize("url", [each for each in REFUSED if ".example/" not in each or "@" in each])
def test_says_so_without_a_resolver_where_the_text_tells(url):
    if url != "http://püblic.example/":
        with pytest.raises(http.RequestRefused):
            http.check_text(url)


def test_sends_a_body_to_the_address_that_was_checked_though_the_name_changes_its_mind():
    answers = [[PUBLIC], ["127.0.0.1"]]
    wire = Wire(answer(b"ok"))
    response = http.post(
        "http://public.example/in",
        b'{"a":1}',
        headers={"Content-Type": "application/json"},
        resolver=lambda host, port: answers.pop(0),
        dialler=wire.dial,
    )
    assert (response.status, wire.dialled, len(answers)) == (200, [(PUBLIC, 80)], 1)
    assert wire.requests[0].startswith(b"POST /in HTTP/1.1\r\n")
    assert b"\r\nContent-Length: 7\r\n" in wire.requests[0]


def test_hears_who_answers_without_reading_what_is_sent():
    ours, theirs = socket.socketpair()
    theirs.sendall(answer(b"no", status="401 Unauthorized"))
    theirs.close()
    response = http.post(
        "http://public.example/in", b"{}", resolver=resolver, dialler=lambda address, port, timeout: ours
    )
    assert (response.status, response.body) == (401, b"no")


def test_does_not_follow_a_redirect_when_sending():
    wire = Wire(redirect("http://169.254.169.254/latest/"))
    response = http.post("http://public.example/", b"", resolver=resolver, dialler=wire.dial)
    assert (response.status, wire.dialled) == (302, [(PUBLIC, 80)])


def test_keeps_the_beginning_of_a_long_answer_when_sending():
    wire = Wire(answer(b"x" * 101))
    response = http.post("http://public.example/", b"", max_bytes=100, resolver=resolver, dialler=wire.dial)
    assert response.body == b"x" * 100


def test_reaches_inside_only_where_the_operator_named_host_and_port():
    wire = Wire(answer(b"ok"))
    inside = ("intranet:8080",)
    sent = http.post(
        "http://intranet:8080/",
        b"",
        inside=inside,
        resolver=lambda host, port: ["10.0.0.9"],
        dialler=wire.dial,
    )
    assert (sent.status, wire.dialled) == (200, [("10.0.0.9", 8080)])
    with pytest.raises(http.RequestRefused):
        http.post("http://intranet/", b"", inside=inside, resolver=resolver, dialler=never_dial)
