"""Puts the figures of a line item right by hand."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ads.counting.adjustments import Correction, UnfitAdjustment, adjust
from ads.counting.models import EventClass, EventType
from runtime import clock

TYPES = {each.name.lower(): each for each in EventType}
CLASSES = {each.code: each for each in EventClass}


class Command(BaseCommand):
    help = "Correct what was counted for a line item: a row of today with its reason; closed days stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("line_item", type=int)
        parser.add_argument("count", type=int, help="events more, or below zero less")
        parser.add_argument("--type", choices=TYPES, default="impression")
        parser.add_argument("--class", dest="event_class", choices=CLASSES, default="accepted")
        parser.add_argument("--of", type=date.fromisoformat, required=True, help="the day that was wrong")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--by", default="", help="who says so")

    def handle(self, *args: Any, **options: Any) -> None:
        correction = Correction(
            line_item=options["line_item"],
            type=TYPES[options["type"]],
            count=options["count"],
            corrects=options["of"],
            reason=options["reason"],
            event_class=CLASSES[options["event_class"]],
        )
        try:
            row = adjust(correction, made_by=options["by"], now=clock.now())
        except UnfitAdjustment as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{row.event_count:+d} events, {row.billable_count:+d} billable, on {row.counted_on}"
        )
