"""The list of articles of the demo portal, beside a bare Django view of the same bytes on the same server."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import servers


def measure() -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="warta-bench-") as folder:
        var = Path(folder)
        servers.manage("migrate", var=var)
        servers.manage("demo", var=var)
        with servers.granian("cms.wsgi:application", servers.variables(var)) as port:
            path = "/api/v1/articles/"
            body = servers.fetch(port, path)
            ours = servers.requests_per_second(port, path)
        stored = var / "answer.json"
        stored.write_bytes(body)
        with servers.granian(
            "bench.bare:application", {**servers.variables(var), "BENCH_BYTES": str(stored)}
        ) as port:
            bare = servers.requests_per_second(port, "/")
    return {
        "unit": "requests per second, client and server on one machine",
        "path": path,
        "bytes": len(body),
        "ours": round(ours),
        "bare_django_view": round(bare),
        "ratio": round(ours / bare, 2),
    }
