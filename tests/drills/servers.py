"""Starts web servers for drills: granian with its workers, on a free port, over a directory of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.env import PROJECT_ROOT

START_SECONDS = 60
READER = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@dataclass(frozen=True)
class Server:
    port: int
    var: Path
    process: subprocess.Popen[bytes]
    stock: dict[str, Any]


@contextmanager
def stocked_server(var: Path, *, workers: int, threads: int = 4) -> Iterator[Server]:
    """A server that answers, filled by `tests.drills.stock`; ended with its workers."""
    port = free_port()
    environment = variables(var, port)
    made = subprocess.run(
        [sys.executable, "-m", "tests.drills.stock"],
        cwd=PROJECT_ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)]
    command += [
        "--respawn-failed-workers",
        "--respawn-interval",
        "0.2",
        "--log-level",
        "warning",
        "cms.wsgi:application",
    ]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, start_new_session=True)
    try:
        wait(port, process)
        yield Server(port, var, process, json.loads(made.stdout.splitlines()[-1]))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client:
    """One reader's connection, kept alive, opened again when the server dropped it."""

    def __init__(self, port: int, **headers: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"User-Agent": READER, **headers}

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        text = None if body is None else json.dumps(body)
        self._connection.request(method, path, text, {**self._headers, "Content-Type": "text/plain"})
        response = self._connection.getresponse()
        return response.status, response.read()


def variables(var: Path, port: int) -> dict[str, str]:
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**plain, "WARTA_VAR": str(var), "PUBLIC_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "WARNING"}


def wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Client(port).call("GET", "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
