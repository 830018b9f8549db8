"""Takes back what processes hold that do not live any more."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "Takes back what processes hold that do not live any more."
    timer_name = "expire_leases"
