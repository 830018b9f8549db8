"""The work of the delivery side that runs on a period."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.previews import services as previews
from api.published import popular, queue, schedule, suggestions
from api.purges import services as purges
from api.webhooks import desk
from api.webhooks import services as webhooks
from runtime.pruning import prunes
from runtime.timers import timer


@timer(name="publish_due", every=timedelta(seconds=5))
def publish_due(*, now: datetime) -> int:
    return schedule.publish_due(now=now)


@timer(name="rebuild_documents", every=timedelta(seconds=5))
def rebuild_documents(*, now: datetime) -> int:
    return queue.drain(now=now)


@timer(name="deliver_webhooks", every=timedelta(seconds=1), is_apart=True)
def deliver_webhooks(*, now: datetime) -> int:
    return webhooks.deliver(now=now)


@timer(name="purge_caches", every=timedelta(seconds=1), is_apart=True)
def purge_caches(*, now: datetime) -> int:
    return purges.purge(now=now)


@timer(name="announce_line_items", every=timedelta(minutes=1))
def announce_line_items(*, now: datetime) -> int:
    return desk.announce(now=now)


@timer(name="rank_most_read", every=timedelta(minutes=1))
def rank_most_read(*, now: datetime) -> int:
    return popular.rank(now=now)


@timer(name="renew_related", every=timedelta(minutes=1))
def renew_related(*, now: datetime) -> int:
    return suggestions.renew(now=now)


prunes("previews", previews.prune)
prunes("webhooks", webhooks.prune)
