"""Drops what is kept for a while only: previews that have ended and the like."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "Drops what is kept for a while only: previews that have ended and the like."
    timer_name = "prune"
