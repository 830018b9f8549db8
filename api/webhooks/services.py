"""What happens to receivers and deliveries: handed out, sent, tried again, given up, asked for anew."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from api.webhooks import payloads, sending, signing
from api.webhooks.models import (
    DeliveryState,
    WebhookDelivery,
    WebhookDeliveryQuerySet,
    WebhookEndpoint,
    WebhookEvent,
    make_salt,
)
from api.webhooks.sending import Attempt, Letter
from api.webhooks.types import PING, EventType

log = logging.getLogger("warta.webhooks")

HOLD = timedelta(seconds=2)
"""Twice the poll: by then every worker answers with what the event is about."""
GATHER = timedelta(seconds=5)
"""How long changes of content are gathered into one event."""
RETRY_AFTER = tuple(
    timedelta(seconds=each) for each in (5, 30, 120, 600, 1800, 3600, 7200, 10_800, 14_400, 21_600, 26_245)
)
"""24 hours in all; then the letter is dead."""
GIVE_UP_AFTER = timedelta(days=3)
"""A receiver that answered nothing for so long is switched off."""
OLD_SECRET_HOLDS = timedelta(hours=24)
KEPT = timedelta(days=30)
MAX_EVENTS, MAX_LETTERS = 1_000, 100


def deliver(*, now: datetime) -> int:
    """Hands out what happened and sends what is due; how many letters arrived."""
    hand_out(now=now)
    arrived = 0
    for results in sending.send_all(_batches(now), inside=settings.WEBHOOK_HOSTS):
        for letter, attempt in results:
            arrived += _settle(letter.delivery_id, attempt, now=now)
    return arrived


# --- from the outbox to the receivers ----------------------------------------------------------------


def hand_out(*, now: datetime) -> int:
    """A delivery for each event and receiver, no earlier than 2 s after the commit; how many there are."""
    waiting = WebhookEvent.objects.filter(left_at=None)
    if waiting.filter(seen_at=None).exists():
        waiting.filter(seen_at=None).update(seen_at=now)
    held = list(waiting.filter(seen_at__lte=now - HOLD).order_by("pk")[:MAX_EVENTS])
    gathering = [each for each in held if each.type == EventType.CONTENT_CHANGED]
    ready = [each for each in held if each.type != EventType.CONTENT_CHANGED]
    endpoints = list(WebhookEndpoint.objects.receiving())
    return sum(_hand_over(each, endpoints, now=now) for each in [*ready, *_gathered(gathering, now)])


def _gathered(events: Iterable[WebhookEvent], now: datetime) -> list[WebhookEvent]:
    """One event a site of those whose first has waited long enough."""
    found, by_site = [], itertools.groupby(sorted(events, key=lambda each: (each.site_id, each.pk)), _site)
    for _, group in by_site:
        first, *others = group
        if first.seen_at is None or first.seen_at > now - GATHER:
            continue
        first.data = payloads.gathered((each.data for each in (first, *others)), site_ids=_sites(first))
        with transaction.atomic():
            first.save(update_fields=["data"])
            WebhookEvent.objects.filter(pk__in=[each.pk for each in others]).delete()
        found.append(first)
    return found


def _site(event: WebhookEvent) -> int | None:
    return event.site_id


def _sites(event: WebhookEvent) -> list[int]:
    return [] if event.site_id is None else [event.site_id]


def _hand_over(event: WebhookEvent, endpoints: Iterable[WebhookEndpoint], *, now: datetime) -> int:
    wanting = [each for each in endpoints if each.wants(event)]
    with transaction.atomic():
        for endpoint in wanting:
            _write_letter(event, endpoint, now=now)
        WebhookEvent.objects.filter(pk=event.pk).update(left_at=now)
    return len(wanting)


def _write_letter(event: WebhookEvent, endpoint: WebhookEndpoint, *, now: datetime) -> None:
    """Older letters about the same that wait are superseded; what they alone said goes along."""
    data = event.data
    older = endpoint.deliveries.none()
    if event.subject:
        older = endpoint.deliveries.pending().filter(event__subject=event.subject).order_by("-pk")
    for each in older:
        data = payloads.superseding(data, payloads.data_of(each.body), site_ids=_sites(event))
    older.update(state=DeliveryState.SUPERSEDED, done_at=now)
    WebhookDelivery.objects.create(
        endpoint=endpoint,
        event=event,
        body=payloads.body(event.type, data, at=event.created_at),
        created_at=now,
        due_at=now,
    )


# --- sending -----------------------------------------------------------------------------------------


def _batches(now: datetime) -> list[list[Letter]]:
    return [_batch(endpoint, now) for endpoint in WebhookEndpoint.objects.receiving()]


def _batch(endpoint: WebhookEndpoint, now: datetime) -> list[Letter]:
    due = endpoint.deliveries.due(now).select_related("event").order_by("due_at", "pk")
    return [_letter(each) for each in due[:MAX_LETTERS]]


def _letter(delivery: WebhookDelivery) -> Letter:
    endpoint, message_id, body = delivery.endpoint, delivery.event.message_id, delivery.body
    headers = partial(_headers, endpoint, message_id, body)
    return Letter(delivery.pk, endpoint.url, body, headers)


def _headers(endpoint: WebhookEndpoint, message_id: str, body: str, at: datetime) -> dict[str, str]:
    return signing.headers(endpoint, message_id=message_id, body=body, at=at)


@transaction.atomic
def _settle(delivery_id: int, attempt: Attempt, *, now: datetime) -> bool:
    """Keeps the books of one attempt; whether it arrived."""
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("endpoint").filter(
        pk=delivery_id
    ).first()  # fmt: skip
    if delivery is None:  # its receiver was deleted meanwhile
        return attempt.is_success
    delivery.attempts = [*delivery.attempts, attempt.record()]
    delivery.attempt_count += 1
    if attempt.is_success:
        delivery.state, delivery.done_at = DeliveryState.DELIVERED, now
    elif delivery.state == DeliveryState.PENDING:
        _put_off(delivery, now=now)
    delivery.save(update_fields=["attempts", "attempt_count", "state", "due_at", "done_at"])
    _note(delivery.endpoint, attempt, now=now)
    return attempt.is_success


def _put_off(delivery: WebhookDelivery, *, now: datetime) -> None:
    if delivery.attempt_count > len(RETRY_AFTER):
        delivery.state, delivery.done_at = DeliveryState.DEAD, now
    else:
        delivery.due_at = now + RETRY_AFTER[delivery.attempt_count - 1]


def _note(endpoint: WebhookEndpoint, attempt: Attempt, *, now: datetime) -> None:
    """One that is back is sent all that waits; one that was away too long is sent nothing any more."""
    if attempt.is_success:
        if endpoint.failing_since is not None:
            endpoint.deliveries.pending().filter(due_at__gt=now).update(due_at=now)
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
        return
    since = endpoint.failing_since or now
    WebhookEndpoint.objects.filter(pk=endpoint.pk, failing_since=None).update(failing_since=now)
    if attempt.is_gone or now - since >= GIVE_UP_AFTER:
        _disable(endpoint, now=now)


def _disable(endpoint: WebhookEndpoint, *, now: datetime) -> None:
    log.warning("webhook switched off: %s", endpoint.name)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(is_active=False, disabled_at=now)
    endpoint.deliveries.pending().update(state=DeliveryState.DEAD, done_at=now)


# --- what an administrator asks for ------------------------------------------------------------------


def switch_on(endpoint: WebhookEndpoint) -> None:
    """Forgets that it failed; called when somebody makes it active again."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None, disabled_at=None)


