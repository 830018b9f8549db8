"""What the ledger keeps of the events that arrive."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, connections, transaction

from ads.counting import ledger, rows, statistics
from ads.counting.entries import judge
from ads.counting.ledger import Reported, accept
from ads.counting.models import AdEvent, CounterTotal, EventClass, EventType
from tests.integration.counting.events import BOT, NOON, PREFETCH, READER, classes, report, token

pytestmark = pytest.mark.django_db


def counted(name: str) -> int:
    statistics.flush()
    return sum(CounterTotal.objects.filter(name=name).values_list("count", flat=True))


def test_keeps_every_fact_of_an_event() -> None:
    report(token(0xABC, ordinal=3, is_refresh=True), now=NOON + timedelta(seconds=2))
    row = AdEvent.objects.values().get()
    row.pop("id")
    assert row == {
        "decided_on": date(2026, 8, 17),
        "decision_id": "0000000000000abc03",
        "type": EventType.IMPRESSION,
        "event_class": EventClass.ACCEPTED,
        "is_billable": True,
        "decided_at": NOON,
        "received_at": NOON + timedelta(seconds=2),
        "counted_on": date(2026, 8, 17),
        "counted_hour": NOON,
        "line_item": 12,
        "creative": 34,
        "creative_revision": 56,
        "slot": 7,
        "page_view": -1,
        "device": 1,
        "is_refresh": True,
        "is_late": False,
        "rate": 0,
        "flags": 0,
        "sequence": 1,
    }


def test_a_repeated_event_is_a_metric_and_no_row() -> None:
    report(token(1), token(1), token(2))
    report(token(1))
    assert AdEvent.objects.count() == 2
    assert counted("duplicate") == 2


def test_each_type_of_one_decision_has_its_row() -> None:
    for event_type in EventType:
        report(token(1), of=event_type)
    assert set(AdEvent.objects.values_list("type", flat=True)) == {1, 2, 3}


def test_five_hundred_tokens_sent_four_times_are_five_hundred_rows() -> None:
    tokens = [token(call) for call in range(500)]
    for _ in range(4):
        report(*tokens)
    assert AdEvent.objects.count() == 500
    assert counted("duplicate") == 1500


def test_the_same_token_on_both_sides_of_midnight_is_one_row() -> None:
    before_midnight = datetime(2026, 8, 17, 16, 59, 0, tzinfo=UTC)
    for minutes in (0, 2):
        report(token(1, decided_at=before_midnight), now=before_midnight + timedelta(minutes=minutes))
    assert AdEvent.objects.values_list("decided_on", "counted_on").get() == (
        date(2026, 8, 17),
        date(2026, 8, 17),
    )


def test_an_impression_counts_on_the_day_of_its_decision_and_a_click_on_the_day_of_its_receipt() -> None:
    decided_at = datetime(2026, 8, 17, 16, 59, 59, tzinfo=UTC)
    for event_type in (EventType.IMPRESSION, EventType.CLICK):
        report(token(1, decided_at=decided_at), of=event_type, now=decided_at + timedelta(seconds=11))
    days = AdEvent.objects.order_by("type").values_list("counted_on", "counted_hour")
    assert list(days) == [
        (date(2026, 8, 17), datetime(2026, 8, 17, 16, tzinfo=UTC)),
        (date(2026, 8, 18), datetime(2026, 8, 17, 17, tzinfo=UTC)),
    ]


def test_hours_begin_where_the_zone_says(settings) -> None:  # type: ignore[no-untyped-def]
    settings.TIME_ZONE = "Asia/Kolkata"
    report(token(1))  # 10:30 there
    assert AdEvent.objects.get().counted_hour == datetime(2026, 8, 17, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event_type", "age", "expected"),
    [
        (EventType.IMPRESSION, timedelta(hours=1), EventClass.ACCEPTED),
        (EventType.IMPRESSION, timedelta(hours=1, milliseconds=1), EventClass.EXPIRED),
        (EventType.VIEWABLE, timedelta(hours=1, milliseconds=1), EventClass.EXPIRED),
        (EventType.CLICK, timedelta(hours=24), EventClass.ACCEPTED),
        (EventType.CLICK, timedelta(hours=24, milliseconds=1), EventClass.EXPIRED),
        (EventType.IMPRESSION, -timedelta(minutes=5), EventClass.ACCEPTED),
        (EventType.IMPRESSION, -timedelta(minutes=6), EventClass.WRONG_EVENT),
    ],
)
def test_an_event_is_judged_by_the_age_of_its_decision(
    event_type: EventType, age: timedelta, expected: EventClass
) -> None:
    report(token(1), of=event_type, now=NOON + age)
    assert classes() == [expected]


@pytest.mark.parametrize(("first", "expected"), [(BOT, EventClass.BOT), (PREFETCH, EventClass.PREFETCH)])
def test_a_machine_is_kept_and_not_counted(first, expected) -> None:  # type: ignore[no-untyped-def]
    report(token(1), sender=first)
    assert (classes(), AdEvent.objects.get().is_billable) == ([expected], False)


@pytest.mark.parametrize("first", [BOT, PREFETCH])
def test_a_machine_gives_way_to_a_later_reader(first) -> None:  # type: ignore[no-untyped-def]
    report(token(1), sender=first)
    report(token(1), now=NOON + timedelta(seconds=5))
    row = AdEvent.objects.get()
    assert (row.event_class, row.is_billable, row.received_at) == (0, True, NOON + timedelta(seconds=5))


def test_a_reader_never_gives_way_to_a_machine() -> None:
    report(token(1))
    report(token(1), sender=BOT)
    assert classes() == [EventClass.ACCEPTED]


def test_an_expired_event_stays_expired() -> None:
    report(token(1), now=NOON + timedelta(hours=2))
    report(token(1), now=NOON + timedelta(minutes=1))
    assert classes() == [EventClass.EXPIRED]


@pytest.mark.parametrize(
    ("decided_after", "received_after", "expected"),
    [(-60, 59, EventClass.ACCEPTED), (-60, 121, EventClass.STOPPED), (0, 1, EventClass.STOPPED)],
)
def test_an_ad_drawn_before_its_line_item_was_stopped_counts(
    decided_after: int, received_after: int, expected: EventClass
) -> None:
    decided = token(1, decided_at=NOON + timedelta(seconds=decided_after))
    event = Reported(decided, EventType.IMPRESSION, stopped_at=NOON)
    accept([event], sender=READER, now=NOON + timedelta(seconds=received_after))
    assert classes() == [expected]


def test_house_notices_are_counted_and_never_billed() -> None:
    report(token(1, is_house=True))
    assert (classes(), AdEvent.objects.get().is_billable) == ([EventClass.ACCEPTED], False)


def test_two_slots_of_one_call_are_two_decisions() -> None:
    report(token(1), token(1)._replace(ordinal=1))
    assert AdEvent.objects.count() == 2


def test_an_empty_batch_writes_nothing(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0, using=ledger.settings.LEDGER_ALIAS):
        accept([], sender=READER, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_many_threads_with_the_same_tokens_leave_one_row_each() -> None:
    tokens = [token(call) for call in range(120)]
    failures: list[Exception] = []

    def send_all() -> None:
        try:
            for start in range(0, len(tokens), 10):
                report(*tokens[start : start + 10])
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert AdEvent.objects.count() == 120
    assert counted("duplicate") == 360


@pytest.mark.parametrize(
    ("spoiled", "error"), [({"line_item": 2**70}, (DataError, OverflowError)), ({}, IntegrityError)]
)
def test_what_the_database_refuses_is_an_error_of_django(spoiled: dict[str, int], error: type) -> None:
    """Anything else would be a 500 where a 503 is due, and keep a spool from being drained for ever."""
    entry = judge(Reported(token(1), EventType.IMPRESSION), sender=READER, now=NOON)
    entries = [replace(entry, **spoiled), replace(entry, **spoiled)]
    alias = settings.LEDGER_ALIAS
    with pytest.raises(error), transaction.atomic(using=alias):
        rows.insert(entries)
    assert AdEvent.objects.count() == 0
