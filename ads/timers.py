"""What the ad side does on a period."""

from datetime import datetime, timedelta

from ads import agreements, completion
from ads.counting import audiences, closing, leases, ledger, partitions, retention, rollup, spool, statistics
from ads.counting import reconcile as reconciling
from ads.counting.accounting import day_of
from runtime import versions
from runtime.pruning import prunes
from runtime.timers import timer


@timer(name="roll_up", every=timedelta(seconds=30))
def roll_up(*, now: datetime) -> int:
    """Bring the hourly sums up to the last committed event."""
    return rollup.roll_up()


@timer(name="complete_line_items", every=timedelta(seconds=10))
def complete_line_items(*, now: datetime) -> int:
    """Note which line items reached their goal or their end."""
    return completion.note(now=now)


@timer(name="expire_leases", every=timedelta(seconds=5))
def expire_leases(*, now: datetime) -> int:
    """Take back what processes hold that do not live any more."""
    return leases.expire()


@timer(name="agree_terms", every=timedelta(seconds=2))
def agree_terms(*, now: datetime) -> int:
    """Tell the ledger what was approved since."""
    changed = agreements.agree(now=now)
    if changed:
        versions.bump("ads")
    return changed


@timer(name="drain_spool", every=timedelta(seconds=10))
def drain_spool(*, now: datetime) -> int:
    """Replay what a process that is gone has spooled on this machine."""
    return spool.drain(ledger.replay)


@timer(name="close_days", every=timedelta(minutes=5))
def close_days(*, now: datetime) -> int:
    """Make the figures of days that are over final."""
    return closing.close_days(now=now)


@timer(name="make_partitions", every=timedelta(hours=1))
def make_partitions(*, now: datetime) -> int:
    """Make tables for the events of the months to come."""
    return partitions.make_ahead(today=day_of(now))


@timer(name="reconcile", every=timedelta(hours=1))
def reconcile(*, now: datetime) -> int:
    """Hold sums, ledger and gates against each other; fails where they differ."""
    yesterday = day_of(now) - timedelta(days=2)
    found = reconciling.reconcile(first=yesterday)
    if found:
        raise BooksDiffer("; ".join(map(str, found[:10])))
    return 0


class BooksDiffer(Exception):
    """`manage.py reconcile` lists all that differs."""

    code = "books_differ"


prunes("events", retention.drop_old_events)
prunes("reasons", statistics.drop_old_reasons)
prunes("audiences", audiences.drop_old)
