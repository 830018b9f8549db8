"""The list of articles of the demo portal, beside a bare Django view of the same bytes on the same server."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import servers

PATH = "/api/v1/articles/"


def measure() -> dict[str, object]:
    port = servers.free_port()
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as folder:
        environment = servers.variables(Path(folder), port)
        servers.manage("migrate", environment=environment)
        servers.manage("demo", environment=environment)
        with servers.granian("cms.wsgi:application", port, environment):
            body = servers.fetch(port, PATH)
            ours = servers.requests_per_second(port, PATH)
        stored = Path(folder) / "answer.json"
        stored.write_bytes(body)
        with servers.granian("bench.bare:application", port, {**environment, "BENCH_BYTES": str(stored)}):
            bare = servers.requests_per_second(port, "/")
    return {
        "unit": "requests per second, client and server on one machine",
        "path": PATH,
        "bytes": len(body),
        "ours": round(ours),
        "bare_django_view": round(bare),
        "ratio": round(ours / bare, 2),
    }
