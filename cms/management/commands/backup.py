"""Saves everything that Warta cannot make again into a directory, while it runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cms.backup import work
from cms.backup.refusals import as_one_line
from runtime import clock


class Command(BaseCommand):
    help = "Save the databases, the ledger, media and spooled events into an empty directory; Warta may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with as_one_line():
            made = work.take(options["folder"], now=clock.now())
        self.stdout.write(f"Saved as of {made.taken_at}: {len(made.files)} files, {made.size} bytes.")
