"""Vectors of the contract that need the books: decided, reported and decided again over HTTP."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ads.counting import closing
from ads.counting.models import AdEvent, EventClass, EventType, Gate, GateKind
from ads.models import LineItem
from ads.timers import agree_terms
from api import keys
from tests import adops
from tests.api.ads.calls import browser, chosen, decide, post, report, token

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"
LAST_SECOND = datetime(2026, 8, 15, 16, 59, 59, tzinfo=UTC)  # of the day in Jakarta


@pytest.fixture
def why(clock: Any) -> Any:
    """The reason against a line item in the slot, as a key of scope explain is told it."""
    key = keys.create(name="looker", scopes=("explain",), lifetime=None, now=clock.now())[1]

    def reason(item: LineItem) -> str | None:
        body = {"slots": [BOTTOM], "explain": True}
        answer = post("/api/v1/slots/decide/", body, Authorization=f"Bearer {key}").json()
        return next(row["reason"] for row in answer["explain"][BOTTOM] if row["line_item"] == item.pk)

    return reason


def capped(**caps: Any) -> LineItem:
    item = adops.line_item("network", [adops.slot(BOTTOM)], **caps)
    agree_terms(now=adops.NOON)
    return item


def show(times: int = 1) -> None:
    for _ in range(times):
        assert report((token(BOTTOM), "impression")).status_code == 204


def test_vector_9_a_daily_cap_that_is_used_up_opens_at_midnight_in_jakarta(clock: Any, why: Any) -> None:
    item = capped(daily_cap=10)
    show(10)
    clock.set(LAST_SECOND)
    assert (why(item), chosen(BOTTOM)) == ("daily_cap", None)
    clock.set(LAST_SECOND + timedelta(seconds=1))
    assert (why(item), chosen(BOTTOM)) == (None, item.pk)


def test_vector_9_an_impression_that_arrives_after_midnight_counts_for_the_day_of_its_decision(
    clock: Any,
) -> None:
    capped(daily_cap=10)
    clock.set(LAST_SECOND)
    text = token(BOTTOM)
    clock.set(LAST_SECOND + timedelta(seconds=11))
    assert report((text, "impression")).status_code == 204
    event = AdEvent.objects.get()
    assert (event.counted_on.isoformat(), event.event_class) == ("2026-08-15", EventClass.ACCEPTED)
    used = Gate.objects.filter(kind=GateKind.DAY, used__gt=0).values_list("day", "used")
    assert [(day.isoformat(), number) for day, number in used] == [("2026-08-15", 1)]


def test_vector_10_of_two_decisions_under_a_cap_of_one_the_second_is_overage(clock: Any, why: Any) -> None:
    """The second comes from another process, whose lease was wrong."""
    from ads.counting.models import Lease, LeaseBook
    from ads.delivery import serve

    item = capped(lifetime_cap=1)
    first = token(BOTTOM)
    Lease.objects.all().delete()
    LeaseBook.objects.all().delete()
    serve.forget()
    second = token(BOTTOM)
    for text in (first, second):
        assert report((text, "impression")).status_code == 204
    classes = AdEvent.objects.order_by("id").values_list("event_class", "is_billable")
    assert list(classes) == [(EventClass.ACCEPTED, True), (EventClass.OVERAGE, False)]
    assert (why(item), chosen(BOTTOM)) == ("lifetime_cap", None)


def test_vector_12_a_cap_of_two_an_hour_by_what_the_client_saw(clock: Any) -> None:
    item = capped(frequency_caps=[{"count": 2, "seconds": 3600, "scope": "line_item"}])
    assert chosen(BOTTOM, viewer={"seen": [[item.pk, 10], [item.pk, 4000]]}) == item.pk
    assert chosen(BOTTOM, viewer={"seen": [[item.pk, 10], [item.pk, 3599]]}) is None


def test_vector_15_every_token_sent_four_times_is_one_row(clock: Any) -> None:
    capped()
    texts = [token(BOTTOM) for _ in range(50)]
    for _ in range(4):
        assert report(*((text, "impression") for text in texts)).status_code == 204
    assert Counter(AdEvent.objects.values_list("event_class", flat=True)) == {EventClass.ACCEPTED: 50}


def test_vector_15_a_token_on_both_sides_of_midnight_is_one_row(clock: Any) -> None:
    capped()
    clock.set(LAST_SECOND - timedelta(seconds=59))
    text = token(BOTTOM)
    report((text, "impression"))
    clock.set(LAST_SECOND + timedelta(seconds=61))
    report((text, "impression"))
    assert [event.counted_on.isoformat() for event in AdEvent.objects.all()] == ["2026-08-15"]


def test_vector_16_a_click_counts_once_its_impression_came_and_a_click_alone_does_not(clock: Any) -> None:
    capped()
    seen, alone = token(BOTTOM), token(BOTTOM)
    for text in (seen, alone):
        assert browser.get(f"/api/v1/click/{text}/").status_code == 302
    clock.advance(timedelta(seconds=20))
    assert report((seen, "impression")).status_code == 204
    clock.advance(timedelta(days=1))
    assert closing.close_days(now=clock.now()) == 1
    rows = AdEvent.objects.order_by("id").values_list("type", "event_class")
    assert list(rows) == [
        (EventType.CLICK, EventClass.ACCEPTED),
        (EventType.CLICK, EventClass.NO_VIEW_BEFORE_CLICK),
        (EventType.IMPRESSION, EventClass.ACCEPTED),
    ]


def test_a_client_remembers_for_the_longest_cap_that_counts_what_it_saw(clock: Any) -> None:
    slots = [adops.slot(BOTTOM), adops.slot("front-top"), adops.slot("front-bottom")]
    hour = {"count": 2, "seconds": 3600, "scope": "line_item"}
    day = {"count": 9, "seconds": 86400, "scope": "advertiser"}
    payer = adops.advertiser()
    own = adops.line_item("network", slots[:1], frequency_caps=[hour])
    of_payer = adops.line_item("network", slots[1:2], campaign=adops.campaign(advertiser=payer))
    adops.line_item(
        "network", slots[2:], campaign=adops.campaign(advertiser=payer), frequency_caps=[hour, day]
    )
    told = decide(BOTTOM, "front-top", "front-bottom", viewer={"seen": []})["decisions"]
    assert [told[BOTTOM]["line_item"], told["front-top"]["line_item"]] == [own.pk, of_payer.pk]
    assert [each["remember_s"] for each in told.values()] == [3600, 86400, 86400]
