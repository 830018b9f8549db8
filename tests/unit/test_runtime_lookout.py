"""A lookout starts once a process, comes when it is woken, and survives a look that fails."""

import os
import threading

from runtime.lookout import Lookout

LONG = 3_600.0


def test_it_looks_at_once_and_starts_once():
    looked = threading.Event()
    lookout = Lookout("test", looked.set, every=LONG)
    assert not lookout.is_started
    assert lookout.start()
    assert looked.wait(10)
    assert lookout.is_started
    assert not lookout.start()


def test_it_looks_again_when_it_is_woken_even_after_a_failure():
    first, second = threading.Event(), threading.Event()

    def look():
        if first.is_set():
            second.set()
            return
        first.set()
        raise RuntimeError("the database is away")

    lookout = Lookout("test", look, every=LONG)
    lookout.start()
    assert first.wait(10)
    lookout.wake()
    assert second.wait(10)


def test_a_forked_process_starts_one_of_its_own(monkeypatch):
    lookout = Lookout("test", lambda: None, every=LONG)
    lookout.start()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert not lookout.is_started
    assert lookout.start()
