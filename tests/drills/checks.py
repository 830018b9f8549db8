"""One line a check: printed at once, and kept for the table that `python -m tests.drills` ends with."""

from __future__ import annotations

import os
from pathlib import Path

SECONDS = float(os.environ.get("DRILL_SECONDS", "8"))
IS_SHORT = SECONDS <= 10
TABLE = "DRILL_TABLE"


def verdict(check: int, value: float, *, limit: float = 0, **facts: object) -> None:
    """Print, note and assert `value <= limit`."""
    word = "PASS" if value <= limit else "FAIL"
    told = "".join(f" {name}={fact}" for name, fact in facts.items())
    line = f"check={check} value={value:g} limit={limit:g} {word}{told}"
    print(line)
    if table := os.environ.get(TABLE):
        with Path(table).open("a") as file:
            file.write(line + "\n")
    assert value <= limit, line
