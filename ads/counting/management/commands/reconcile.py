"""Says whether reports, ledger, closed days and gates agree."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ads.counting import reconcile


class Command(BaseCommand):
    help = (
        "Make the sums of every day again from the ledger and compare them with what reports are read from, "
        "with what was noted when the day was closed, and with the gates. Changes nothing. "
        "Exit status 1 when something differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if first and last and first > last:
            raise CommandError("--from is a day after --to: nothing would be compared")
        found = reconcile.reconcile(first=first, last=last)
        for difference in found:
            self.stdout.write(str(difference))
        word = "FAIL" if found else "PASS"
        self.stdout.write(f"check=26 value={len(found)} limit=0 {word}")
        if found:
            raise CommandError("the books differ")
