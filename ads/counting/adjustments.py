"""Puts figures right by hand: a row of today, beside the days that are closed and stay as they are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from ads.counting import gates, rollup
from ads.counting.accounting import day_of, hour_of
from ads.counting.ledger import EVENTS
from ads.counting.models import Adjustment, EventClass, EventType
from ads.counting.rows import advance


class UnfitAdjustment(Exception):
    """The correction says nothing, or bills what cannot be billed."""

    code = "unfit_adjustment"


@dataclass(frozen=True, slots=True)
class Correction:
    """So many events more, or below zero less, than were counted for a line item."""

    line_item: int
    type: EventType
    count: int
    corrects: date
    reason: str
    event_class: EventClass = EventClass.ACCEPTED
    creative: int = 0
    slot: int = 0


def adjust(correction: Correction, *, made_by: str, now: datetime) -> Adjustment:
    """Counts today. Accepted events of the type that is paid for move the gates too, and never above a limit.

    Raises UnfitAdjustment.
    """
    if not correction.count or not correction.reason.strip():
        raise UnfitAdjustment("a correction has a number and a reason")
    with transaction.atomic(using=settings.LEDGER_ALIAS):
        sequence = advance(EVENTS)
        billed = gates.correct(
            correction.line_item, correction.count, day=day_of(now), of=_billed_type(correction)
        )
        row = Adjustment.objects.create(
            counted_on=day_of(now),
            counted_hour=hour_of(now),
            line_item=correction.line_item,
            creative=correction.creative,
            slot=correction.slot,
            type=correction.type,
            event_class=correction.event_class,
            rate=billed.rate,
            event_count=correction.count,
            billable_count=billed.billable,
            corrects=correction.corrects,
            reason=correction.reason.strip(),
            made_by=made_by,
            made_at=now,
            sequence=sequence,
        )
    rollup.roll_up()
    return row


def _billed_type(correction: Correction) -> EventType | None:
    return correction.type if correction.event_class == EventClass.ACCEPTED else None
