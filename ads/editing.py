"""Stores what programs of the desk send: judged as the admin's forms judge it, approved as it is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ads.assets import store_upload
from ads.bookings import has_delivered, slots_of, unfit_reason
from ads.models import Creative, Format, LineItem, LineItemControl, LineItemCreative
from ads.models.creatives import FIELDS


@transaction.atomic
def store(*, row: Any, values: Mapping[str, Any], by: User | None) -> Any:
    """An advertiser, campaign, slot or group; it takes effect at once. Raises ValidationError."""
    is_new = row.pk is None
    _set(row, values)
    row.full_clean()
    row.save()
    log(instance=row, action="wagtail.create" if is_new else "wagtail.edit", user=by)
    return row


@transaction.atomic
def store_line_item(*, row: LineItem, values: Mapping[str, Any], by: User | None) -> LineItem:
    """Takes effect at once, as a click on Publish does. Raises ValidationError."""
    rest = dict(values)
    slots, groups, uses = rest.pop("slots", None), rest.pop("slot_groups", None), rest.pop("creatives", None)
    stored = LineItem.objects.filter(pk=row.pk).select_related("campaign").first() if row.pk else None
    _set(row, rest)
    if slots is not None:
        row.slots = slots
    if groups is not None:
        row.slot_groups = groups
    if uses is not None:
        row.uses = [LineItemCreative(**use) for use in uses]
    _check_booking(row, stored)
    _save_draft(row)
    row.save_revision(user=by, clean=False, log_action=True).publish(user=by, skip_permission_checks=True)
    LineItemControl.objects.get_or_create(line_item_id=row.pk)
    return row


@transaction.atomic
def store_creative(
    *,
    row: Creative,
    values: Mapping[str, Any],
    file: Mapping[str, Any] | None,
    by: User | None,
    may_publish: bool,
) -> Creative:
    """A change that readers see waits for review unless `may_publish`. Raises ValidationError."""
    stored = Creative.objects.filter(pk=row.pk).first() if row.pk else None
    _set(row, values)
    if stored and stored.advertiser_id != row.advertiser_id and stored.uses.exists():
        raise ValidationError({"advertiser": _("A line item uses it; its advertiser is fixed.")})
    if file is not None:
        row.asset = _stored_file(row, file)
    row.full_clean()
    _save_draft(row)
    revision = row.save_revision(user=by, clean=False, log_action=True)
    is_harmless = stored is not None and stored.live and not row.needs_review(stored)
    if may_publish or is_harmless:
        revision.publish(user=by, skip_permission_checks=True)
    else:
        _submit(row, by)
    return row


def _set(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _save_draft(row: LineItem | Creative) -> None:
    """A new row stands there unapproved; of an old one the approved state stays until the next approval."""
    if row.pk is None:
        row.live = False
        row.save()


def _stored_file(row: Creative, file: Mapping[str, Any]) -> Any:
    if "asset" not in FIELDS.get(row.format, ()):
        raise ValidationError({"file": _("This format takes no file.")})
    content = ContentFile(file["content"])
    try:
        return store_upload(content, name=file["name"], is_package=row.format == Format.HTML)
    except ValidationError as refused:
        raise ValidationError({"file": refused.messages}) from None


def _submit(row: Creative, by: User | None) -> None:
    workflow = row.get_workflow()
    if workflow is not None and not row.workflow_in_progress:
        workflow.start(row, by)


def _check_booking(row: LineItem, stored: LineItem | None) -> None:
    row.full_clean()
    if not (row.slots.all() or row.slot_groups.all()):
        raise ValidationError({"slots": _("Choose at least one slot or slot group.")})
    payer = row.campaign.advertiser
    if stored and stored.campaign.advertiser_id != payer.pk and has_delivered([stored.pk]):
        raise ValidationError({"campaign": _("This line item has delivered; its advertiser is fixed.")})
    slots = slots_of(row)
    for use in row.uses.all():
        _check_use(use, payer, slots)


def _check_use(use: LineItemCreative, payer: Any, slots: Sequence[Any]) -> None:
    if use.starts_at and use.ends_at and use.ends_at <= use.starts_at:
        raise ValidationError({"creatives": _("It must end after it starts.")})
    if use.creative.advertiser_id != payer.pk:
        raise ValidationError(
            {
                "creatives": _("It belongs to %(owner)s, the campaign to %(payer)s.")
                % {"owner": use.creative.advertiser, "payer": payer}
            }
        )
    if reason := unfit_reason(use.creative, slots):
        raise ValidationError({"creatives": reason})


def newest(row: Any) -> Any:
    """What the desk works on: the newest version of a drafted row, the row itself of the others."""
    return row.get_latest_revision_as_object() if isinstance(row, LineItem | Creative) else row


def archived_at(row: Any) -> datetime | None:
    if isinstance(row, LineItem):
        control = getattr(row, "control", None)
        return control.archived_at if control else None
    found: datetime | None = row.archived_at
    return found
