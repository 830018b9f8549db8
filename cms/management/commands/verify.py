"""Says whether a backup is whole: every checksum, every database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cms.backup import work
from cms.backup.refusals import as_one_line


class Command(BaseCommand):
    help = "Check every file of a backup against its checksum and every database in it; 1 if one differs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with as_one_line():
            made = work.verify(options["folder"])
        self.stdout.write(f"Whole, as of {made.taken_at}: {len(made.files)} files, {made.size} bytes.")
