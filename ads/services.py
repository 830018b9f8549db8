"""What acts at once, logged and outside of drafts: pause, resume, stop, archive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from ads.models import AdSlot, Advertiser, Campaign, Creative, LineItem, LineItemControl, Pause, SlotGroup
from runtime import versions

Archived = Advertiser | Campaign | Creative | AdSlot | SlotGroup


class LineItemArchived(Exception):
    """An archived line item is history: it can be neither paused, resumed nor stopped."""

    code = "line_item_archived"


@transaction.atomic
def pause(*, line_item: LineItem, by: User | None, now: datetime, release: bool = False) -> LineItemControl:
    """No further decision chooses it. `release` also gives its inventory back. Repeating is no error."""
    control = _control_of(line_item)
    kind = Pause.RELEASED if release else Pause.RESERVED
    if control.pause == kind:
        return control
    control.pause = kind
    return _store(control, action="ads.pause", by=by, now=now, facts={"release": release})


@transaction.atomic
def resume(*, line_item: LineItem, by: User | None, now: datetime) -> LineItemControl:
    """Lifts a pause and a stop. Repeating is no error."""
    control = _control_of(line_item)
    if control.pause == Pause.NO and control.stopped_at is None:
        return control
    control.pause, control.stopped_at = Pause.NO, None
    return _store(control, action="ads.resume", by=by, now=now)


@transaction.atomic
def stop(*, line_item: LineItem, by: User | None, now: datetime, because: str = "") -> LineItemControl:
    """As pause, and events of it that still arrive are counted as invalid. Repeating is no error.

    `because`: of what it is a part, for the history.
    """
    control = _control_of(line_item)
    if control.stopped_at is not None:
        return control
    control.stopped_at = now
    return _store(control, action="ads.stop", by=by, now=now, facts={"because": because} if because else None)


@transaction.atomic
def archive_line_item(*, line_item: LineItem, by: User | None, now: datetime) -> LineItemControl:
    """Takes it out of lists and service for good; its numbers stay. Repeating is no error."""
    control = LineItemControl.objects.select_for_update().get_or_create(line_item_id=line_item.pk)[0]
    if control.archived_at is not None:
        return control
    control.archived_at = now
    return _store(control, action="ads.archive", by=by, now=now)


@transaction.atomic
def archive(*, target: Archived, by: User | None, now: datetime) -> None:
    """Takes it out of lists, choosers and service; nothing is deleted. Repeating is no error."""
    _set_archived(target, at=now, action="ads.archive", by=by)


@transaction.atomic
def restore(*, target: Archived, by: User | None) -> None:
    """Takes it back from the archive. Repeating is no error."""
    _set_archived(target, at=None, action="ads.restore", by=by)


@transaction.atomic
def withdraw_report_links(*, advertiser: Advertiser, by: User | None) -> None:
    """Every link to its reports that was given away leads nowhere from now on."""
    Advertiser.objects.filter(pk=advertiser.pk).update(report_link_number=F("report_link_number") + 1)
    log(instance=advertiser, action="ads.withdraw_report_links", user=by)


def _set_archived(target: Archived, *, at: datetime | None, action: str, by: User | None) -> None:
    # One conditional UPDATE of one column: a draft of the same row may be saved at this moment.
    changed = (
        type(target).objects.filter(pk=target.pk, archived_at__isnull=at is not None).update(archived_at=at)
    )
    target.archived_at = at
    if changed:
        log(instance=target, action=action, user=by)
        versions.bump("ads")


def _control_of(line_item: LineItem) -> LineItemControl:
    control = LineItemControl.objects.select_for_update().get_or_create(line_item_id=line_item.pk)[0]
    if control.archived_at is not None:
        raise LineItemArchived(f"line item {line_item.pk} is archived")
    return control


def _store(
    control: LineItemControl,
    *,
    action: str,
    by: User | None,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> LineItemControl:
    control.changed_at, control.changed_by = now, by
    control.save()
    control.line_item.control = control
    log(instance=control.line_item, action=action, user=by, data=facts)
    versions.bump("ads")
    return control
