"""POSTs per second and their slowest hundredth, by wrk; every request from another reader's address."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

CLIENTS = 8
SECONDS = 2
# The addresses keep a carrier's bound on calls from being what is measured.
SCRIPT = """
local bodies, at = {}, 0
for line in io.lines("%s") do bodies[#bodies + 1] = line end
request = function()
  at = at %% #bodies + 1
  local headers = {["Content-Type"] = "text/plain", ["User-Agent"] = "%s",
    ["X-Forwarded-For"] = string.format("10.%%d.%%d.7", math.random(255), math.random(255))}
  return wrk.format("POST", nil, headers, bodies[at])
end
done = function(summary, latency)
  print(string.format("RESULT %%d %%d %%f", summary.requests, summary.duration, latency:percentile(99)))
  print(string.format("ERRORS %%d", summary.errors.status + summary.errors.read + summary.errors.timeout))
end
"""
READER = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


class NoClient(Exception):
    """wrk is not installed; a client in Python would measure itself."""


@dataclass(frozen=True)
class Rate:
    per_second: float
    p99_ms: float
    requests: int


def post(port: int, path: str, bodies: Path, *, seconds: int = SECONDS, clients: int = CLIENTS) -> Rate:
    """One body after another from the file. Raises NoClient."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoClient
    script = bodies.with_suffix(".lua")
    script.write_text(SCRIPT % (bodies, READER))
    command = [
        wrk,
        "-t1",
        f"-c{clients}",
        f"-d{seconds}s",
        "-s",
        str(script),
        f"http://127.0.0.1:{port}{path}",
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) ([0-9.]+)\nERRORS 0\n", output)
    if found is None:
        raise RuntimeError(output)
    requests, microseconds, p99 = (float(each) for each in found.groups())
    return Rate(requests / microseconds * 1e6, p99 / 1e3, int(requests))
