"""`python -m bench [NAME ..]`: measures on this machine and prints JSON; asserts nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from bench import content, decision, serving, shares

BENCHES: dict[str, Callable[[], object]] = {
    "decision": decision.measure,
    "shares": shares.measure,
    "content": content.measure,
    "decide": serving.decisions,
    "events": serving.events,
}
LONG: dict[str, Callable[[], object]] = {"growth": content.growth}
"""Which only run when they are named."""


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in {**BENCHES, **LONG}]
    if unknown:
        print(f"unknown bench {unknown[0]!r}; there are: {', '.join({**BENCHES, **LONG})}", file=sys.stderr)
        return 1
    for name in names or BENCHES:
        print(json.dumps({name: {**BENCHES, **LONG}[name]()}, indent=2), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
