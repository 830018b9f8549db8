"""A shared cache that may vanish: without it everything is asked again, nothing fails and nobody waits."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

REST_SECONDS = 1.0

log = logging.getLogger("warta.cache")

Answer = TypeVar("Answer")


class Breaker:
    """After a failure the cache is left alone for a moment: a hung one costs one wait a second."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._rests_until = float("-inf")

    def call(self, ask: Callable[[], Answer], *, otherwise: Answer) -> Answer:
        """What the cache answers; `otherwise` where it does not, or is resting."""
        if self._monotonic() < self._rests_until:
            return otherwise
        try:
            return ask()
        except (RedisError, OSError) as error:
            self._rests_until = self._monotonic() + REST_SECONDS
            log.warning("cache does not answer: %s", type(error).__name__)
            return otherwise


# One for the process: Django makes a cache object for each thread.
_breaker = Breaker()


class ForgivingRedisCache(RedisCache):
    """Redis or Valkey for what can be made again; a failure looks like an empty cache."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return _breaker.call(lambda: super(ForgivingRedisCache, self).add(*args, **kwargs), otherwise=False)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _breaker.call(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), otherwise=default
        )

    def set(self, *args: Any, **kwargs: Any) -> None:
        _breaker.call(lambda: super(ForgivingRedisCache, self).set(*args, **kwargs), otherwise=None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return _breaker.call(lambda: super(ForgivingRedisCache, self).touch(*args, **kwargs), otherwise=False)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return _breaker.call(
            lambda: super(ForgivingRedisCache, self).delete(*args, **kwargs), otherwise=False
        )

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return _breaker.call(lambda: super(ForgivingRedisCache, self).get_many(*args, **kwargs), otherwise={})

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return _breaker.call(
            lambda: super(ForgivingRedisCache, self).has_key(*args, **kwargs), otherwise=False
        )

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        return _breaker.call(
            lambda: super(ForgivingRedisCache, self).set_many(data, *args, **kwargs), otherwise=list(data)
        )

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        _breaker.call(lambda: super(ForgivingRedisCache, self).delete_many(*args, **kwargs), otherwise=None)

    def clear(self) -> None:
        _breaker.call(super().clear, otherwise=None)
