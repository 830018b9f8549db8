"""Takes back what processes hold that do not live any more."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "Take leases back from processes that have been silent for 15 seconds."
    timer_name = "expire_leases"
