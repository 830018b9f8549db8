"""Hourly sums against the ledger they come from."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from ads.counting import ledger, rollup, spool
from ads.counting.management.commands import roll_up
from ads.counting.models import AdEvent, EventClass, EventType, HourlyCount
from ads.counting.reading import Totals, totals
from tests.integration.counting.events import BOT, NOON, report, token

pytestmark = pytest.mark.django_db


def sums() -> list[tuple[int, int, int, int]]:
    rows = HourlyCount.objects.order_by("line_item", "type", "event_class")
    return list(rows.values_list("line_item", "type", "event_class", "event_count"))


def every_sum() -> list[dict[str, object]]:
    return list(
        HourlyCount.objects.order_by(*rollup.KEY).values(*rollup.KEY, "event_count", "billable_count")
    )


def a_day_of_events() -> None:
    for hour in range(3):
        at = NOON + timedelta(hours=hour)
        report(*(token(100 * hour + n, decided_at=at, line_item=n % 3) for n in range(20)), now=at)
        report(
            *(token(100 * hour + n, decided_at=at, line_item=n % 3) for n in range(4)),
            of=EventType.CLICK,
            now=at,
        )
        report(token(100 * hour + 50, decided_at=at), sender=BOT, now=at)


def test_sums_the_open_hour_too() -> None:
    report(token(1), token(2), token(3, line_item=13))
    rollup.roll_up()
    assert sums() == [(12, 1, 0, 2), (13, 1, 0, 1)]


def spooled(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Acknowledge an event while the ledger takes nothing."""
    with monkeypatch.context() as away:
        away.setattr(ledger.outage, "is_on", True)
        report(token(number))


def test_the_command_sums_what_a_process_acknowledged_from_its_spool(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process lives and replays it while the command waits."""
    spooled(monkeypatch, 1)
    held, looks = spool.drain, []

    def drain(replay: spool.Replay) -> int:
        looks.append(held(replay))
        spool.own().seal()
        return looks[-1]

    monkeypatch.setattr(spool, "drain", drain)
    call_command("roll_up")
    assert (looks, sums()) == ([0, 1], [(12, 1, 0, 1)])


def test_the_command_says_what_still_waits_in_a_spool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roll_up, "SPOOL_SECONDS", 0.0)
    report(token(1))
    spooled(monkeypatch, 2)
    with pytest.raises(CommandError, match=r"^1 events still wait in the spool of this machine\.$"):
        call_command("roll_up")
    assert sums() == [(12, 1, 0, 1)]


def test_a_second_run_changes_nothing() -> None:
    report(token(1))
    assert rollup.roll_up() == 1
    before = list(HourlyCount.objects.values())
    assert rollup.roll_up() == 0
    assert list(HourlyCount.objects.values()) == before


def test_adds_what_came_after_the_last_run() -> None:
    report(token(1))
    rollup.roll_up()
    report(token(2))
    rollup.roll_up()
    assert sums() == [(12, 1, 0, 2)]


def test_a_machine_that_gave_way_moves_between_the_classes() -> None:
    report(token(1), sender=BOT)
    rollup.roll_up()
    report(token(1))
    rollup.roll_up()
    assert sums() == [(12, 1, EventClass.ACCEPTED, 1)]


def test_sums_are_the_same_rebuilt_from_the_ledger() -> None:
    a_day_of_events()
    rollup.roll_up()
    before = every_sum()
    rollup.rebuild()
    assert every_sum() == before
    assert len(before) == 21


def test_sums_and_ledger_agree() -> None:
    a_day_of_events()
    rollup.roll_up()
    assert (
        HourlyCount.objects.aggregate(Sum("event_count"))["event_count__sum"] == AdEvent.objects.count() == 75
    )


def test_the_command_rolls_up(capsys: pytest.CaptureFixture[str]) -> None:
    report(token(1))
    call_command("roll_up")
    assert sums() == [(12, 1, 0, 1)]
    assert capsys.readouterr().out == "1 commits rolled up\n"


def test_totals_hold_before_between_and_after_roll_ups() -> None:
    report(token(1), token(2))
    assert totals([12]) == {12: Totals(impressions=2)}
    rollup.roll_up()
    assert totals([12]) == {12: Totals(impressions=2)}
    report(token(1), of=EventType.CLICK)
    report(token(3), sender=BOT)
    assert totals([12]) == {12: Totals(impressions=2, clicks=1)}


def test_totals_of_a_machine_that_gave_way_after_the_roll_up() -> None:
    report(token(1), sender=BOT)
    rollup.roll_up()
    report(token(1))
    assert totals([12]) == {12: Totals(impressions=1)}


def test_totals_are_one_query(django_assert_num_queries, settings) -> None:  # type: ignore[no-untyped-def]
    a_day_of_events()
    rollup.roll_up()
    with django_assert_num_queries(1, using=settings.LEDGER_ALIAS):
        assert totals([0, 1, 2, 99])[99] == Totals()


def test_totals_of_nothing_ask_nothing(django_assert_num_queries, settings) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0, using=settings.LEDGER_ALIAS):
        assert totals([]) == {}


def test_a_late_event_is_summed_into_its_own_hour() -> None:
    report(token(1))
    rollup.roll_up()
    report(token(2, decided_at=NOON - timedelta(minutes=30)), now=NOON)
    rollup.roll_up()
    hours = HourlyCount.objects.order_by("counted_hour").values_list("counted_hour", "event_count")
    assert list(hours) == [(datetime(2026, 8, 17, 4, tzinfo=UTC), 1), (NOON, 1)]
