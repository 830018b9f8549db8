"""Makes tables for the events of the months to come."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "On PostgreSQL: make the tables of this month's events and of the next two months'."
    timer_name = "make_partitions"
