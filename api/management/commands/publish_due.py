"""Publishes what is approved for now and takes down what is over."""

from typing import Any

from django.core.management.base import BaseCommand

from api.published import schedule
from runtime import clock


class Command(BaseCommand):
    help = "Publishes what is approved for now and takes down what is over."

    def handle(self, *args: Any, **options: Any) -> None:
        count = schedule.publish_due(now=clock.now())
        self.stdout.write(f"{count} published or taken down")
