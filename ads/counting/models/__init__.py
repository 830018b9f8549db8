"""Every model of the ledger in one place, where Django looks for them."""

from ads.counting.models.days import Adjustment, ClosedDay
from ads.counting.models.events import (
    INVALID_CLASSES,
    VALID_CLASSES,
    WEAK_CLASSES,
    AdEvent,
    EventClass,
    EventFlag,
    EventType,
    Watermark,
)
from ads.counting.models.gates import EVERY_DAY, MONEY_KINDS, Gate, GateKind, Rate
from ads.counting.models.leases import Holder, Lease, LeaseBook, Settled
from ads.counting.models.spools import SpoolOwner
from ads.counting.models.sums import (
    HOURLY_KEY,
    CounterTotal,
    HourlyCount,
    PageView,
    ReasonStatistic,
    SlotStatistic,
)

__all__ = [
    "EVERY_DAY",
    "HOURLY_KEY",
    "INVALID_CLASSES",
    "MONEY_KINDS",
    "VALID_CLASSES",
    "WEAK_CLASSES",
    "AdEvent",
    "Adjustment",
    "ClosedDay",
    "CounterTotal",
    "EventClass",
    "EventFlag",
    "EventType",
    "Gate",
    "GateKind",
    "Holder",
    "HourlyCount",
    "Lease",
    "LeaseBook",
    "PageView",
    "Rate",
    "ReasonStatistic",
    "Settled",
    "SlotStatistic",
    "SpoolOwner",
    "Watermark",
]
