"""What the ad desk tells: line items that begin, fall behind or are done, creatives that are approved."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.signals import published

from ads.models import Creative, LineItem
from ads.planning.progress import progress
from ads.statuses import Status
from api.webhooks import outbox, payloads
from api.webhooks.models import ToldLineItem
from api.webhooks.types import EventType
from runtime import versions

log = logging.getLogger("warta.webhooks")

DONE = (Status.COMPLETED, Status.COMPLETED_SHORT)
TYPES = {
    ToldLineItem.DELIVERING: EventType.LINE_ITEM_DELIVERING,
    ToldLineItem.BEHIND: EventType.LINE_ITEM_BEHIND,
    ToldLineItem.COMPLETED: EventType.LINE_ITEM_COMPLETED,
}


def connect() -> None:
    """Called once, from `ready`."""
    published.connect(on_creative_published, sender=Creative, dispatch_uid="webhooks:creative")


def on_creative_published(*, instance: Creative, **_: Any) -> None:
    """Approval publishes; a fault of ours must not take it down."""
    try:
        with transaction.atomic():
            data = payloads.of_desk(instance, change="approved", version=versions.read("ads"))
            outbox.put(EventType.CREATIVE_APPROVED, data, subject=f"creative-{instance.pk}")
    except Exception:
        log.exception("an approval could not be told")


def announce(*, now: datetime) -> int:
    """Tells what line items did since the last look; how many events that is."""
    told = dict(ToldLineItem.objects.values_list("line_item_id", "told"))
    done = [pk for pk, word in told.items() if word == ToldLineItem.COMPLETED]
    rows = LineItem.objects.servable().exclude(pk__in=done).with_status(now)
    seen = list(rows.filter(status__in=[Status.DELIVERING, *DONE]))
    plans = progress([each for each in seen if each.status == Status.DELIVERING], now=now)
    return sum(_tell(each, told.get(each.pk), plans.get(each.pk)) for each in seen)


def next_word(status: str, told: str | None, *, is_behind: bool) -> str | None:
    """What is to be told of a line item; None where nothing is new. Who caught up may fall behind again."""
    if status in DONE:
        return ToldLineItem.COMPLETED
    if told is None:
        return ToldLineItem.DELIVERING
    return ToldLineItem.BEHIND if is_behind and told != ToldLineItem.BEHIND else None


@transaction.atomic
def _tell(line_item: Any, told: str | None, plan: Any) -> int:
    is_behind = plan is not None and plan.is_behind
    word = next_word(line_item.status, told, is_behind=is_behind)
    if word is None:
        if told == ToldLineItem.BEHIND and not is_behind:
            _note(line_item.pk, ToldLineItem.DELIVERING)
        return 0
    _note(line_item.pk, word)
    data = payloads.of_desk(line_item, change=word, version=versions.read("ads"))
    outbox.put(TYPES[word], data, subject=f"line-item-{line_item.pk}")
    return 1


def _note(line_item_id: int, word: str) -> None:
    ToldLineItem.objects.update_or_create(line_item_id=line_item_id, defaults={"told": word})
