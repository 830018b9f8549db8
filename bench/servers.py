"""granian over a directory of its own, a database, and requests per second against it."""

from __future__ import annotations

import http.client
import os
import re
import resource
import shutil
import signal
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
END_SECONDS = 5
CLIENTS = 4
GRANIAN = (sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1")
QUIET = ("--log-level", "error", "--no-access-log")
THREADS = 4
"""Of a worker, as `make run` has."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def variables(var: Path, port: int) -> dict[str, str]:
    """The server's address stands in stored documents: it has to be known when they are made."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**plain, "WARTA_VAR": str(var), "LOG_LEVEL": "ERROR", "PUBLIC_URL": f"http://127.0.0.1:{port}"}


def ready(folder: Path, port: int, **changes: str) -> dict[str, str]:
    """The variables of a migrated portal that believes the addresses that the client makes up."""
    environment = {
        **variables(folder, port),
        "TRUSTED_PROXIES": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        **changes,
    }
    manage("migrate", "--verbosity", "0", environment=environment)
    return environment


def manage(*arguments: str, environment: Mapping[str, str]) -> resource.struct_rusage:
    """What the process used. It tells its progress, and what went wrong, where we tell ours."""
    command = [sys.executable, "manage.py", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} ended with {process.returncode}")
    return used


@dataclass(frozen=True)
class Server:
    port: int
    process: int


@contextmanager
def granian(
    application: str, port: int, environment: Mapping[str, str], *, workers: int = 1, threads: int = THREADS
) -> Iterator[Server]:
    numbers = ("--port", port, "--workers", workers, "--blocking-threads", threads)
    command = [*GRANIAN, *map(str, numbers), *QUIET, application]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


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


def rate(port: int, path: str, *, seconds: int, headers: Mapping[str, str] | None = None) -> Rate | None:
    """By wrk: a client in Python would measure itself. None where not one answer came in that time."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoClient("wrk is not installed: apt-get install wrk")
    sent = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    url = f"http://127.0.0.1:{port}{path}"
    command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--timeout", "60s", "--latency", *sent, url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([0-9.]+)", output)
    if found is None or "Non-2xx" in output:
        raise Refused(output)
    if not float(found[1]):
        return None
    return Rate(float(found[1]), _quantile(output, 50), _quantile(output, 99))


def _quantile(output: str, percent: int) -> float:
    number, unit = re.findall(rf"{percent}%\s+([0-9.]+)(us|ms|s)\b", output)[0]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1_000}[unit]
