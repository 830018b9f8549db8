"""Tells the shared cache what is stale."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "Tells the shared cache what is stale."
    timer_name = "purge_caches"
