"""What a line item and a creative can be in, and the computed status of one line item."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState


class Status(models.TextChoices):
    """In the order of matching."""

    ARCHIVED = "archived", _("archived")
    STOPPED = "stopped", _("stopped")
    HELD = "held", _("held")
    HOLD_LAPSED = "hold_lapsed", _("hold lapsed")
    DRAFT = "draft", _("draft")
    PENDING_APPROVAL = "pending_approval", _("pending approval")
    DISAPPROVED = "disapproved", _("disapproved")
    COMPLETED = "completed", _("completed")
    COMPLETED_SHORT = "completed_short", _("completed, short of its goal")
    PAUSED_RESERVED = "paused_reserved", _("paused")
    PAUSED_RELEASED = "paused_released", _("paused, inventory released")
    NEEDS_CREATIVES = "needs_creatives", _("needs creatives")
    READY = "ready", _("ready")
    DELIVERING = "delivering", _("delivering")


OVER = (Status.ARCHIVED, Status.COMPLETED, Status.COMPLETED_SHORT)
"""Nothing of it is shown any more, and nobody has to do anything about it."""

NOT_RESERVING = (*OVER, Status.HOLD_LAPSED, Status.DRAFT, Status.DISAPPROVED, Status.PAUSED_RELEASED)
"""Others may book what it asks for."""


class Review(models.TextChoices):
    """How far the approval of a creative is. The approved version serves while a change waits."""

    APPROVED = "approved", _("approved")
    CHANGED = "changed", _("approved, with a draft")
    CHANGE_IN_REVIEW = "change_in_review", _("approved, change waits for approval")
    DRAFT = "draft", _("draft")
    PENDING_APPROVAL = "pending_approval", _("pending approval")
    DISAPPROVED = "disapproved", _("disapproved")


def status_of(line_item: Any, now: datetime) -> Status:
    """The same for one row in Python. Reads the control, the workflow and the uses of the stored row."""
    control = getattr(line_item, "control", None)
    if control and control.archived_at:
        return Status.ARCHIVED
    if control and control.stopped_at:
        return Status.STOPPED
    if line_item.hold_until is not None:
        return Status.HELD if line_item.hold_until > now else Status.HOLD_LAPSED
    if not line_item.live:
        return _unapproved_status(line_item)
    if has_reached_goal(line_item):
        return Status.COMPLETED
    if has_ended(line_item, now):
        return Status.COMPLETED_SHORT if line_item.goal_quantity else Status.COMPLETED
    if control and control.pause != "no":
        return Status.PAUSED_RESERVED if control.pause == "reserved" else Status.PAUSED_RELEASED
    if not any(_is_usable(use, now) for use in line_item.uses.all()):
        return Status.NEEDS_CREATIVES
    return Status.READY if line_item.starts_at > now else Status.DELIVERING


def has_reached_goal(line_item: Any) -> bool:
    """As last seen; a goal that was raised since is open again."""
    control = getattr(line_item, "control", None)
    return bool(line_item.goal_quantity and control and control.reached_count >= line_item.goal_quantity)


def has_ended(line_item: Any, now: datetime) -> bool:
    """Whether its end has passed, or was once seen to have: a clock that steps back brings nothing back."""
    end = line_item.ends_at
    return end is not None and (end <= now or was_seen_to_end(line_item))


def was_seen_to_end(line_item: Any) -> bool:
    control, end = getattr(line_item, "control", None), line_item.ends_at
    return bool(end and control and control.ended_at and end <= control.ended_at)


def _unapproved_status(line_item: Any) -> Status:
    workflow = line_item.current_workflow_state
    if workflow is None:
        return Status.DRAFT
    if workflow.status == WorkflowState.STATUS_IN_PROGRESS:
        return Status.PENDING_APPROVAL
    return Status.DISAPPROVED


def _is_usable(use: Any, now: datetime) -> bool:
    return use.creative.live and not use.creative.is_archived and (use.ends_at is None or use.ends_at > now)
