"""Shows which machines may still hold events, and gives up one that does not come back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ads.counting import spoolers
from ads.counting.spoolers import SpoolUnknown
from runtime import clock


class Command(BaseCommand):
    help = (
        "List the machines with a spool: when each was last heard of and since when something waits there. "
        "Days close once all of them are drained."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--give-up", metavar="NAME", help="wait no longer for a machine that will not come back"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["give_up"]:
            self._give_up(options["give_up"])
        behind = {each.name for each in spoolers.behind(now=clock.now())}
        for owner in spoolers.owners():
            waits = f"waits since {owner.oldest_at:%Y-%m-%dT%H:%M:%SZ}" if owner.oldest_at else "drained"
            late = ", days wait for it" if owner.name in behind else ""
            self.stdout.write(
                f"{owner.name}: {waits}, heard of at {owner.reported_at:%Y-%m-%dT%H:%M:%SZ}{late}"
            )

    def _give_up(self, name: str) -> None:
        try:
            spoolers.give_up(name)
        except SpoolUnknown:
            known = ", ".join(each.name for each in spoolers.owners()) or "none"
            raise CommandError(f"no machine {name!r} has told of a spool; there are: {known}") from None
