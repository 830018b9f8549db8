"""On PostgreSQL the events of a month lie in a table of their own, which retention drops whole."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connections

from ads.counting import closing, partitions, reconcile, retention, rollup
from ads.counting.models import AdEvent
from tests.integration.counting.events import NOON, report, token

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connections[configured.LEDGER_ALIAS].vendor != "postgresql", reason="SQLite has one table"
    ),
]
LAST_OF_AUGUST = datetime(2026, 8, 31, 5, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 10, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(clock: Any) -> None:
    clock.set(NOON)


def ask(statement: str) -> list[tuple[Any, ...]]:
    with connections[configured.LEDGER_ALIAS].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def places() -> list[str]:
    """In which table each event lies, oldest first."""
    return [name for (name,) in ask("SELECT tableoid::regclass::text FROM ledger_adevent ORDER BY id")]


def test_an_event_of_a_day_without_a_table_is_kept_and_moves_once_there_is_one() -> None:
    report(token(1))
    assert places() == ["ledger_adevent_rest"]
    before = list(AdEvent.objects.values())
    assert partitions.make_ahead(today=date(2026, 8, 17)) == 3
    assert partitions.make_ahead(today=date(2026, 8, 17)) == 0
    report(token(1), token(2))
    assert places() == ["ledger_adevent_2026_08"] * 2
    assert list(AdEvent.objects.order_by("id").values()[:1]) == before


def test_tables_are_made_for_the_next_two_months() -> None:
    partitions.make_ahead(today=date(2026, 12, 31))
    names = [
        name for (name,) in ask("SELECT relid::text FROM pg_partition_tree('ledger_adevent') WHERE isleaf")
    ]
    assert {f"ledger_adevent_{month}" for month in ("2026_12", "2027_01", "2027_02")} <= set(names)


def test_a_decision_is_one_row_in_whatever_table_it_lies() -> None:
    report(token(1))
    partitions.make_ahead(today=date(2026, 8, 17))
    report(token(1))
    report(token(1, decided_at=SEPTEMBER), now=SEPTEMBER)
    assert places() == ["ledger_adevent_2026_08", "ledger_adevent_2026_09"]


@pytest.fixture
def _two_months(clock: Any) -> None:
    partitions.make_ahead(today=date(2026, 8, 17))
    report(token(1), token(2))
    clock.set(SEPTEMBER)
    report(token(3, decided_at=SEPTEMBER), now=SEPTEMBER)
    clock.set(NOON + timedelta(days=80))
    closing.close_days(now=NOON + timedelta(days=80))


@pytest.mark.usefixtures("_two_months")
def test_a_month_is_dropped_whole_once_its_last_day_is_old_and_its_figures_stay(settings: Any) -> None:
    settings.LEDGER_KEPT_DAYS = 30
    before = rollup.stored_sums(date(2026, 8, 17))
    assert retention.drop_old_events(now=LAST_OF_AUGUST + timedelta(days=30)) == 0
    assert retention.drop_old_events(now=LAST_OF_AUGUST + timedelta(days=31)) == 2
    assert places() == ["ledger_adevent_2026_09"]
    assert ask("SELECT to_regclass('ledger_adevent_2026_08')") == [(None,)]
    assert reconcile.reconcile() == []
    rollup.rebuild()
    assert rollup.stored_sums(date(2026, 8, 17)) == before


@pytest.mark.usefixtures("_two_months")
def test_what_lies_among_the_rest_is_dropped_too(settings: Any) -> None:
    settings.LEDGER_KEPT_DAYS = 30
    AdEvent.objects.create(
        **{**AdEvent.objects.values().first(), "id": None, "decided_on": date(2026, 5, 1)}  # type: ignore[dict-item]
    )
    assert places()[-1] == "ledger_adevent_rest"
    assert retention.drop_old_events(now=LAST_OF_AUGUST + timedelta(days=31)) == 3
    assert places() == ["ledger_adevent_2026_09"]


def test_a_question_for_one_day_reads_one_table() -> None:
    partitions.make_ahead(today=date(2026, 8, 17))
    plan = "\n".join(
        line
        for (line,) in ask(
            "EXPLAIN SELECT 1 FROM ledger_adevent WHERE decided_on = '2026-08-17' AND type = 1"
        )
    )
    assert "ledger_adevent_2026_08" in plan
    assert "ledger_adevent_2026_09" not in plan


def test_the_migration_keeps_the_rows_and_gives_no_number_twice() -> None:
    migration = import_module("ads.counting.migrations.0005_partitions")
    report(token(1), token(2), token(3, decided_at=SEPTEMBER))
    before = list(AdEvent.objects.order_by("id").values())
    editor = connections[configured.LEDGER_ALIAS].schema_editor(atomic=False)
    migration.join(None, editor)
    assert places() == ["ledger_adevent"] * 3
    migration.part(None, editor)
    assert places() == ["ledger_adevent_2026_08", "ledger_adevent_2026_08", "ledger_adevent_2026_09"]
    assert list(AdEvent.objects.order_by("id").values()) == before
    report(token(4))
    assert AdEvent.objects.latest("id").pk > before[-1]["id"]
