"""The days and hours that are counted by: one zone for the whole installation."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def day_of(at: datetime) -> date:
    return at.astimezone(zone()).date()


def hour_of(at: datetime) -> datetime:
    """The start of the hour in the zone (its offset may have half hours)."""
    return _hour_of_minute(int(at.timestamp() // 60), settings.TIME_ZONE)


@lru_cache(maxsize=4096)
def _hour_of_minute(minute: int, zone_name: str) -> datetime:
    """Every event asks it, and most ask for the same minutes."""
    at = datetime.fromtimestamp(minute * 60, ZoneInfo(zone_name))
    return at.replace(minute=0, second=0, microsecond=0)


def offset_of(at: datetime) -> float:
    """Seconds by which the zone is ahead of UTC at the moment."""
    return (at.astimezone(zone()).utcoffset() or timedelta()).total_seconds()


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """Its first moment and that of the next day: 24 hours, where clocks change 23 or 25."""
    first, last = (datetime.combine(each, time.min, tzinfo=zone()) for each in (day, day + timedelta(days=1)))
    return first, last
