"""What processes hold of a cap: enough to decide without asking, never more than there is room for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.db.models.functions import Now

from ads.counting import leases
from ads.counting.ledger import Reported, accept
from ads.counting.models import EventType, Gate, GateKind, Holder, Lease, LeaseBook
from ads.counting.standings import OUT_FOR
from ads.counting.terms import Terms, define
from ads.counting.traffic import Sender
from ads.decision.types import PageDecision, Reason, Request, SlotRequest
from ads.delivery import leasing, snapshot
from ads.delivery.serve import Desk
from ads.tokens import Token
from runtime import clock as runtime_clock
from tests import adops

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"
ASKED = Request(slots=(SlotRequest(id=BOTTOM, slot=BOTTOM),))
READER = Sender()


class Process:
    """One process's desk, and the events of what it decides."""

    def __init__(self) -> None:
        self.desk = Desk(warm_picks=0)
        self.calls = id(self)

    def decide(self) -> PageDecision:
        now = runtime_clock.now()
        self.calls += 1
        return self.desk.decide(snapshot.current(now=now), ASKED, now=now, call_id=self.calls)

    def serves(self) -> bool:
        return self.decide().choices[BOTTOM] is not None

    def reason(self, item: object) -> Reason | None:
        now = runtime_clock.now()
        live = snapshot.current(now=now)
        decision = self.desk.rehearse(live, ASKED, now=now, call_id=1, explain=True)
        return decision.reasons[BOTTOM][0].reason

    def show(self, event_type: EventType = EventType.IMPRESSION, *, at: datetime | None = None) -> bool:
        """Decide and report what was decided; whether there was something."""
        decision, now = self.decide(), at or runtime_clock.now()
        choice = decision.choices[BOTTOM]
        if choice is not None and choice.line_item is not None:
            token = Token(
                runtime_clock.now(),
                self.calls,
                0,
                choice.line_item.id,
                choice.creative.id,
                1,
                choice.slot.id,
                0,
            )
            accept([Reported(token, event_type)], sender=READER, now=now)
        return choice is not None


@pytest.fixture
def item(clock):  # type: ignore[no-untyped-def]
    return adops.line_item("network", [adops.slot(BOTTOM)])


def agree(item, **terms: object) -> None:  # type: ignore[no-untyped-def]
    from runtime import versions

    define(Terms(item.pk, item.campaign_id, **terms), now=runtime_clock.now())  # type: ignore[arg-type]
    versions.bump("ads")


def out() -> int:
    return sum(LeaseBook.objects.values_list("count", flat=True))


def test_a_line_item_without_a_gate_needs_no_lease(item) -> None:  # type: ignore[no-untyped-def]
    process = Process()
    assert process.serves()
    assert (Holder.objects.count(), Lease.objects.count()) == (0, 0)


def test_a_cap_is_served_to_the_last_event_and_not_beyond(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=10)
    process = Process()
    assert [process.show() for _ in range(12)] == [True] * 10 + [False] * 2
    assert Gate.objects.get().used == 10
    assert process.reason(item) is Reason.LIFETIME_CAP


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"goal": 1}, Reason.GOAL_REACHED),
        ({"daily_cap": 1}, Reason.DAILY_CAP),
        ({"cost_milli": 10, "budget_milli": 15}, Reason.BUDGET),
        ({"cost_milli": 10, "campaign_budget_milli": 15}, Reason.BUDGET_CAMPAIGN),
    ],
)
def test_each_full_gate_has_its_reason(item, terms: dict[str, int], reason: Reason) -> None:  # type: ignore[no-untyped-def]
    agree(item, **terms)
    process = Process()
    assert (process.show(), process.show()) == (True, False)
    assert process.reason(item) is reason


def test_what_is_decided_and_not_yet_shown_waits(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=1)
    process = Process()
    assert (process.serves(), process.serves()) == (True, False)
    assert process.reason(item) is Reason.LEASE_WAIT


def test_what_was_never_shown_comes_back_three_minutes_later(item, clock) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=1)
    process = Process()
    assert process.serves()
    clock.advance(OUT_FOR - timedelta(seconds=1))
    assert not process.serves()
    clock.advance(timedelta(seconds=1))
    assert process.serves()


def test_what_was_shown_comes_back_only_once(item, clock) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=3)
    process = Process()
    process.show()
    clock.advance(OUT_FOR + timedelta(seconds=20))
    assert [process.serves() for _ in range(3)] == [True, True, False]


def test_two_processes_never_hold_more_together_than_there_is_room_for(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=7)
    one, other = Process(), Process()
    decided = sum(process.serves() for _ in range(10) for process in (one, other))
    assert (decided, out()) == (7, 7)


def test_a_chunk_is_a_twentieth_of_a_processs_part_of_the_room() -> None:
    assert [leases.chunk_of(room, 4) for room in (0, 79, 80, 8_000, 10**9)] == [1, 1, 1, 100, 500]


def test_a_large_cap_is_borrowed_in_chunks_ahead_of_need(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=1_000)
    process = Process()
    process.serves()
    assert out() == 50
    process.serves()
    assert out() == 100


