"""Bodies of `POST events/` with fresh tokens: `python -m bench.mint FILE HOW_MANY SIZE LINE_ITEMS ..`.

Four arguments a file, one body a line. With one line item, it gets a gate, so that every event is settled
at the same row.
"""

from __future__ import annotations

import json
import secrets
import sys
from datetime import datetime
from pathlib import Path


def main(*files: str) -> None:
    import django

    django.setup()
    from ads.counting.terms import Terms, define
    from ads.delivery.serve import signing_keys
    from runtime import clock

    key, now = signing_keys()[0], clock.now()
    for file, *numbers in zip(*[iter(files)] * 4, strict=True):
        how_many, size, line_items = map(int, numbers)
        if line_items == 1:
            define(Terms(line_item=1, campaign=1, lifetime_cap=10**9), now=now)
        with Path(file).open("w") as bodies:
            for body in range(how_many):
                places = range(body * size, (body + 1) * size)
                events = [_event(place, line_items, key=key, now=now) for place in places]
                bodies.write(json.dumps({"events": events}, separators=(",", ":")) + "\n")


def _event(place: int, line_items: int, *, key: bytes, now: datetime) -> dict[str, str]:
    from ads import tokens

    token = tokens.Token(now, secrets.randbits(64), 0, 1 + place % line_items, 1, 1, 1, 1)
    return {"token": tokens.sign(token, key=key), "type": "impression"}


if __name__ == "__main__":
    main(*sys.argv[1:])
