"""Threads that share one transaction."""

import threading
import time

import pytest

from ads.counting import commits
from ads.counting.commits import Away, GroupCommit


def test_what_waits_while_one_commits_is_written_together() -> None:
    written: list[list[int]] = []
    first_writes, go_on = threading.Event(), threading.Event()

    def write(rows: list[int]) -> None:
        written.append(rows)
        first_writes.set()
        go_on.wait(5)

    group = GroupCommit(write)
    threads = [threading.Thread(target=group.submit, args=([number],)) for number in range(5)]
    threads[0].start()
    first_writes.wait(5)
    for thread in threads[1:]:
        thread.start()
    while len(group._waiting) < 4:
        pass
    go_on.set()
    for thread in threads:
        thread.join()
    assert written[0] == [0]
    assert [sorted(rows) for rows in written[1:]] == [[1, 2, 3, 4]]


def test_an_error_reaches_everybody_who_waited_for_it() -> None:
    def write(rows: list[int]) -> None:
        raise ValueError("disk full")

    with pytest.raises(ValueError, match="disk full"):
        GroupCommit(write).submit([1])


def test_goes_on_after_an_error() -> None:
    written: list[int] = []

    def write(rows: list[int]) -> None:
        if rows == [1]:
            raise ValueError
        written.extend(rows)

    group = GroupCommit(write)
    with pytest.raises(ValueError):  # noqa: PT011
        group.submit([1])
    group.submit([2])
    assert written == [2]


def test_takes_no_more_rows_at_once_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "MOST_ROWS", 3)
    group: GroupCommit[int] = GroupCommit(lambda rows: None)
    group._waiting = [commits._Batch([1, 2]), commits._Batch([3, 4]), commits._Batch([5])]
    assert [[*batch.rows] for batch in group._take()] == [[1, 2]]
    assert [[*batch.rows] for batch in group._take()] == [[3, 4], [5]]


def test_gives_up_when_the_disk_hangs_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "WAIT_SECONDS", 0.0)
    group: GroupCommit[int] = GroupCommit(lambda rows: None)
    group._commit.acquire()
    with pytest.raises(Away):
        group.submit([1])
    assert group._waiting == []


def test_nobody_waits_for_a_database_that_fell_silent_amid_a_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither who is in it nor who comes later: a hundred who wait in turn would hold up everybody else."""
    monkeypatch.setattr(commits, "QUIET_SECONDS", 0.05)
    goes_on = threading.Event()
    group: GroupCommit[int] = GroupCommit(
        lambda rows: goes_on.wait(10) and None, has_thread=lambda: True, heard_at=lambda: 0.0
    )
    with pytest.raises(Away):
        group.submit([1])
    began = time.monotonic()
    for _ in range(100):
        with pytest.raises(Away):
            group.submit([2])
    assert time.monotonic() - began < 100 * 0.05
    goes_on.set()


def test_a_slow_commit_of_a_database_that_is_heard_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "QUIET_SECONDS", 1.0)
    heard = [time.monotonic()]
    group: GroupCommit[int] = GroupCommit(lambda rows: None, heard_at=lambda: heard[0])
    group._writing_since = time.monotonic() - 100
    waits: list[float] = []

    class Done:
        def acquire(self, timeout: float) -> bool:
            waits.append(timeout)
            heard[0] = time.monotonic()  # of another statement, by the next look
            return len(waits) == 50

    assert group._wait(commits._Batch([1], done=Done()), 100.0)  # type: ignore[arg-type]
    assert (len(waits), min(waits) > 0.5) == (50, True)


@pytest.mark.parametrize(
    ("took", "shared_by", "seconds"),
    [(0.004, 2, 0.001), (0.004, 1, 0.0), (0.004, 0, 0.0), (10.0, 16, 0.005)],
)
def test_a_shared_commit_waits_a_quarter_of_the_last_for_others_and_a_lonely_one_not_at_all(
    took: float, shared_by: int, seconds: float
) -> None:
    assert commits.gathering(took, shared_by=shared_by) == seconds
