"""Days are closed two hours after they end; what comes later or is corrected is today's."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from ads.counting import closing, reconcile, retention, rollup, spool
from ads.counting.adjustments import Correction, UnfitAdjustment, adjust
from ads.counting.models import AdEvent, Adjustment, ClosedDay, EventClass, EventType, Gate, HourlyCount
from ads.counting.reading import Totals, totals
from ads.counting.terms import Terms, define
from ads.planning.reports import GroupBy
from ads.planning.reports import report as delivery
from tests.integration.counting.events import BOT, NOON, classes, report, token

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 17)
MIDNIGHT = datetime(2026, 8, 17, 17, tzinfo=UTC)  # in Jakarta the day is over
CLOSING = MIDNIGHT + timedelta(hours=2)
LATER = CLOSING + timedelta(hours=1)
CLICK = EventType.CLICK


@pytest.fixture(autouse=True)
def _now(clock) -> None:  # type: ignore[no-untyped-def]
    clock.set(NOON)


@pytest.fixture
def close(clock) -> Callable[[], int]:  # type: ignore[no-untyped-def]
    def close_now(at: datetime = LATER) -> int:
        clock.set(at)
        return closing.close_days(now=at)

    return close_now


def figures(day: date = DAY) -> list[tuple[int, int, int, int, int]]:
    """Impressions, clicks, billable, overage and invalid by line item."""
    lines = delivery(first=day, last=day, group_by=GroupBy.LINE_ITEM)
    return [
        (each.impressions, each.clicks, each.billable, each.overage, sum(each.invalid.values()))
        for each in lines
    ]


def test_a_day_is_closed_two_hours_after_it_ended(close) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    assert close(CLOSING - timedelta(seconds=1)) == 0
    assert close(CLOSING) == 1
    assert close(CLOSING) == 0
    row = ClosedDay.objects.get()
    assert (row.day, row.event_count, row.billable_count, row.closed_at) == (DAY, 1, 1, CLOSING)


def test_days_without_events_between_are_closed_too(close) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    assert close(CLOSING + timedelta(days=3)) == 4


def test_a_day_waits_for_what_was_spooled_in_it(close, settings) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    spool.folder().mkdir(parents=True, exist_ok=True)
    waiting = spool.folder() / f"20260817T165959000000-1-x{spool.SUFFIX}"
    waiting.touch()
    assert close() == 0
    waiting.unlink()
    assert close() == 1


def test_what_comes_after_the_close_counts_on_the_day_that_it_comes(close) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    close()
    before = figures()
    report(token(2), now=NOON + timedelta(minutes=1))  # spooled at noon, written now
    rollup.roll_up()
    late = AdEvent.objects.get(is_late=True)
    assert (late.decided_on, late.counted_on) == (DAY, DAY + timedelta(days=1))
    assert late.counted_hour == datetime(2026, 8, 17, 20, tzinfo=UTC)
    assert (figures(), figures(DAY + timedelta(days=1))) == (before, [(1, 0, 1, 0, 0)])


def test_sending_a_late_event_again_changes_nothing(close) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    close()
    report(token(1), now=NOON)
    assert AdEvent.objects.get().is_late is False


def test_a_click_before_its_impression_counts(close) -> None:  # type: ignore[no-untyped-def]
    report(token(1), of=CLICK)
    report(token(1), now=NOON + timedelta(seconds=20))
    close()
    assert classes() == [EventClass.ACCEPTED, EventClass.ACCEPTED]
    assert figures() == [(1, 1, 1, 0, 0)]


def test_a_click_alone_does_not_and_its_price_is_given_back(close) -> None:  # type: ignore[no-untyped-def]
    define(Terms(12, 1, counted_type=CLICK, cost_milli=500_000, budget_milli=1_000_000), now=NOON)
    report(token(1), of=CLICK)
    report(token(2), of=CLICK)
    report(token(2))
    assert Gate.objects.get().used == 1_000_000
    close()
    assert classes() == [EventClass.NO_VIEW_BEFORE_CLICK, EventClass.ACCEPTED, EventClass.ACCEPTED]
    assert Gate.objects.get().used == 500_000
    assert figures() == [(1, 1, 1, 0, 1)]
    assert reconcile.reconcile() == []


def test_an_impression_of_a_machine_is_no_view(close) -> None:  # type: ignore[no-untyped-def]
    report(token(1), sender=BOT)
    report(token(1), of=CLICK)
    close()
    assert EventClass.NO_VIEW_BEFORE_CLICK in classes()


def test_a_machines_click_of_a_closed_day_stays_what_it_was(close) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    report(token(1), of=CLICK, sender=BOT)
    close()
    report(token(1), of=CLICK, now=LATER)
    assert figures() == [(1, 0, 1, 0, 1)]
    assert reconcile.reconcile() == []


def test_a_closed_day_rebuilt_from_the_ledger_is_the_same(close) -> None:  # type: ignore[no-untyped-def]
    report(*(token(number, line_item=number % 3) for number in range(30)))
    report(*(token(number, line_item=number % 3) for number in range(5)), of=CLICK)
    report(token(31), sender=BOT)
    close()
    before = (figures(), rollup.stored_sums(DAY))
    rollup.rebuild()
    assert (figures(), rollup.stored_sums(DAY)) == before
    assert reconcile.reconcile() == []


def test_reconcile_finds_a_sum_that_was_altered(close) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    close()
    HourlyCount.objects.update(event_count=3)
    found = list(map(str, reconcile.reconcile()))
    assert found == [
        "2026-08-17 line item 12, impression, accepted: (1, 1) expected, (3, 1) found",
        "2026-08-17, closed: {'event_count': 1, 'billable_count': 1} expected, "
        "{'event_count': 3, 'billable_count': 1} found",
    ]


def test_reconcile_finds_an_event_that_is_gone_and_a_gate_that_is_off() -> None:
    define(Terms(12, 1, lifetime_cap=5), now=NOON)
    report(token(1), token(2))
    rollup.roll_up()
    AdEvent.objects.filter(decision_id=token(1).decision_id).delete()
    Gate.objects.update(used=4)
    assert list(map(str, reconcile.reconcile())) == [
        "2026-08-17 line item 12, impression, accepted: (1, 1) expected, (2, 2) found",
        "gate lifetime of line item 12: 2 expected, 4 found",
    ]


def test_events_not_yet_summed_are_no_difference() -> None:
    define(Terms(12, 1, daily_cap=5), now=NOON)
    report(token(1))
    assert reconcile.reconcile() == []


def test_the_command_says_what_differs_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    report(token(1))
    call_command("reconcile", "--from", "2026-08-17", "--to", "2026-08-17")
    assert capsys.readouterr().out == "check=26 value=0 limit=0 PASS\n"
    HourlyCount.objects.all().delete()
    with pytest.raises(CommandError, match="books differ"):
        call_command("reconcile")
    assert "check=26 value=1 limit=0 FAIL" in capsys.readouterr().out


def test_the_command_refuses_days_in_the_wrong_order(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"^--from is a day after --to: nothing would be compared$"):
        call_command("reconcile", "--from", "2026-08-18", "--to", "2026-08-17")


# ------------------------------------------------------------ corrections


def correction(count: int, **fields: object) -> Correction:
    facts: dict[str, object] = {"reason": "A robot of the agency's", **fields}
    return Correction(12, EventType.IMPRESSION, count, DAY, **facts)  # type: ignore[arg-type]


def test_a_correction_is_todays_and_leaves_the_closed_day_alone(close) -> None:  # type: ignore[no-untyped-def]
    define(Terms(12, 1, cost_milli=12_500, budget_milli=100_000), now=NOON)
    report(*(token(number) for number in range(6)))
    close()
    before = figures()
    row = adjust(correction(-2), made_by="rina", now=LATER)
    assert (row.counted_on, row.billable_count, row.made_by) == (DAY + timedelta(days=1), -2, "rina")
    assert (figures(), figures(row.counted_on)) == (before, [(-2, 0, -2, 0, 0)])
    assert Gate.objects.get().used == 4 * 12_500
    assert totals([12]) == {12: Totals(impressions=4)}
    assert reconcile.reconcile() == []


def test_a_correction_bills_no_more_than_there_is_room_for() -> None:
    define(Terms(12, 1, lifetime_cap=3), now=NOON)
    report(token(1), token(2))
    assert adjust(correction(5), made_by="", now=NOON).billable_count == 1
    assert adjust(correction(-9), made_by="", now=NOON).billable_count == -3
    assert reconcile.reconcile() == []


def test_what_moves_to_another_class_bills_nothing() -> None:
    define(Terms(12, 1, lifetime_cap=3), now=NOON)
    report(token(1), token(2))
    adjust(correction(-1), made_by="", now=NOON)
    adjust(correction(1, event_class=EventClass.BOT), made_by="", now=NOON)
    assert figures() == [(1, 0, 1, 0, 1)]
    rollup.rebuild()
    assert figures() == [(1, 0, 1, 0, 1)]


@pytest.mark.parametrize(("count", "reason"), [(0, "why"), (1, " ")])
def test_a_correction_says_how_many_and_why(count: int, reason: str) -> None:
    with pytest.raises(UnfitAdjustment):
        adjust(correction(count, reason=reason), made_by="", now=NOON)
    assert not Adjustment.objects.exists()


def test_the_command_corrects(capsys: pytest.CaptureFixture[str]) -> None:
    report(token(1))
    call_command("adjust", "12", "--of", "2026-08-17", "--reason", "twice", "--", "-1")
    assert capsys.readouterr().out == "-1 events, -1 billable, on 2026-08-17\n"
    assert figures() == [(0, 0, 0, 0, 0)]


# ------------------------------------------------------------ what is kept


def test_old_events_are_dropped_and_their_figures_stay(close, settings) -> None:  # type: ignore[no-untyped-def]
    settings.LEDGER_KEPT_DAYS = 30
    report(token(1), token(2))
    close(CLOSING + timedelta(days=60))
    before = figures()
    now = CLOSING + timedelta(days=60)
    assert retention.drop_old_events(now=now - timedelta(days=31)) == 0
    assert retention.drop_old_events(now=now) == 2
    assert retention.drop_old_events(now=now) == 0
    assert (AdEvent.objects.count(), figures()) == (0, before)
    assert reconcile.reconcile() == []
    rollup.rebuild()
    assert figures() == before


def test_nothing_is_dropped_before_its_day_is_closed(settings) -> None:  # type: ignore[no-untyped-def]
    settings.LEDGER_KEPT_DAYS = 30
    report(token(1))
    assert retention.drop_old_events(now=NOON + timedelta(days=90)) == 0
