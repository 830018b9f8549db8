"""Tells on stderr what is being measured and since when: stdout holds the JSON alone."""

from __future__ import annotations

import sys
import time

_began = time.monotonic()


def tell(what: str) -> None:
    print(f"{time.monotonic() - _began:6.0f} s  {what}", file=sys.stderr, flush=True)
