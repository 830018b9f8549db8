"""A line item day by day, beside its plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from ads.counting import rollup
from ads.counting.ledger import Reported, accept
from ads.counting.models import EventFlag, EventType
from ads.counting.traffic import Sender
from ads.models import LineItem
from ads.planning.days import Bar, Day, by_day, picture
from tests import adops
from tests.adops import NOON
from tests.integration.counting.events import report, token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MIDNIGHT = NOON.replace(hour=17, minute=0) - timedelta(days=1)  # of NOON's day, in Jakarta
TODAY = date(2026, 8, 15)


def goal(quantity: int, *, days: int, **fields: Any) -> LineItem:
    fields |= {"starts_at": MIDNIGHT - timedelta(days=2), "ends_at": MIDNIGHT + timedelta(days=days - 2)}
    return adops.line_item(
        "standard-2",
        [adops.slot("article-bottom-1")],
        goal_type="impressions",
        goal_quantity=quantity,
        **fields,
    )


def seen(item: LineItem, number: int, *, days_ago: int) -> None:
    at = NOON - timedelta(days=days_ago)
    report(
        *(token(days_ago * 1000 + each, decided_at=at, line_item=item.pk) for each in range(number)), now=at
    )
    rollup.roll_up()


def test_what_was_odd_and_counted_is_told(desk: Client) -> None:
    item = goal(400, days=4)
    flags = [EventFlag.RATE, EventFlag.RATE | EventFlag.HIDDEN, EventFlag(0)]
    events = [
        Reported(token(number, decided_at=NOON, line_item=item.pk), EventType.IMPRESSION, flags=flag)
        for number, flag in enumerate(flags)
    ]
    accept(events, sender=Sender(), now=NOON)
    assert desk.get(f"/admin/advertising/line-items/inspect/{item.pk}/").context["delivery"]["odd"] == [
        ("more in a minute than one reader causes", "rate", "2"),
        ("viewable after less than a second", "hidden", "1"),
    ]


def test_each_day_of_the_flight_has_its_part_of_the_plan() -> None:
    item = goal(400, days=4)
    seen(item, 3, days_ago=1)
    seen(item, 2, days_ago=0)
    days = by_day(item, now=NOON)
    assert [(day.day.day, day.counted, day.is_over) for day in days] == [
        (13, 0, True),
        (14, 3, True),
        (15, 2, False),
        (16, 0, False),
    ]
    assert [round(day.planned or 0) for day in days] == [100, 100, 100, 100]


def test_a_long_flight_shows_the_weeks_around_now() -> None:
    days = by_day(goal(400, days=90), now=NOON)
    assert (days[0].day, days[-1].day, len(days)) == (date(2026, 8, 13), TODAY + timedelta(days=7), 10)


def test_without_a_goal_there_is_no_plan() -> None:
    item = adops.line_item("network", [adops.slot("article-bottom-1")])
    assert {day.planned for day in by_day(item, now=NOON)} == {None}


def test_the_picture_has_a_bar_a_day_and_steps_of_the_plan() -> None:
    drawn = picture([Day(TODAY, 50, 100.0, True), Day(TODAY + timedelta(days=1), 0, 25.0, False)])
    assert drawn.bars == (Bar(1, 50, 8, 50, True), Bar(11, 100, 8, 0, False))
    assert (drawn.plan, drawn.width, drawn.height) == ("0,0 10,0 10,75 20,75", 20, 100)


def test_a_picture_of_nothing_is_flat() -> None:
    drawn = picture([Day(TODAY, 0, None, True)])
    assert (drawn.bars[0].height, drawn.plan) == (0, "")


def test_the_page_shows_picture_and_table(desk: Client) -> None:
    item = goal(400, days=4)
    seen(item, 3, days_ago=1)
    page = desk.get(f"/admin/advertising/line-items/inspect/{item.pk}/").content.decode()
    assert 'aria-label="3 impressions in 4 days; the most on one day: 3."' in page
    assert 'viewBox="0 0 40 100"' in page
    assert page.count('class="desk-delivery__bar') == 4
    assert '<td class="desk-number">3</td><td class="desk-number">100</td>' in page


def test_before_it_begins_the_page_shows_none(desk: Client) -> None:
    item = adops.line_item(
        "network", [adops.slot("article-bottom-1")], starts_at=NOON + timedelta(days=1), ends_at=None
    )
    page = desk.get(f"/admin/advertising/line-items/inspect/{item.pk}/").content.decode()
    assert "desk-delivery" not in page
