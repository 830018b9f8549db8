"""Sends the webhooks that are due."""

from runtime.management.timer_command import TimerCommand


class Command(TimerCommand):
    help = "Sends the webhooks that are due."
    timer_name = "deliver_webhooks"
