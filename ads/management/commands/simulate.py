"""Plays a week of readers against the decision and the pacing, and says whether every goal was kept."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ads.planning import chart
from ads.planning.market import Week
from ads.planning.simulator import simulate
from ads.planning.verdict import judge

MOST = {"opportunities": 10_000_000, "goals": 1_000, "processes": 64, "seed": 2**32}


class Command(BaseCommand):
    help = (
        "Simulate seven days with a rush of ten times the readers and an outage of three hours; "
        "no database is touched. Exit status 1 when a goal that had enough supply was missed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        week = Week()
        for name, most in MOST.items():
            parser.add_argument(f"--{name}", type=_count(most), default=getattr(week, name), metavar="N")
        parser.add_argument("--svg", type=Path, metavar="FILE", help="write the chart as a picture too")

    def handle(self, *args: Any, **options: Any) -> None:
        week = Week(**{name: options[name] for name in MOST})
        began = time.monotonic()
        courses = simulate(week)
        seconds = time.monotonic() - began
        verdict = judge(week, courses)
        self.stdout.write(chart.in_a_terminal(courses))
        self.stdout.write(
            f"{verdict.judged} of {verdict.goals} goals had 1.2 times the supply: {verdict.missed} missed, "
            f"at most {verdict.worst:g} impressions off; billed above a goal {verdict.billed_above}, "
            f"overage {verdict.overage}"
        )
        self.stdout.write(
            f"{verdict.hours} hours with a plan of 20 or more: median error {verdict.median_error:.1%}, "
            f"{verdict.hours_off:.1%} off by more than 15% and 5, {verdict.bursts} above three times the plan"
        )
        word = "PASS" if verdict.is_kept else "FAIL"
        self.stdout.write(
            f"check=24 value={verdict.missed + verdict.billed_above + verdict.bursts} limit=0 {word} "
            f"opportunities={week.opportunities} seed={week.seed} seconds={seconds:.0f}"
        )
        if options["svg"]:
            self._draw(options["svg"], chart.as_svg(courses, title=f"Seed {week.seed}"))
        if not verdict.is_kept:
            raise CommandError("what is promised of goals was not kept")

    def _draw(self, path: Path, picture: str) -> None:
        try:
            path.write_text(picture)
        except OSError as error:
            raise CommandError(str(error)) from None


def _count(most: int) -> Any:
    def whole(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
            raise ArgumentTypeError(f"a whole number from 1 to {most}")
        return int(text)

    return whole
