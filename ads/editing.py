"""Stores what programs of the desk send: judged as the admin's forms judge it, approved as it is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ads.assets import store_upload
from ads.bookings import has_bound_advertiser, has_fixed_advertiser, slots_of, use_faults
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
    check_booking(fill_line_item(row, values))
    _save_draft(row)
    row.save_revision(user=by, clean=False, log_action=True).publish(user=by, skip_permission_checks=True)
    LineItemControl.objects.get_or_create(line_item_id=row.pk)
    return row


def fill_line_item(row: LineItem, values: Mapping[str, Any]) -> LineItem:
    """The row with these values, its slots and creatives among them; nothing is stored."""
    rest = dict(values)
    slots, groups, uses = rest.pop("slots", None), rest.pop("slot_groups", None), rest.pop("creatives", None)
    _set(row, rest)
    if slots is not None:
        row.slots = slots
    if groups is not None:
        row.slot_groups = groups
    if uses is not None:
        row.uses = [LineItemCreative(**use) for use in uses]
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
    if has_bound_advertiser(stored, row.advertiser_id):
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


def check_booking(row: LineItem) -> None:
    """As the form judges it. Raises ValidationError."""
    row.full_clean()
    if not (row.slots.all() or row.slot_groups.all()):
        raise ValidationError({"slots": _("Choose at least one slot or slot group.")})
    if has_fixed_advertiser(row, row.campaign):
        raise ValidationError({"campaign": _("This line item has delivered; its advertiser is fixed.")})
    payer, slots = row.campaign.advertiser, slots_of(row)
    for use in row.uses.all():
        dates = {"starts_at": use.starts_at, "ends_at": use.ends_at}
        for _field, message in use_faults(use.creative, **dates, payer=payer, slots=slots):
            raise ValidationError({"creatives": message})


def newest(row: Any) -> Any:
    """What the desk works on: the newest version of a drafted row, the row itself of the others."""
    return row.get_latest_revision_as_object() if isinstance(row, LineItem | Creative) else row


def archived_at(row: Any) -> datetime | None:
    if isinstance(row, LineItem):
        control = getattr(row, "control", None)
        return control.archived_at if control else None
    found: datetime | None = row.archived_at
    return found
