"""Pause, resume, stop and archive: at once, logged, outside of drafts."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from wagtail.log_actions import registry

from ads import services
from ads.models import LineItem, LineItemControl
from runtime import versions
from tests import adops
from tests.adops import NOON

pytestmark = pytest.mark.django_db


def actions(item: LineItem) -> list[str]:
    logs = registry.get_logs_for_instance(item).order_by("pk")
    return [entry.action for entry in logs if entry.action.startswith("ads.")]


def test_each_act_is_logged_once_with_its_user_and_raises_the_version_once() -> None:
    item, user = adops.line_item(), User.objects.create_user("adops")
    before = versions.read("ads")
    for act in (services.pause, services.resume, services.stop):
        act(line_item=item, by=user, now=NOON)
        act(line_item=item, by=user, now=NOON)
    assert actions(item) == ["ads.pause", "ads.resume", "ads.stop"]
    assert versions.read("ads") == before + 3
    control = LineItemControl.objects.get()
    assert (control.stopped_at, control.changed_by, control.changed_at) == (NOON, user, NOON)


def test_publishing_an_older_draft_does_not_lift_a_pause() -> None:
    item = adops.line_item()
    revision = item.latest_revision
    services.pause(line_item=item, by=None, now=NOON)
    revision.publish()
    assert LineItemControl.objects.get().pause == "reserved"


def test_resume_lifts_pause_and_stop_together() -> None:
    item = adops.line_item()
    services.pause(line_item=item, by=None, now=NOON)
    services.stop(line_item=item, by=None, now=NOON)
    control = services.resume(line_item=item, by=None, now=NOON)
    assert (control.pause, control.stopped_at) == ("no", None)


def test_a_pause_can_be_widened_to_release_the_inventory() -> None:
    item = adops.line_item()
    services.pause(line_item=item, by=None, now=NOON)
    assert services.pause(line_item=item, by=None, now=NOON, release=True).pause == "released"
    assert actions(item) == ["ads.pause", "ads.pause"]


@pytest.mark.parametrize("act", [services.pause, services.resume, services.stop])
def test_an_archived_line_item_is_history(act: object) -> None:
    item = adops.line_item()
    services.archive_line_item(line_item=item, by=None, now=NOON)
    services.archive_line_item(line_item=item, by=None, now=NOON)
    with pytest.raises(services.LineItemArchived):
        act(line_item=item, by=None, now=NOON)  # type: ignore[operator]
    assert actions(item) == ["ads.archive"]


def test_archive_and_restore_touch_the_row_and_never_a_draft() -> None:
    creative = adops.image_creative()
    old = creative.latest_revision
    services.archive(target=creative, by=None, now=NOON)
    services.archive(target=creative, by=None, now=NOON)
    old.publish()
    creative.refresh_from_db()
    assert creative.archived_at == NOON
    services.restore(target=creative, by=None)
    creative.refresh_from_db()
    assert creative.archived_at is None


def test_drafts_leave_the_version_alone_and_approval_raises_it() -> None:
    item, creative = adops.line_item(), adops.image_creative()
    before = versions.read("ads")
    for row in (item, creative):
        row.name = "Changed"
        row.save_revision()
    assert versions.read("ads") == before
    item.latest_revision.publish()
    creative.latest_revision.publish()
    creative.unpublish()
    assert versions.read("ads") == before + 3


def test_rows_without_drafts_raise_the_version_when_saved() -> None:
    slot, payer = adops.slot("a"), adops.advertiser()
    before = versions.read("ads")
    slot.save()
    payer.save()
    assert versions.read("ads") == before + 2
