"""A day closes once the spool of every machine is drained past it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ads.counting import closing, ledger, spool, spoolers
from ads.counting.models import ClosedDay, SpoolOwner
from tests.integration.counting.events import NOON, report, token

pytestmark = pytest.mark.django_db
CLOSING = datetime(2026, 8, 17, 19, tzinfo=UTC)  # two hours after the midnight of Jakarta
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _an_event(clock: Any, settings: Any, tmp_path: Path) -> None:
    settings.WARTA_VAR = tmp_path
    clock.set(NOON)
    report(token(1))
    clock.set(CLOSING)


def told(name: str, at: datetime, oldest_at: datetime | None = None) -> None:
    SpoolOwner.objects.update_or_create(name=name, defaults={"reported_at": at, "oldest_at": oldest_at})


def wait_here(since: datetime) -> Path:
    spool.folder().mkdir(parents=True, exist_ok=True)
    path = spool.folder() / f"{since:%Y%m%dT%H%M%S%f}-1-x{spool.SUFFIX}"
    path.touch()
    return path


@pytest.mark.parametrize(
    ("reported_at", "oldest_at", "closed"),
    [
        (CLOSING, None, 1),
        (CLOSING - MINUTE, None, 0),  # nobody knows what it spooled since
        (CLOSING + MINUTE, NOON, 0),
        (CLOSING + MINUTE, CLOSING - MINUTE, 0),  # an impression of a decision before midnight, perhaps
        (CLOSING + MINUTE, CLOSING, 1),
    ],
)
def test_a_day_waits_for_every_machine(
    reported_at: datetime, oldest_at: datetime | None, closed: int
) -> None:
    told("one", CLOSING + MINUTE)
    told("another", reported_at, oldest_at)
    assert closing.close_days(now=CLOSING + MINUTE) == closed


def test_an_impression_spooled_after_midnight_holds_the_day_of_its_decision() -> None:
    waiting = wait_here(CLOSING - timedelta(minutes=90))
    assert closing.close_days(now=CLOSING + MINUTE) == 0
    waiting.unlink()
    assert closing.close_days(now=CLOSING + MINUTE) == 1


def test_the_machine_that_closes_looks_at_its_own_disk_though_its_web_server_is_down() -> None:
    spoolers.report(now=NOON)
    assert closing.close_days(now=CLOSING) == 1
    assert SpoolOwner.objects.get().reported_at == CLOSING


def test_a_machine_keeps_its_name_and_tells_since_when_something_waits() -> None:
    spoolers.report(now=NOON)
    wait_here(NOON)
    spoolers.report(now=NOON + MINUTE)
    row = SpoolOwner.objects.get()
    assert (row.name, row.reported_at, row.oldest_at) == (spoolers.name(), NOON + MINUTE, NOON)


def test_who_leaves_with_nothing_waiting_is_not_waited_for() -> None:
    spoolers.report(now=NOON)
    waiting = wait_here(NOON)
    spoolers.leave()
    assert SpoolOwner.objects.count() == 1
    waiting.unlink()
    spoolers.leave()
    assert SpoolOwner.objects.count() == 0


def test_a_process_tells_of_its_spool_and_has_what_others_left_replayed(settings: Any) -> None:
    started: list[bool] = []
    outage = ledger.Outage(ledger.replay)
    outage.ensure_drainer = lambda: started.append(True)  # type: ignore[method-assign]
    outage._look()
    assert (SpoolOwner.objects.get().oldest_at, started) == (None, [])
    wait_here(NOON)
    outage._look()
    assert (SpoolOwner.objects.get().oldest_at, started) == (NOON, [True])


def test_the_operator_gives_up_a_machine_that_is_gone(capsys: Any, caplog: Any) -> None:
    told("gone-1a", NOON, NOON - MINUTE)
    told("here-2b", CLOSING)
    closing.close_days(now=CLOSING)
    assert "days wait for a spool" in caplog.messages
    call_command("spools")
    assert capsys.readouterr().out.splitlines() == [
        "gone-1a: waits since 2026-08-17T04:59:00Z, heard of at 2026-08-17T05:00:00Z, days wait for it",
        "here-2b: drained, heard of at 2026-08-17T19:00:00Z",
    ]
    call_command("spools", "--give-up", "gone-1a")
    assert "a spool was given up" in caplog.messages
    assert closing.close_days(now=CLOSING) == 1
    assert ClosedDay.objects.get().day == date(2026, 8, 17)
    with pytest.raises(CommandError, match=r"no machine 'gone-1a' has told of a spool; there are: here-2b"):
        call_command("spools", "--give-up", "gone-1a")
