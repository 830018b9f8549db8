"""Receivers and runs of the timer, as the tests of the webhooks want them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from api.webhooks import services
from api.webhooks.models import WebhookEndpoint
from api.webhooks.types import EventType
from runtime import clock as now_clock


def endpoint(host: str = "hook.example", **fields: Any) -> WebhookEndpoint:
    fields.setdefault("events", list(EventType.values))
    fields.setdefault("name", host)
    return WebhookEndpoint.objects.create(url=f"http://{host}/in", **fields)


def run(clock: Any, seconds: float = 0) -> int:
    clock.advance(timedelta(seconds=seconds))
    return services.deliver(now=now_clock.now())


def run_all(clock: Any) -> None:
    """Until all that happened has been handed out: seen, held for 2 s, gathered for 5."""
    for seconds in (0, 2, 3):
        run(clock, seconds)
