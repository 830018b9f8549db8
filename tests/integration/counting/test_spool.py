"""Events while the ledger is away: on the disk before they are acknowledged, in the ledger once."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DataError, OperationalError, connections

from ads.counting import commits, ledger, spool
from ads.counting.commits import Away, GroupCommit
from ads.counting.ledger import NotDurable
from ads.counting.models import AdEvent, EventClass, EventFlag, EventType
from ads.counting.spool import Spool
from runtime import keys
from tests.integration.counting.events import BOT, NOON, classes, report, token

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """The ledger refuses until `back()`."""

    def refuse(rows: object) -> None:
        raise OperationalError("away")

    held = ledger.write
    monkeypatch.setattr(ledger, "write", refuse)

    def back() -> None:
        monkeypatch.setattr(ledger, "write", held)

    return back


def test_what_was_spooled_is_counted_once_and_the_file_is_gone(away) -> None:  # type: ignore[no-untyped-def]
    report(token(1), token(2))
    report(token(1))
    assert (spool.waiting(), AdEvent.objects.count()) == (3, 0)
    away()
    assert ledger.outage.drain() == 3
    assert (AdEvent.objects.count(), spool.files()) == (2, [])
    assert ledger.outage.drain() == 0


def test_it_counts_as_of_when_it_was_received(away) -> None:  # type: ignore[no-untyped-def]
    report(token(1), now=NOON + timedelta(minutes=5))
    report(token(2), of=EventType.CLICK, sender=BOT, now=NOON + timedelta(minutes=6))
    away()
    ledger.outage.drain()
    found = AdEvent.objects.order_by("id").values_list("received_at", "type", "event_class")
    assert list(found) == [
        (NOON + timedelta(minutes=5), EventType.IMPRESSION, EventClass.ACCEPTED),
        (NOON + timedelta(minutes=6), EventType.CLICK, EventClass.BOT),
    ]


def test_a_stop_is_remembered(away) -> None:  # type: ignore[no-untyped-def]
    stopped = ledger.Reported(token(1), EventType.IMPRESSION, stopped_at=NOON)
    ledger.accept([stopped], sender=ledger.Sender(), now=NOON)
    away()
    ledger.outage.drain()
    assert classes() == [EventClass.STOPPED]


def test_flags_are_remembered(away) -> None:  # type: ignore[no-untyped-def]
    flagged = ledger.Reported(token(1), EventType.IMPRESSION, flags=EventFlag.RATE | EventFlag.HIDDEN)
    ledger.accept([flagged], sender=ledger.Sender(), now=NOON)
    away()
    ledger.outage.drain()
    assert AdEvent.objects.get().flags == 9


def test_the_database_is_not_asked_again_before_it_was_seen_to_answer(away) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    away()
    report(token(2))
    assert (AdEvent.objects.count(), spool.waiting()) == (0, 2)
    ledger.outage.is_on = False
    report(token(3))
    assert AdEvent.objects.count() == 1


def test_a_file_stays_while_the_database_stays_away(away) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    with pytest.raises(OperationalError):
        ledger.outage.drain()
    assert spool.waiting() == 1
    away()
    assert ledger.outage.drain() == 1


def test_a_file_that_is_written_is_not_replayed_by_others(away) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    away()
    assert spool.drain(ledger.replay) == 0
    spool.forget()  # its process is gone
    assert spool.drain(ledger.replay) == 1


def test_no_address_and_no_agent_is_written(away) -> None:  # type: ignore[no-untyped-def]
    report(token(1), sender=BOT)
    (path,) = spool.files()
    _, body = path.read_text().split(" ", 1)
    assert body.endswith(',1,"2026-08-17T05:00:00+00:00",{"sender":{"is_bot":true},"stopped_at":null}]\n')
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_a_torn_last_record_is_detected_and_the_others_count(away, cut: int) -> None:  # type: ignore[no-untyped-def]
    report(token(1), token(2))
    (path,) = spool.files()
    os.truncate(path, path.stat().st_size - cut)
    away()
    assert ledger.outage.drain() == 1
    assert AdEvent.objects.get().decision_id == "000000000000000100"


def test_an_altered_record_is_not_counted(away) -> None:  # type: ignore[no-untyped-def]
    report(token(1), token(2))
    (path,) = spool.files()
    path.write_bytes(path.read_bytes().replace(b",1,", b",3,", 1))
    away()
    assert ledger.outage.drain() == 1
    assert AdEvent.objects.get().type == EventType.IMPRESSION


def test_a_full_disk_refuses_before_it_acknowledges_and_leaves_no_half_record(away, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    (path,) = spool.files()
    size = path.stat().st_size
    written = os.write

    def full(file: int, data: bytes) -> int:
        written(file, bytes(data)[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(NotDurable):
            report(token(2))
    assert path.stat().st_size == size
    report(token(3))
    assert spool.waiting() == 2


def test_records_signed_by_a_key_that_is_gone_are_a_metric(away, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    report(token(1))
    away()
    monkeypatch.setattr(keys, "ring", lambda purpose: (b"x" * 32,))
    ledger.outage.drain()
    assert AdEvent.objects.count() == 0


def test_a_row_that_no_database_takes_does_not_hold_up_the_others(away, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    report(token(1), token(2))
    away()
    held = ledger.write

    def write(rows: list[AdEvent]) -> None:
        if any(row.decision_id == "000000000000000100" for row in rows):
            raise DataError("out of range")
        held(rows)

    monkeypatch.setattr(ledger, "write", write)
    assert ledger.outage.drain() == 2
    assert AdEvent.objects.get().decision_id == "000000000000000200"


def test_says_since_when_events_wait(away, clock) -> None:  # type: ignore[no-untyped-def]
    assert spool.oldest_at() is None
    report(token(1))
    assert spool.oldest_at() == clock.now()


def test_passing_failures_are_tried_three_times(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    tried: list[int] = []
    held = ledger.write

    class Deadlock(Exception):
        sqlstate = "40P01"

    def write(rows: list[AdEvent]) -> None:
        tried.append(1)
        if len(tried) < 3:
            raise OperationalError from Deadlock()
        held(rows)

    monkeypatch.setattr(ledger, "write", write)
    report(token(1))
    assert (len(tried), AdEvent.objects.count(), spool.waiting()) == (3, 1, 0)


def test_two_spools_have_two_files(tmp_path: Path) -> None:
    record = spool.Record("t", 1, NOON, {})
    spools = [Spool(tmp_path), Spool(tmp_path)]
    for each in spools:
        each.append([record])
    assert len(list(tmp_path.iterdir())) == 2
    for each in spools:
        each.seal()


def test_with_a_thread_of_its_own_a_hanging_database_holds_nobody_up() -> None:
    go_on, taken = threading.Event(), threading.Event()

    def hang(rows: list[int]) -> None:
        taken.set()
        go_on.wait(10)

    group: GroupCommit[int] = GroupCommit(hang, has_thread=lambda: True)
    for within in (0.05, 0.0):
        with pytest.raises(Away):
            group.submit([1], within=within)
    assert taken.wait(5)
    assert group._waiting == []
    go_on.set()
    group.submit([2])


def test_a_click_that_does_not_wait_says_nothing_of_the_database(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def slow(rows: object, *, within: float | None = None) -> None:
        raise Away

    monkeypatch.setattr(ledger._commits, "submit", slow)
    ledger.accept([ledger.Reported(token(1), EventType.CLICK)], sender=ledger.Sender(), now=NOON, within=0.1)
    assert (ledger.outage.is_on, spool.waiting()) == (False, 1)


@pytest.mark.django_db(transaction=True)
def test_the_thread_replays_by_itself_once_the_database_is_back(away, settings, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from ads.counting import outage

    monkeypatch.setattr(outage, "PROBE_SECONDS", 0.01)
    monkeypatch.setattr(commits, "WAIT_SECONDS", 5.0)
    monkeypatch.setattr(ledger.outage, "watch", lambda: None)  # it would look on through all other tests
    settings.LEDGER_THREADS = True
    report(token(1), token(2))
    away()
    until = time.monotonic() + 10
    while AdEvent.objects.count() < 2 or spool.files():
        assert time.monotonic() < until
    settings.LEDGER_THREADS = False
    connections.close_all()
