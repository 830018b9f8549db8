"""Brings the hourly sums of the ledger up to every event acknowledged so far."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ads.counting import ledger, rollup, spool

SPOOL_SECONDS = 5.0
"""A process replays what it spooled about a second after the ledger answers."""


class Command(BaseCommand):
    help = "Sum the ledger of ad events by the hour, the open hour included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="forget all sums and make them again")

    def handle(self, *args: Any, **options: Any) -> None:
        is_drained = spool.drain_all(ledger.replay, within=SPOOL_SECONDS)
        covered = rollup.rebuild() if options["rebuild"] else rollup.roll_up()
        self.stdout.write(f"{covered} commits rolled up")
        if not is_drained:
            raise CommandError(f"{spool.waiting()} events still wait in the spool of this machine.")
