"""A process with Django set up that answers a drill's questions: `{"ask": "ledger.rows", "with": {}}` a line.

One start of Django for all questions; its connections are closed after each, for databases die in drills.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def main() -> None:
    import django

    django.setup()
    from django.db import connections

    out, sys.stdout = sys.stdout, sys.stderr  # nothing else may speak on the line
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line)), default=str), file=out, flush=True)
        connections.close_all()


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    module, name = asked["ask"].split(".")
    try:
        function = getattr(importlib.import_module(f"tests.drills.{module}"), name)
        return {"answer": function(**asked["with"])}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def command(*, arguments: list[str]) -> None:
    from django.core.management import call_command

    call_command(*arguments)


def secret_key() -> str:
    from django.conf import settings

    return str(settings.SECRET_KEY)


if __name__ == "__main__":
    main()
