"""Work of the newsroom that runs on a period."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from articles import answers, imagesets
from articles.models import Image
from runtime.pruning import prunes
from runtime.timers import timer

BATCH = 20
LATER_SECONDS = 1.5
"""How long one run may encode: the other timers of its process wait."""


@timer(name="make_renditions", every=timedelta(seconds=15))
def make_renditions(*, now: datetime) -> int:
    """Makes the files of pictures that have none yet; says how many files."""
    due = Image.objects.without_jpeg().order_by("pk")[:BATCH]
    return sum(imagesets.make_quietly(image) for image in due)


@timer(name="make_later_renditions", every=timedelta(seconds=3))
def make_later_renditions(*, now: datetime) -> int:
    """Makes WebP and AVIF, the newest pictures first; says how many files."""
    started, made = monotonic(), 0
    for image in Image.objects.without_later_formats().order_by("-pk")[:BATCH].iterator():
        made += imagesets.quietly(imagesets.make_later, image)
        if monotonic() - started > LATER_SECONDS:
            break
    return made


prunes("submissions", answers.prune)
