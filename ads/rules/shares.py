"""How much of a slot is promised at once: pure arithmetic on half-open periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """A sponsorship's right to a part of a slot in [starts_at, ends_at); None as an end is open."""

    name: str
    percent: Decimal
    starts_at: datetime
    ends_at: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


def crowd_of(wanted: Share, others: Iterable[Share]) -> list[Share]:
    """The others beside `wanted` at the moment when all together promise most; empty if it fits."""
    rivals = list(others)
    # A sum can only grow where a share begins.
    begins = [wanted.starts_at, *(rival.starts_at for rival in rivals if wanted.covers(rival.starts_at))]
    crowds = [[rival for rival in rivals if rival.covers(moment)] for moment in sorted(begins)]
    fullest = max(crowds, key=promised)
    return fullest if wanted.percent + promised(fullest) > WHOLE else []


def promised(shares: Iterable[Share]) -> Decimal:
    return sum((share.percent for share in shares), Decimal(0))
