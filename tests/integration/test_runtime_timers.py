"""Timers run once at a time, on their periods, and one that fails leaves the others alone."""

from datetime import timedelta

import pytest

from runtime import timers
from runtime.models import TimerRun
from runtime.timers import Outcome


@pytest.fixture
def ran(monkeypatch):
    """A registry of three timers: `good` and `slow` note when they ran, `bad` raises."""
    monkeypatch.setattr(timers, "REGISTRY", {})
    moments = []

    @timers.timer(name="good", every=timedelta(seconds=5))
    def good(*, now):
        moments.append(("good", now))
        return 3

    @timers.timer(name="bad", every=timedelta(seconds=5))
    def bad(*, now):
        raise RuntimeError("no luck")

    @timers.timer(name="slow", every=timedelta(minutes=10))
    def slow(*, now):
        moments.append(("slow", now))

    return moments


def test_records_start_and_success(db, clock, ran):
    assert timers.run("good", now=clock.now()) is Outcome.DONE
    record = TimerRun.objects.get(name="good")
    assert ran == [("good", clock.now())]
    assert (record.last_started_at, record.last_success_at) == (clock.now(), clock.now())
    assert (record.last_error, record.locked_by, record.locked_until) == ("", "", None)


def test_a_failure_is_recorded_and_the_last_success_stays(db, clock, ran):
    TimerRun.objects.create(name="bad", last_success_at=clock.now() - timedelta(hours=1))
    assert timers.run("bad", now=clock.now()) is Outcome.FAILED
    record = TimerRun.objects.get(name="bad")
    assert record.last_error == "RuntimeError: no luck"
    assert record.last_success_at == clock.now() - timedelta(hours=1)
    assert record.locked_until is None


def test_a_second_runner_finds_it_locked(db, clock, ran):
    second = []

    @timers.timer(name="outer", every=timedelta(seconds=5))
    def outer(*, now):
        second.append(timers.run("outer", now=now + timedelta(seconds=1)))

    assert timers.run("outer", now=clock.now()) is Outcome.DONE
    assert second == [Outcome.LOCKED]


def test_a_lock_that_its_holder_left_behind_lapses(db, clock, ran):
    TimerRun.objects.create(name="good", locked_by="dead", locked_until=clock.now() + timedelta(seconds=60))
    assert timers.run("good", now=clock.now()) is Outcome.LOCKED
    assert timers.run("good", now=clock.now() + timedelta(seconds=60)) is Outcome.DONE


def test_a_lock_from_a_clock_a_day_ahead_does_not_hold(db, clock, ran):
    TimerRun.objects.create(name="good", locked_by="ahead", locked_until=clock.now() + timedelta(days=1))
    assert timers.run("good", now=clock.now()) is Outcome.DONE


def test_an_overrun_does_not_release_the_lock_of_its_successor(db, clock, ran):
    @timers.timer(name="long", every=timedelta(seconds=5))
    def long(*, now):
        TimerRun.objects.filter(name="long").update(
            locked_by="successor", locked_until=now + timedelta(hours=1)
        )

    timers.run("long", now=clock.now())
    assert TimerRun.objects.get(name="long").locked_by == "successor"


def test_run_due_runs_each_on_its_period_and_past_a_failure(db, clock, ran):
    everything = {"good": Outcome.DONE, "bad": Outcome.FAILED, "slow": Outcome.DONE}
    assert timers.run_due(clock.now()) == everything
    assert timers.run_due(clock.now() + timedelta(seconds=4)) == {}
    assert timers.run_due(clock.now() + timedelta(seconds=5)) == {"good": Outcome.DONE, "bad": Outcome.FAILED}
    assert timers.run_due(clock.now() + timedelta(minutes=10)) == everything


def test_run_due_goes_on_after_the_clock_was_set_back(db, clock, ran):
    timers.run_due(clock.now() + timedelta(days=1))
    assert timers.run_due(clock.now())["good"] is Outcome.DONE


def test_late_names_what_never_ran_failed_or_stopped(db, clock, ran):
    assert timers.late(clock.now()) == ["bad", "good", "slow"]
    timers.run_due(clock.now())
    assert timers.late(clock.now()) == ["bad"]
    assert timers.late(clock.now() + timedelta(seconds=45)) == ["bad"]
    assert timers.late(clock.now() + timedelta(seconds=46)) == ["bad", "good"]


def test_an_unknown_timer_is_named(db, clock, ran):
    with pytest.raises(timers.TimerUnknown, match="no timer 'other'; there are bad, good, slow"):
        timers.run("other", now=clock.now())
