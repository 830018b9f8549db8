"""Work of the newsroom that runs on a period."""

from __future__ import annotations

from datetime import datetime, timedelta

from articles import imagesets
from articles.models import Image
from runtime.timers import timer

BATCH = 20


@timer(name="make_renditions", every=timedelta(seconds=15))
def make_renditions(*, now: datetime) -> int:
    """Makes the files of pictures that have none yet; says how many files."""
    due = Image.objects.filter(renditions_key="").order_by("pk")[:BATCH]
    return sum(imagesets.make_quietly(image) for image in due)
