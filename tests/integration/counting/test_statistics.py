"""Counts that a process keeps and writes now and then."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from ads.counting import statistics
from ads.counting.models import CounterTotal, PageView, SlotStatistic
from ads.counting.statistics import Answered
from tests.integration.counting.events import NOON

pytestmark = pytest.mark.django_db


def test_adds_up_over_flushes() -> None:
    for _ in range(2):
        statistics.answered([Answered(1, 12, 34, 1), Answered(1, 12, 34, 1), Answered(2, 0, 0, 1)], hour=NOON)
        statistics.flush()
    rows = SlotStatistic.objects.order_by("slot").values_list("slot", "line_item", "request_count")
    assert list(rows) == [(1, 12, 4), (2, 0, 2)]


def test_counts_page_views_by_path_and_hour() -> None:
    for hour in (NOON, NOON, NOON + timedelta(hours=1)):
        statistics.page_view("/pelatihan/", hour=hour)
    statistics.flush()
    assert list(PageView.objects.order_by("counted_hour").values_list("path", "view_count")) == [
        ("/pelatihan/", 2),
        ("/pelatihan/", 1),
    ]


def test_keeps_its_counts_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    statistics.count("forged", 3)
    with monkeypatch.context() as patched:

        def away(taken: object) -> None:
            raise DatabaseError

        patched.setattr(statistics, "_write", away)
        assert statistics.flush() == 0
    statistics.count("forged")
    statistics.flush()
    assert CounterTotal.objects.get(name="forged").count == 4


def test_does_not_grow_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MOST_KEYS", 10)
    for number in range(100):
        statistics.page_view(f"/{number}/", hour=NOON)
    statistics.flush()
    assert PageView.objects.count() == 10
