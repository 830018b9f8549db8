"""granian over a directory of its own, and requests per second against it."""

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
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


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


def header(port: int, path: str, name: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return connection.getresponse().headers[name]


def requests_per_second(port: int, path: str, *, headers: Mapping[str, str] | None = None) -> float:
    """By wrk where it is installed; else by a few Python threads, which are the slower side themselves."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return by_threads(port, path, headers or {})
    sent = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", *sent, f"http://127.0.0.1:{port}{path}"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([0-9.]+)", output)
    if found is None or "Non-2xx" in output:
        raise RuntimeError(output)
    return float(found[1])


def by_threads(port: int, path: str, headers: Mapping[str, str]) -> float:
    done = [0] * CLIENTS
    until = time.monotonic() + SECONDS

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.monotonic() < until:
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
            response.read()
            done[number] += response.status in (200, 304)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS
