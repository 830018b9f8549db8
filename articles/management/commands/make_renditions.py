"""Makes the missing files of every picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import QuerySet

from articles import imagesets
from articles.models import Image


class Command(BaseCommand):
    help = "Make the files that pictures lack: JPEG first, then WebP and AVIF."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="look at every picture, also at complete ones")

    def handle(self, *args: Any, **options: Any) -> None:
        every = Image.objects.order_by("pk") if options["all"] else None
        made = self._make("JPEG", imagesets.make, Image.objects.without_jpeg() if every is None else every)
        made += self._make(
            "WebP, AVIF",
            imagesets.make_later,
            Image.objects.without_later_formats() if every is None else every,
        )
        self.stdout.write(f"{made} files made")

    def _make(self, what: str, making: Callable[[Image], int], images: QuerySet[Image]) -> int:
        total, made = images.count(), 0
        for done, image in enumerate(images.order_by("pk").iterator(), start=1):
            made += imagesets.quietly(making, image)
            self._tell(f"{what}: {done} of {total} pictures, {made} files")
        self._tell("")
        return made

    def _tell(self, what: str) -> None:
        """One line that is written over, at a terminal alone."""
        if self.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{what}", ending="")
            self.stderr.flush()
