"""granian on a free port over a directory of its own, and requests per second against it."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
SECONDS = 4
CLIENTS = 4


def variables(var: Path) -> dict[str, str]:
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**plain, "WARTA_VAR": str(var), "LOG_LEVEL": "ERROR"}


def manage(*arguments: str, var: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables(var),
        check=True,
        capture_output=True,
    )


@contextmanager
def granian(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """Yields the port; one worker, four threads, as `make run` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "error",
        "--no-access-log",
        application,
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**environment, "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    )
    try:
        wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


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


def fetch(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return connection.getresponse().read()


def requests_per_second(port: int, path: str) -> float:
    """By wrk where it is installed; else by a few Python threads, which are the slower side themselves."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return by_threads(port, path)
    command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", f"http://127.0.0.1:{port}{path}"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([0-9.]+)", output)
    if found is None or "Non-2xx" in output:
        raise RuntimeError(output)
    return float(found[1])


def by_threads(port: int, path: str) -> float:
    done = [0] * CLIENTS
    until = time.monotonic() + SECONDS

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.monotonic() < until:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            done[number] += response.status == 200

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS
