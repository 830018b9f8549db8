"""`python -m bench [NAME ..]`: measures here and asserts nothing; JSON on stdout, progress on stderr."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable

from bench import content, decision, publishing, serving, shares
from bench.portal import Portal
from bench.progress import tell

BENCHES: dict[str, Callable[[Portal], object]] = {
    "content": content.measure,
    "publishing": publishing.measure,
    "rebuild": publishing.rebuild,
    "decide": serving.decisions,
    "events": serving.events,
    "shares": shares.measure,
    "decision": decision.measure,
}
"""In the order in which one portal serves them all, growing on the way; last what takes much memory."""

LONG: dict[str, Callable[[Portal], object]] = {"growth": content.growth}
"""Which only run when they are named."""


def main(names: list[str]) -> int:
    known = {**BENCHES, **LONG}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"unknown bench {unknown[0]!r}; there are: {', '.join(known)}", file=sys.stderr)
        return 1
    failed = False
    with Portal() as portal:
        for name in names or BENCHES:
            tell(name)
            try:
                found = known[name](portal)
            except Exception:  # what the others measure is worth having
                traceback.print_exc()
                failed = True
            else:
                print(json.dumps({name: found}, indent=2), flush=True)
    tell("done")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
