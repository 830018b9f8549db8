"""Bodies of `POST events/` with fresh tokens: `python -m bench.mint FILE HOW_MANY SIZE LINE_ITEMS`.

One body a line. With one line item, it gets a gate, so that every event is settled at the same row.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path


def main(file: str, how_many: str, size: str, line_items: str) -> None:
    import django

    django.setup()
    from ads import tokens
    from ads.counting.terms import Terms, define
    from ads.delivery.serve import signing_keys
    from runtime import clock

    key, now = signing_keys()[0], clock.now()
    if int(line_items) == 1:
        define(Terms(line_item=1, campaign=1, lifetime_cap=10**9), now=now)

    def event(number: int) -> dict[str, str]:
        token = tokens.Token(now, secrets.randbits(64), 0, 1 + number % int(line_items), 1, 1, 1, 1)
        return {"token": tokens.sign(token, key=key), "type": "impression"}

    with Path(file).open("w") as bodies:
        for body in range(int(how_many)):
            events = [event(body * int(size) + place) for place in range(int(size))]
            bodies.write(json.dumps({"events": events}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
