"""Builds every published document anew, or with --check compares what is stored with what should be."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from api.published import queue
from runtime import clock, progress


class Command(BaseCommand):
    help = "Builds every published document anew; --check only compares, and ends with 1 where one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare; 1 where one differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if not options["check"]:
            count = queue.rebuild_all(now=now, tell=progress.at_terminal(self.stderr))
            self.stdout.write(f"{count} pages built")
            return
        differences = list(queue.drift(now=now))
        for line in differences:
            self.stdout.write(line)
        if differences:
            self.stderr.write(f"{len(differences)} documents differ")
            sys.exit(1)
        self.stdout.write("no difference")
