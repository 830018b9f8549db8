"""The shape of a command that runs one timer now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runtime import clock, timers
from runtime.models import TimerRun
from runtime.timers import Outcome


class TimerCommand(BaseCommand):
    """Subclass it as `Command` with the timer's name and a help text."""

    timer_name: str

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = timers.run(self.timer_name, now=clock.now())
        if outcome is Outcome.FAILED:
            reason = TimerRun.objects.get(name=self.timer_name).last_error
            raise CommandError(f"{self.timer_name} failed: {reason}")
        if outcome is Outcome.LOCKED:
            self.stdout.write(f"{self.timer_name} is already running")
