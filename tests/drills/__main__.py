"""`python -m tests.drills [--short] [WORDS]`: breaks a running portal on purpose; a line a check.

Files of drills run side by side; WORDS choose drills as pytest's -k does, also among what `make
test` runs of them (`embedded`: `make run` as a person meets it).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

SHORT_SECONDS, LONG_SECONDS = "8", "60"
AT_ONCE = "2"


def main(arguments: list[str]) -> int:
    os.environ["DRILL_SECONDS"] = SHORT_SECONDS if "--short" in arguments else LONG_SECONDS
    words = " or ".join(each for each in arguments if each != "--short")
    chosen = ["-m", "", "-k", words] if words else ["-m", "drill"]
    began = time.monotonic()
    with tempfile.NamedTemporaryFile("r", prefix="warta-drills-") as table:
        os.environ["DRILL_TABLE"] = table.name
        plan = ["-q", "-rs", "-p", "no:cacheprovider", "-n", AT_ONCE, "--dist", "loadfile"]
        plan += ["--durations", "12"]
        status = int(pytest.main([*plan, *chosen, str(Path(__file__).parent)]))
        print("".join(sorted(table.readlines())), end="")
    print(f"drills: status {status} after {time.monotonic() - began:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
