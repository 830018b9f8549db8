"""A shared cache that is away costs nobody anything but the work it would have saved."""

import socket

import pytest
from redis import exceptions

from cms import cache


@pytest.fixture
def away(monkeypatch):
    """A cache at an address where nobody listens."""
    monkeypatch.setattr(cache, "_breaker", cache.Breaker())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return cache.ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {})


def test_an_absent_cache_is_an_empty_one(away):
    assert away.get("name") is None
    assert away.get("name", "default") == "default"
    assert away.set("name", 1) is None
    assert away.add("name", 1) is False
    assert away.delete("name") is False
    assert away.touch("name") is False
    assert away.has_key("name") is False
    assert "name" not in away
    assert away.get_many(["a", "b"]) == {}
    assert away.set_many({"a": 1, "b": 2}) == ["a", "b"]
    assert away.delete_many(["a"]) is None
    assert away.clear() is None
    assert away.get_or_set("name", lambda: 7) == 7


def failing(error):
    def ask():
        raise error

    return ask


@pytest.mark.parametrize("error", [exceptions.ConnectionError(), exceptions.TimeoutError(), OSError()])
def test_after_a_failure_it_rests_and_then_is_asked_again(error):
    at = [100.0]
    breaker = cache.Breaker(monotonic=lambda: at[0])
    assert breaker.call(failing(error), otherwise="none") == "none"
    at[0] = 100.9
    assert breaker.call(lambda: "asked", otherwise="none") == "none"
    at[0] = 101.0
    assert breaker.call(lambda: "asked", otherwise="none") == "asked"


def test_a_fault_of_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        cache.Breaker().call(lambda: 1 // 0, otherwise=0)
