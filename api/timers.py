"""The work of the delivery side that runs on a period."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.previews import services as previews
from api.published import popular, queue, schedule, suggestions
from runtime.pruning import prunes
from runtime.timers import timer


@timer(name="publish_due", every=timedelta(seconds=5))
def publish_due(*, now: datetime) -> int:
    return schedule.publish_due(now=now)


@timer(name="rebuild_documents", every=timedelta(seconds=5))
def rebuild_documents(*, now: datetime) -> int:
    return queue.drain(now=now)


prunes("previews", previews.prune)


@timer(name="rank_most_read", every=timedelta(minutes=1))
def rank_most_read(*, now: datetime) -> int:
    return popular.rank(now=now)


@timer(name="renew_related", every=timedelta(minutes=1))
def renew_related(*, now: datetime) -> int:
    return suggestions.renew(now=now)
