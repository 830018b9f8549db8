"""What the ad side does on a period."""

from datetime import datetime, timedelta

from ads.counting import leases, rollup
from runtime.timers import timer


@timer(name="roll_up", every=timedelta(seconds=30))
def roll_up(*, now: datetime) -> int:
    """Bring the hourly sums up to the last committed event."""
    return rollup.roll_up()


@timer(name="expire_leases", every=timedelta(seconds=5))
def expire_leases(*, now: datetime) -> int:
    """Take back what processes hold that do not live any more."""
    return leases.expire()
