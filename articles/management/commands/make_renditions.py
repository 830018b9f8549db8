"""Makes the missing files of every picture."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles import imagesets
from articles.models import Image


class Command(BaseCommand):
    help = "Make the JPEG files that pictures lack."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="look at every picture, also at complete ones")

    def handle(self, *args: Any, **options: Any) -> None:
        images = Image.objects.order_by("pk")
        if not options["all"]:
            images = images.filter(renditions_key="")
        made = sum(imagesets.make_quietly(image) for image in images.iterator())
        self.stdout.write(f"{made} files made")
