"""What is kept for a while only: each room registers how it drops its own, and one timer drops all of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from runtime.timers import Work, timer

REGISTRY: dict[str, Work] = {}


class PruneIncomplete(Exception):
    """Some of what is old could not be dropped; the rest was."""

    code = "prune_incomplete"


def prunes(name: str, work: Work) -> None:
    """Register a function `f(*, now) -> how many rows it dropped`; it must be safe to run twice at once."""
    REGISTRY[name] = work


@timer(name="prune", every=timedelta(hours=1))
def prune(*, now: datetime) -> int:
    """Drop what is old everywhere; one that fails does not keep the others from it."""
    count, failed = 0, []
    for name, work in sorted(REGISTRY.items()):
        try:
            count += work(now=now) or 0
        except Exception as error:
            failed.append((name, error))
    if failed:
        reasons = "; ".join(f"{name}: {type(error).__name__}: {error}" for name, error in failed)
        raise PruneIncomplete(reasons) from failed[0][1]
    return count
