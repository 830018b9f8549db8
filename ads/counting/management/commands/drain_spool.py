"""Counts what was spooled while the ledger was away."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "Counts what was spooled while the ledger was away."
    timer_name = "drain_spool"
