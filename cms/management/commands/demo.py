"""Fills an empty portal with the demo: articles, pictures, logins and bookings."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from cms.demo import loading
from cms.demo.logins import LOGINS
from cms.demo_password import DEMO_PASSWORD
from runtime import clock, progress

MOST_ARTICLES = 1_000_000


class Command(BaseCommand):
    help = "Load the demo portal. On a portal that has articles it does nothing, unless --force adds it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--articles", type=_count, default=0, metavar="N", help="generate N more articles, for measuring"
        )
        parser.add_argument(
            "--force", action="store_true", help="add to a portal that has articles; nothing is ever deleted"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("the demo brings a password that everybody knows; it refuses in production")
        try:
            is_empty = loading.is_empty()
        except DatabaseError:
            raise CommandError("the database is not ready: run `python manage.py migrate` first") from None
        if not is_empty and not options["force"]:
            self.stdout.write(
                "The portal has articles already; nothing was loaded. --force adds the demo to it."
            )
            return
        self._load(count=options["articles"], is_empty=is_empty)

    def _load(self, *, count: int, is_empty: bool) -> None:
        started, tell = time.monotonic(), progress.at_terminal(self.stderr)
        # Where the demo stands already, a number of articles asks for these alone.
        if is_empty or not count or not loading.has_demo():
            loading.load(now=clock.now(), tell=tell)
        page_ids = loading.load_generated(count, now=clock.now(), tell=tell) if count else []
        loading.make_webp(tell=tell)
        loading.build_documents(page_ids, tell=tell)
        tell("")
        self.stdout.write(f"The demo is loaded ({time.monotonic() - started:.0f} s).")
        self.stdout.write(f"Logins: {', '.join(LOGINS)}; password {DEMO_PASSWORD}")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_ARTICLES:
        raise ArgumentTypeError(f"a whole number from 0 to {MOST_ARTICLES}")
    return int(text)
