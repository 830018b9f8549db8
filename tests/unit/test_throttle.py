"""How often one address may call."""

from itertools import cycle

from django.test import RequestFactory

from api.http import throttle
from api.http.throttle import TokenBuckets, address_of


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_the_rate() -> None:
    time = Time()
    buckets = TokenBuckets(rate=2, burst=3, clock=time)
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    time.now = 0.5
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    time.now = 100
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]


def test_addresses_do_not_share() -> None:
    buckets = TokenBuckets(rate=1, burst=1, clock=Time())
    assert [buckets.take(address) for address in ("a", "b", "a")] == [True, True, False]


def test_remembers_a_bounded_number_of_addresses(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(throttle, "MOST_ADDRESSES", 10)
    buckets = TokenBuckets(rate=1, burst=5, clock=Time())
    for number, _ in zip(range(100), cycle("x"), strict=False):
        buckets.take(str(number))
    assert len(buckets._held) <= 10


def test_the_address_is_the_one_that_the_outermost_middleware_left() -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.7"}, REMOTE_ADDR="10.0.0.1")
    assert address_of(request) == "10.0.0.1"
