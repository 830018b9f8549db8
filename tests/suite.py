"""`make test`: one run of pytest per engine, and the sum of them on the last line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests import engines

ROOT = Path(__file__).resolve().parent.parent
WORKERS = ("-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder")
"""One file stays in one process: its module's fixtures are made once. tests/conftest.py orders the files."""

NO_MATTER_OF_THE_ENGINE = (
    "--ignore=tests/integration/permissions",
    "--ignore=tests/integration/test_production.py",
    "--ignore=tests/api/test_schemathesis.py",
    "--ignore=tests/api/test_closure.py",
    "--ignore=tests/api/test_strictness.py",
    "--ignore=tests/api/test_beside_v2.py",
    "--ignore=tests/api/test_feed_rules.py",
    "--ignore=tests/integration/test_text_attacks.py",
)
"""About roles, shapes, markup and what is refused unread, or with a database of their own: once is enough."""


@dataclass(frozen=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def main() -> int:
    total = on_sqlite() + on_postgresql() + in_a_browser()
    print(f"\n{total}", flush=True)
    return 1 if total.failed or not total.passed else 0


def on_sqlite() -> Tally:
    heading("SQLite: everything but the browser, and of the drills only how the portal starts and ends")
    tests = [
        "tests/architecture",
        "tests/unit",
        "tests/integration",
        "tests/api",
        "tests/clients",
        "tests/drills",
    ]
    return run([*tests, *WORKERS, "-m", "not drill"], DATABASE_URL="", LEDGER_URL="", CACHE_URL="")


def on_postgresql() -> Tally:
    heading("PostgreSQL and Valkey: integration and API")
    try:
        with engines.postgresql() as database, engines.valkey() as cache:
            tests = ["tests/integration", "tests/api", *WORKERS, *NO_MATTER_OF_THE_ENGINE]
            return run(tests, DATABASE_URL=database, LEDGER_URL="", CACHE_URL=cache)
    except Exception as error:  # a server that does not start is a failure to report, not to die of
        print(f"the servers did not start: {type(error).__name__}: {error}", flush=True)
        return Tally(failed=1)


def in_a_browser() -> Tally:
    heading("Browser")
    if engines.chromium() is None:
        print("skipped: no Chromium on this machine (CHROMIUM=path names one)", flush=True)
        return Tally(skipped=1)
    return run(["tests/browser"], DATABASE_URL="", LEDGER_URL="", CACHE_URL="")


def heading(text: str) -> None:
    print(f"\n=== {text}", flush=True)


def run(tests: Sequence[str], **variables: str) -> Tally:
    """One pytest in a process and a WARTA_VAR of its own; what dies without a report counts as a failure."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="warta-tests-") as var:
        report = Path(var) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *tests]
        environment = {**os.environ, **variables, "WARTA_VAR": var, "WARTA_MODE": "embedded"}
        status = subprocess.call(command, cwd=ROOT, env=environment)
        tally = read(report)
    print(f"{tally} in {time.monotonic() - started:.0f} s", flush=True)
    # 5: nothing was collected, as where a part of the suite has no tests yet.
    return tally if status in (0, 5) or tally.failed else tally + Tally(failed=1)


def read(report: Path) -> Tally:
    if not report.exists():
        return Tally(failed=1)
    tally = Tally()
    for suite in ElementTree.parse(report).iter("testsuite"):
        count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        failed = count["failures"] + count["errors"]
        tally += Tally(count["tests"] - failed - count["skipped"], failed, count["skipped"])
    return tally


if __name__ == "__main__":
    sys.exit(main())