def rotate(endpoint: WebhookEndpoint, *, now: datetime) -> str:
    """A new secret; signatures of the one before are sent along for a day."""
    endpoint.previous_salt, endpoint.previous_until = endpoint.salt, now + OLD_SECRET_HOLDS
    endpoint.salt = make_salt()
    endpoint.save(update_fields=["salt", "previous_salt", "previous_until"])
    return signing.secret_text(endpoint)


def ping(endpoint: WebhookEndpoint, *, now: datetime) -> Attempt:
    """A test event, sent at once and once."""
    data = {"webhook": endpoint.name}
    event = WebhookEvent.objects.create(type=PING, data=data, created_at=now, seen_at=now, left_at=now)
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint,
        event=event,
        state=DeliveryState.DEAD,
        body=payloads.body(PING, data, at=now),
        created_at=now,
        due_at=now,
        done_at=now,
    )
    attempt = sending.send(_letter(delivery), inside=settings.WEBHOOK_HOSTS)
    _settle(delivery.pk, attempt, now=now)
    return attempt


def replay(deliveries: WebhookDeliveryQuerySet, *, now: datetime) -> int:
    """Sends these again as they were, under their own ids; how many."""
    facts: dict[str, Any] = {
        "state": DeliveryState.PENDING,
        "attempt_count": 0,
        "due_at": now,
        "done_at": None,
    }
    return deliveries.filter(endpoint__is_active=True).update(**facts)


def prune(*, now: datetime) -> int:
    """Events are kept for 30 days, and as long as one of their letters waits."""
    waiting = WebhookDelivery.objects.pending().values("event_id")
    old = WebhookEvent.objects.filter(created_at__lt=now - KEPT, left_at__isnull=False)
    ids = list(old.exclude(pk__in=waiting).values_list("pk", flat=True)[:10_000])
    WebhookEvent.objects.filter(pk__in=ids).delete()
    return len(ids)
