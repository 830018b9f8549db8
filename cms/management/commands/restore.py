"""Brings a backup back into an empty place."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cms.backup import work
from cms.backup.refusals import as_one_line


class Command(BaseCommand):
    help = "Verify a backup and bring it back; refuses where somebody's work is already."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with as_one_line():
            made = work.restore(options["folder"])
        self.stdout.write(f"Restored as of {made.taken_at}. Run `manage.py migrate`, then start Warta.")
