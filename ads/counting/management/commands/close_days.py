"""Makes the figures of days that are over final."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "Close every day that ended two hours ago or earlier and of which nothing is spooled any more."
    timer_name = "close_days"