def test_a_daily_cap_opens_again_at_midnight(item, clock) -> None:  # type: ignore[no-untyped-def]
    agree(item, daily_cap=1)
    clock.set(datetime(2026, 8, 15, 16, 59, 58, tzinfo=UTC))
    process = Process()
    assert (process.show(), process.show()) == (True, False)
    clock.set(datetime(2026, 8, 15, 16, 59, 59, 999_000, tzinfo=UTC))
    assert process.reason(item) is Reason.DAILY_CAP
    clock.set(datetime(2026, 8, 15, 17, 0, tzinfo=UTC))
    assert process.show()


def test_daily_caps_open_at_midnight_though_nothing_was_read_since(item, clock, settings) -> None:  # type: ignore[no-untyped-def]
    agree(item, daily_cap=1, lifetime_cap=9)
    clock.set(datetime(2026, 8, 15, 16, 59, 58, tzinfo=UTC))
    process = Process()
    process.show()
    process.desk.leasing.look(now=runtime_clock.now())
    assert process.reason(item) is Reason.DAILY_CAP
    process.desk.leasing.begin_day(datetime(2026, 8, 15, 17, 0, tzinfo=UTC))
    assert process.desk._credits.limits == {}


def test_a_campaigns_budget_is_leased_once_for_all_its_line_items(item) -> None:  # type: ignore[no-untyped-def]
    other = adops.line_item("network", [adops.slot("front-top")], campaign=item.campaign)
    for each in (item, other):
        agree(each, cost_milli=10, campaign_budget_milli=30)
    process = Process()
    assert [process.serves() for _ in range(4)] == [True, True, True, False]
    assert dict(LeaseBook.objects.values_list("pk", "count")) == {item.pk: 3}
    assert process.desk.leasing.standings[item.pk].room == 3


def test_clicks_are_leased_by_how_rare_they_are(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, counted_type=EventType.CLICK, goal=10)
    process = Process()
    assert all(process.serves() for _ in range(600))
    assert process.desk.leasing.standings[item.pk].ceiling == 5_000


def test_a_silent_process_loses_what_it_holds(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=4)
    silent, other = Process(), Process()
    assert [silent.serves() for _ in range(5)] == [True] * 4 + [False]
    assert not other.serves()
    Holder.objects.filter(name=silent.desk.leasing.holder).update(heartbeat_at=Now() - timedelta(seconds=16))
    assert leases.expire() == 4
    assert other.serves()


def test_the_command_takes_back_what_silent_processes_hold(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=4)
    Process().serves()
    Holder.objects.update(heartbeat_at=Now() - timedelta(seconds=16))
    call_command("expire_leases")
    assert out() == 0


def test_a_process_that_was_silent_begins_with_nothing(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=1_000)
    process = Process()
    process.serves()
    Holder.objects.update(heartbeat_at=Now() - timedelta(seconds=16))
    leases.expire()
    process.desk.leasing._beat_at = float("-inf")
    process.desk.leasing.look(now=runtime_clock.now())
    assert process.desk._credits.leases == {item.pk: 50}
    assert out() == Lease.objects.get().count == 50


def test_a_process_that_lives_keeps_what_it_holds(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=4)
    Process().serves()
    assert (leases.expire(), out()) == (0, 1)


def test_everything_goes_back_at_shutdown(item) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=100)
    process = Process()
    process.serves()
    process.desk.leasing.leave()
    assert (out(), Lease.objects.count(), Holder.objects.count()) == (0, 0, 0)


def test_an_idle_process_gives_way_where_nothing_is_left_for_others(item, clock) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=1)
    idle, busy = Process(), Process()
    idle.desk.leasing.keep_up(1, [item.pk], now=runtime_clock.now())
    assert not busy.serves()
    clock.advance(OUT_FOR)
    for _ in range(2):  # the first look sees that nothing is left
        idle.desk.leasing.look(now=runtime_clock.now())
    assert busy.serves()


def test_without_the_database_capped_items_stop_when_balances_are_spent(item, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    agree(item, lifetime_cap=1_000)
    free = adops.line_item("house", [adops.slot("front-top"), item.slots.get()])
    process = Process()
    assert process.decide().choices[BOTTOM].line_item.id == item.pk  # type: ignore[union-attr]

    def away(*_: object, **__: object) -> None:
        raise DatabaseError("away")

    for name in ("standings", "limited"):
        monkeypatch.setattr(leasing, name, away)
    monkeypatch.setattr(leases, "fetch", away)
    served = [process.decide().choices[BOTTOM].line_item.id for _ in range(60)]  # type: ignore[union-attr]
    assert served == [item.pk] * 49 + [free.pk] * 11


def test_books_that_were_restored_wrong_are_put_right(item) -> None:  # type: ignore[no-untyped-def]
    LeaseBook.objects.create(line_item=item.pk, count=99)
    leases.expire()
    assert out() == 0


def test_the_thread_of_a_process_borrows_by_itself(item, settings) -> None:  # type: ignore[no-untyped-def]
    settings.LEASES_POLLED = True
    agree(item, lifetime_cap=1_000)
    process = Process()
    started: list[bool] = []
    process.desk.leasing._start = lambda: started.append(True)  # type: ignore[method-assign]
    assert process.serves()
    assert started == [True]
    for _ in range(49):
        assert process.serves()
    assert process.desk.leasing._wake.is_set()
    assert not process.serves()


def test_the_installations_zone_says_when_a_day_begins() -> None:
    at = datetime(2026, 8, 15, 17, 0, tzinfo=UTC)
    assert leasing._day_of(at) == at.astimezone(ZoneInfo("Asia/Jakarta")).date()
    assert GateKind.DAY in leasing.REASONS
