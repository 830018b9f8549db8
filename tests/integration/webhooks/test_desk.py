"""What the ad desk's receivers hear of line items and creatives."""

from datetime import timedelta

import pytest

from ads.planning.progress import Progress
from ads.statuses import Status
from api.webhooks import desk
from api.webhooks.models import ToldLineItem, WebhookEvent
from runtime import clock as runtime_clock
from tests import adops
from tests.integration.webhooks import hooks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def told():
    return list(WebhookEvent.objects.order_by("pk").values_list("type", flat=True))


def look():
    return desk.announce(now=runtime_clock.now())


@pytest.fixture
def hook():
    return hooks.endpoint()


def test_an_approved_creative_is_told(hook):
    creative = adops.image_creative("Pasar malam")
    [event] = WebhookEvent.objects.filter(type="creative.approved")
    assert event.data["object"] == {"type": "ads.Creative", "id": creative.pk}
    assert (event.data["name"], event.data["change"]) == ("Pasar malam", "approved")


def test_a_draft_of_a_creative_is_not(hook):
    adops.image_creative(publish=False)
    assert told() == []


def test_a_line_item_is_told_when_it_begins_and_when_it_ends_and_once_each(clock, hook):
    row = adops.line_item("network", [adops.slot("article-top")], ends_at=clock.now() + timedelta(days=1))
    WebhookEvent.objects.all().delete()
    assert (look(), look()) == (1, 0)
    clock.advance(timedelta(days=1))
    assert (look(), look()) == (1, 0)
    assert told() == ["line_item.delivering", "line_item.completed"]
    assert WebhookEvent.objects.first().data["object"] == {"type": "ads.LineItem", "id": row.pk}


def test_one_that_nothing_is_counted_of_falls_behind(clock, hook):
    adops.line_item(
        "standard-1", [adops.slot("article-top")], goal_quantity=1000, goal_type="impressions",
        starts_at=clock.now(), ends_at=clock.now() + timedelta(days=10),
    )  # fmt: skip
    look()
    clock.advance(timedelta(hours=1))
    assert look() == 0
    clock.advance(timedelta(hours=5))
    assert (look(), look()) == (1, 0)
    assert told()[-1] == "line_item.behind"


def test_what_begins_is_remembered_though_nobody_listens(clock):
    adops.line_item("network", [adops.slot("article-top")])
    assert look() == 1
    assert (told(), ToldLineItem.objects.count()) == ([], 1)


@pytest.mark.parametrize(
    ("status", "before", "is_behind", "word"),
    [
        (Status.DELIVERING, None, False, "delivering"),
        (Status.DELIVERING, None, True, "delivering"),
        (Status.DELIVERING, "delivering", True, "behind"),
        (Status.DELIVERING, "behind", True, None),
        (Status.DELIVERING, "behind", False, None),
        (Status.COMPLETED, "behind", False, "completed"),
        (Status.COMPLETED_SHORT, None, False, "completed"),
    ],
)
def test_the_next_word(status, before, is_behind, word):
    assert desk.next_word(status, before, is_behind=is_behind) == word


@pytest.mark.parametrize(
    ("planned", "counted", "is_behind"),
    [(100, 90, False), (100, 89, True), (10, 0, True), (9.9, 0, False), (0, 0, False)],
)
def test_behind_is_a_tenth_and_ten(planned, counted, is_behind):
    assert Progress(planned, counted).is_behind is is_behind
