"""The computed status of a line item, as SQL and in Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from ads import services
from ads.models import LineItem, Status, status_of
from tests import adops
from tests.adops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def workflow() -> Workflow:
    row = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(
        workflow=row, task=GroupApprovalTask.objects.create(name="Approve"), sort_order=0
    )
    return row


def delivering() -> LineItem:
    return adops.line_item(slots=[adops.slot("a")])


def draft() -> LineItem:
    return adops.line_item(publish=False)


def pending() -> LineItem:
    item = draft()
    workflow().start(item, User.objects.create_user("asks"))
    return item


def disapproved() -> LineItem:
    item = pending()
    user = User.objects.create_superuser("judge")
    item.current_workflow_state.current_task_state.reject(user=user)
    return LineItem.objects.get(pk=item.pk)


def withdrawn() -> LineItem:
    item = delivering()
    item.unpublish()
    return item


def in_review_while_live() -> LineItem:
    item = delivering()
    item.name = "Another name"
    item.save_revision()
    workflow().start(item, User.objects.create_user("asks"))
    return item


def paused(*, release: bool = False) -> LineItem:
    item = delivering()
    services.pause(line_item=item, by=None, now=NOON, release=release)
    return item


def stopped_and_paused() -> LineItem:
    item = paused()
    services.stop(line_item=item, by=None, now=NOON)
    return item


def archived_and_stopped() -> LineItem:
    item = stopped_and_paused()
    services.archive_line_item(line_item=item, by=None, now=NOON)
    return item


def resumed() -> LineItem:
    item = stopped_and_paused()
    services.resume(line_item=item, by=None, now=NOON)
    return item


def unapproved_creative() -> LineItem:
    return adops.line_item(creatives=[adops.image_creative(publish=False)])


def archived_creative() -> LineItem:
    creative = adops.image_creative()
    item = adops.line_item(creatives=[creative])
    services.archive(target=creative, by=None, now=NOON)
    return item


def creative_over() -> LineItem:
    use = adops.use_of(adops.image_creative(), ends_at=NOON)
    return adops.line_item(creatives=[use])


def short() -> LineItem:
    slot = adops.slot("a")
    return adops.line_item("standard-1", [slot], goal_type="clicks", goal_quantity=1, ends_at=NOON)


def held(**fields: object) -> LineItem:
    return adops.line_item(slots=[adops.slot("a")], hold_until=NOON + timedelta(milliseconds=1), **fields)


def lapsed(**fields: object) -> LineItem:
    item = held(**fields)
    LineItem.objects.filter(pk=item.pk).update(hold_until=NOON)
    return LineItem.objects.get(pk=item.pk)


def held_and_stopped() -> LineItem:
    item = held()
    services.stop(line_item=item, by=None, now=NOON)
    return item


CASES: list[tuple[Callable[[], LineItem], Status]] = [
    (archived_and_stopped, Status.ARCHIVED),
    (stopped_and_paused, Status.STOPPED),
    (held_and_stopped, Status.STOPPED),
    (held, Status.HELD),
    (lambda: held(publish=False), Status.HELD),
    (lambda: held(ends_at=NOON), Status.HELD),
    (lapsed, Status.HOLD_LAPSED),
    (lambda: lapsed(publish=False), Status.HOLD_LAPSED),
    (draft, Status.DRAFT),
    (withdrawn, Status.DRAFT),
    (pending, Status.PENDING_APPROVAL),
    (disapproved, Status.DISAPPROVED),
    (lambda: adops.line_item(ends_at=NOON), Status.COMPLETED),
    (short, Status.COMPLETED_SHORT),
    (paused, Status.PAUSED_RESERVED),
    (lambda: paused(release=True), Status.PAUSED_RELEASED),
    (lambda: adops.line_item(creatives=[]), Status.NEEDS_CREATIVES),
    (unapproved_creative, Status.NEEDS_CREATIVES),
    (archived_creative, Status.NEEDS_CREATIVES),
    (creative_over, Status.NEEDS_CREATIVES),
    (lambda: adops.line_item(starts_at=NOON + timedelta(milliseconds=1)), Status.READY),
    (lambda: adops.line_item(starts_at=NOON), Status.DELIVERING),
    (lambda: adops.line_item(ends_at=None), Status.DELIVERING),
    (lambda: adops.line_item(ends_at=NOON + timedelta(milliseconds=1)), Status.DELIVERING),
    (in_review_while_live, Status.DELIVERING),
    (resumed, Status.DELIVERING),
]


@pytest.mark.parametrize(("build", "expected"), CASES)
def test_first_match_wins_in_sql_and_in_python(build: Callable[[], LineItem], expected: Status) -> None:
    item = build()
    row = LineItem.objects.with_status(NOON).get(pk=item.pk)
    assert (row.status, status_of(row, NOON)) == (expected, expected)


def test_every_status_that_can_occur_is_reached() -> None:
    assert {status for _, status in CASES} == set(Status)


def test_statuses_of_many_items_are_one_query(django_assert_num_queries: Callable[[int], object]) -> None:
    for _ in range(3):
        adops.line_item()
    LineItem.objects.with_status(NOON).first()
    with django_assert_num_queries(1):
        assert [row.status for row in LineItem.objects.with_status(NOON)] == ["delivering"] * 3


def test_servable_leaves_out_what_is_stopped_archived_or_never_approved_but_keeps_paused() -> None:
    kept = [delivering(), adops.line_item(name="paused")]
    services.pause(line_item=kept[1], by=None, now=NOON)
    draft()
    services.stop(line_item=adops.line_item(), by=None, now=NOON)
    assert list(LineItem.objects.servable().order_by("pk")) == kept
