"""`python -m tests.drills [--short]`: breaks a running portal on purpose; a line per check, PASS or FAIL."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

SHORT_SECONDS, LONG_SECONDS = "8", "60"


def main(arguments: list[str]) -> int:
    os.environ["DRILL_SECONDS"] = SHORT_SECONDS if "--short" in arguments else LONG_SECONDS
    folder = Path(__file__).parent
    return int(pytest.main(["-q", "-s", "-m", "drill", "-p", "no:cacheprovider", str(folder)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
