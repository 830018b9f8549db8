"""The computed status of a line item, first match wins: as SQL for lists, in Python for one row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from ads.models.creatives import under_workflow

if TYPE_CHECKING:
    from ads.models.booking import LineItem


class Status(models.TextChoices):
    """In the order of matching."""

    ARCHIVED = "archived", _("archived")
    STOPPED = "stopped", _("stopped")
    DRAFT = "draft", _("draft")
    PENDING_APPROVAL = "pending_approval", _("pending approval")
    DISAPPROVED = "disapproved", _("disapproved")
    COMPLETED = "completed", _("completed")
    PAUSED_RESERVED = "paused_reserved", _("paused")
    PAUSED_RELEASED = "paused_released", _("paused, inventory released")
    NEEDS_CREATIVES = "needs_creatives", _("needs creatives")
    READY = "ready", _("ready")
    DELIVERING = "delivering", _("delivering")


class LineItemQuerySet(models.QuerySet[Any]):
    def approved(self) -> Self:
        """Approved and not withdrawn. The row and its children hold the approved state."""
        return self.filter(live=True)

    def servable(self) -> Self:
        """Approved and neither archived nor stopped: what a snapshot has to know, paused ones included."""
        return self.approved().filter(control__archived_at__isnull=True, control__stopped_at__isnull=True)

    def with_children(self) -> Self:
        """With all that a snapshot or a list shows of a line item, in a fixed number of queries."""
        uses = apps.get_model("ads", "LineItemCreative").objects.select_related("creative__asset")
        return self.select_related("campaign__advertiser", "control").prefetch_related(
            "slots", "slot_groups__slots", Prefetch("uses", queryset=uses)
        )

    def with_status(self, now: datetime) -> Self:
        """Annotates `status` (a value of Status) as of `now`."""
        return self.annotate(
            status=Case(
                *(When(condition, then=Value(status.value)) for status, condition in _conditions(now)),
                default=Value(Status.DELIVERING.value),
                output_field=models.CharField(),
            )
        )


def _conditions(now: datetime) -> list[tuple[Status, Q | Exists]]:
    """Each condition in SQL, in the order of Status; what matches none is delivering."""
    model = apps.get_model("ads", "LineItem")
    in_review = under_workflow(model, WorkflowState.STATUS_IN_PROGRESS)
    sent_back = under_workflow(model, WorkflowState.STATUS_NEEDS_CHANGES)
    return [
        (Status.ARCHIVED, Q(control__archived_at__isnull=False)),
        (Status.STOPPED, Q(control__stopped_at__isnull=False)),
        (Status.DRAFT, Q(live=False) & ~Q(in_review) & ~Q(sent_back)),
        (Status.PENDING_APPROVAL, Q(live=False) & Q(in_review)),
        (Status.DISAPPROVED, Q(live=False)),
        (Status.COMPLETED, Q(ends_at__lte=now)),
        (Status.PAUSED_RESERVED, Q(control__pause="reserved")),
        (Status.PAUSED_RELEASED, Q(control__pause="released")),
        (Status.NEEDS_CREATIVES, ~Q(_usable_creative(now))),
        (Status.READY, Q(starts_at__gt=now)),
    ]


def _usable_creative(now: datetime) -> Exists:
    """A creative that is approved, in use and whose use has not ended."""
    uses = apps.get_model("ads", "LineItemCreative").objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        line_item=OuterRef("pk"),
        creative__live=True,
        creative__archived_at__isnull=True,
    )
    return Exists(uses)


def status_of(line_item: LineItem, now: datetime) -> Status:
    """The same for one row in Python. Reads the control, the workflow and the uses of the stored row."""
    control = getattr(line_item, "control", None)
    if control and control.archived_at:
        return Status.ARCHIVED
    if control and control.stopped_at:
        return Status.STOPPED
    if not line_item.live:
        return _unapproved_status(line_item)
    if line_item.ends_at and line_item.ends_at <= now:
        return Status.COMPLETED
    if control and control.pause != "no":
        return Status.PAUSED_RESERVED if control.pause == "reserved" else Status.PAUSED_RELEASED
    if not any(_is_usable(use, now) for use in line_item.uses.all()):
        return Status.NEEDS_CREATIVES
    return Status.READY if line_item.starts_at > now else Status.DELIVERING


def _unapproved_status(line_item: LineItem) -> Status:
    workflow = line_item.current_workflow_state
    if workflow is None:
        return Status.DRAFT
    if workflow.status == WorkflowState.STATUS_IN_PROGRESS:
        return Status.PENDING_APPROVAL
    return Status.DISAPPROVED


def _is_usable(use: Any, now: datetime) -> bool:
    return use.creative.live and not use.creative.is_archived and (use.ends_at is None or use.ends_at > now)


__all__ = ["LineItemQuerySet", "Status", "status_of"]
