"""Varnish in front of a drill's web server, with deploy/warta.vcl as it is but for the port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cms.env import PROJECT_ROOT

VCL = PROJECT_ROOT / "deploy" / "warta.vcl"
START_SECONDS = 20


def program() -> str | None:
    return shutil.which("varnishd") or shutil.which("varnishd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def in_front_of(server_port: int, *, port: int, folder: Path) -> Iterator[None]:
    found = program()
    assert found is not None
    folder.mkdir()
    rules = folder / "default.vcl"
    rules.write_text(VCL.read_text().replace('.port = "8000"', f'.port = "{server_port}"'))
    command = [found, "-F", "-j", "none", "-a", f"127.0.0.1:{port}", "-f", str(rules)]
    command += ["-n", str(folder / "work"), "-s", "malloc,32m"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Varnish did not start")
