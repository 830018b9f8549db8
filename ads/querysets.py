"""How rows of the ad side are read: what is in use, what is approved, in which status it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Cast
from wagtail.models import WorkflowState

from ads.statuses import NOT_RESERVING, Review, Status


class ArchivableQuerySet(models.QuerySet[Any]):
    def in_use(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)


class CreativeQuerySet(ArchivableQuerySet):
    def approved(self) -> Self:
        """Approved once and not withdrawn; the row holds the approved state, drafts are revisions."""
        return self.filter(live=True)

    def servable(self) -> Self:
        return self.approved().in_use()

    def with_review(self) -> Self:
        """Annotates `review` (a value of Review): how far its approval is."""
        in_review = under_workflow(self.model, WorkflowState.STATUS_IN_PROGRESS)
        sent_back = under_workflow(self.model, WorkflowState.STATUS_NEEDS_CHANGES)
        return self.annotate(
            review=Case(
                When(Q(live=True) & Q(in_review), then=Value(Review.CHANGE_IN_REVIEW.value)),
                When(live=True, has_unpublished_changes=True, then=Value(Review.CHANGED.value)),
                When(live=True, then=Value(Review.APPROVED.value)),
                When(in_review, then=Value(Review.PENDING_APPROVAL.value)),
                When(sent_back, then=Value(Review.DISAPPROVED.value)),
                default=Value(Review.DRAFT.value),
                output_field=models.CharField(),
            )
        )


class LineItemQuerySet(models.QuerySet[Any]):
    def approved(self) -> Self:
        """Approved and not withdrawn. The row and its children hold the approved state."""
        return self.filter(live=True)

    def servable(self) -> Self:
        """Approved and neither archived nor stopped: what a snapshot has to know, paused ones included."""
        return self.approved().filter(control__archived_at__isnull=True, control__stopped_at__isnull=True)

    def to_be_ended(self, now: datetime) -> Self:
        """Approved, and past an end that nobody has noted yet."""
        noted = Q(control__ended_at__gte=F("ends_at"))
        return self.approved().filter(ends_at__lte=now).exclude(noted)

    def with_open_goal(self, *, now: datetime, ended_after: datetime) -> Self:
        """Approved with a goal that nobody has seen reached, begun by now and not long over."""
        begun = self.approved().filter(goal_quantity__isnull=False, starts_at__lte=now)
        return begun.filter(ends_at__gt=ended_after).exclude(_reached())

    def with_children(self) -> Self:
        """With all that a snapshot or a list shows of a line item, in a fixed number of queries."""
        uses = apps.get_model("ads", "LineItemCreative").objects.select_related("creative__asset")
        return self.select_related("campaign__advertiser", "control").prefetch_related(
            "slots", "slot_groups__slots", Prefetch("uses", queryset=uses)
        )

    def without_copy(self, now: datetime) -> Self:
        """Whose artwork was due by now and is not here: no creative of it is approved and in use."""
        due = self.with_status(now).filter(copy_due_at__lte=now).filter(~Q(_usable_creative(now)))
        return due.exclude(status__in=(*NOT_RESERVING, Status.STOPPED))

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
        (Status.HELD, Q(hold_until__gt=now)),
        (Status.HOLD_LAPSED, Q(hold_until__isnull=False)),
        (Status.DRAFT, Q(live=False) & ~Q(in_review) & ~Q(sent_back)),
        (Status.PENDING_APPROVAL, Q(live=False) & Q(in_review)),
        (Status.DISAPPROVED, Q(live=False)),
        (Status.COMPLETED, _reached() | (_ended(now) & Q(goal_quantity__isnull=True))),
        (Status.COMPLETED_SHORT, _ended(now)),
        (Status.PAUSED_RESERVED, Q(control__pause="reserved")),
        (Status.PAUSED_RELEASED, Q(control__pause="released")),
        (Status.NEEDS_CREATIVES, ~Q(_usable_creative(now))),
        (Status.READY, Q(starts_at__gt=now)),
    ]


def _reached() -> Q:
    return Q(control__reached_count__gte=F("goal_quantity"))


def _ended(now: datetime) -> Q:
    return Q(ends_at__lte=now) | Q(ends_at__lte=F("control__ended_at"))


def _usable_creative(now: datetime) -> Exists:
    """A creative that is approved, in use and whose use has not ended."""
    uses = apps.get_model("ads", "LineItemCreative").objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        line_item=OuterRef("pk"),
        creative__live=True,
        creative__archived_at__isnull=True,
    )
    return Exists(uses)


def under_workflow(model: type[models.Model], status: str) -> Exists:
    """Whether a row has a workflow in this state; for annotations and filters of `model`."""
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(model),
        object_id=Cast(OuterRef("pk"), models.CharField()),
        status=status,
    )
    return Exists(states)
