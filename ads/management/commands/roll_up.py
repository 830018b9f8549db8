"""Brings the sums that reports are read from up to the last acknowledged event."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "Brings the sums that reports are read from up to the last acknowledged event."
    timer_name = "roll_up"
