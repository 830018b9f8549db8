"""granian over a directory of its own, a database, and requests per second against it."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from bench.posting import NoClient

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
SECONDS = 2
CLIENTS = 4
GRANIAN = (sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1")
AS_MAKE_RUN = ("--workers", "1", "--blocking-threads", "4", "--log-level", "error", "--no-access-log")


def cpu_seconds(process: int) -> float:
    """What the children of a server, its workers, have used so far."""
    spent = 0
    for number in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        fields = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def variables(var: Path, port: int) -> dict[str, str]:
    """The server's address stands in stored documents: it has to be known when they are made."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**plain, "WARTA_VAR": str(var), "LOG_LEVEL": "ERROR", "PUBLIC_URL": f"http://127.0.0.1:{port}"}


def manage(*arguments: str, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])


@contextmanager
def granian(application: str, port: int, environment: Mapping[str, str]) -> Iterator[int]:
    """Gives the id of its process."""
    process = subprocess.Popen(
        [*GRANIAN, "--port", str(port), *AS_MAKE_RUN, application], cwd=ROOT, env=environment
    )
    try:
        wait(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def database(engine: str) -> Iterator[dict[str, str]]:
    """The variables that lead to a database of its own: SQLite needs none."""
    if engine == "sqlite":
        yield {}
        return
    from tests.drills import engines

    with engines.database() as server:
        yield {"DATABASE_URL": server.url}


def wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fetch(port, "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")


class Refused(Exception):
    """An answer that is an error: measuring it would flatter."""


def fetch(port: int, path: str) -> bytes:
    return ask(port, path)[1]


def ask(port: int, path: str, **headers: str) -> tuple[Message, bytes]:
    """The headers and the body of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    if response.status >= 400 and path != "/":
        raise Refused(f"{response.status} of {path}")
    return response.headers, response.read()


@dataclass(frozen=True, slots=True)
class Rate:
    per_second: float
    p50_ms: float
    p99_ms: float


def rate(port: int, path: str, *, headers: Mapping[str, str] | None = None) -> Rate:
    """By wrk: a client in Python would measure itself."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoClient("wrk is not installed: apt-get install wrk")
    sent = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    url = f"http://127.0.0.1:{port}{path}"
    command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", "--latency", *sent, url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([0-9.]+)", output)
    if found is None or "Non-2xx" in output:
        raise Refused(output)
    return Rate(float(found[1]), _quantile(output, 50), _quantile(output, 99))


def _quantile(output: str, percent: int) -> float:
    number, unit = re.findall(rf"{percent}%\s+([0-9.]+)(us|ms|s)\b", output)[0]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1_000}[unit]
