"""Secrets of receivers, and the headers of Standard Webhooks that are made with them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime

from standardwebhooks.webhooks import Webhook

from api.webhooks.models import WebhookEndpoint
from runtime import keys

RING = "webhooks"
PREFIX = "whsec_"


def secret_text(endpoint: WebhookEndpoint) -> str:
    """What the receiver verifies with; shown once, and again only as another one."""
    return _text(keys.ring(RING)[0], endpoint.salt)


def headers(endpoint: WebhookEndpoint, *, message_id: str, body: str, at: datetime) -> dict[str, str]:
    """With a signature of every secret that the receiver may hold, older ones included."""
    signatures = [Webhook(text).sign(message_id, at, body) for text in _secrets(endpoint, at)]
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _secrets(endpoint: WebhookEndpoint, at: datetime) -> Iterator[str]:
    salts = [endpoint.salt]
    if endpoint.previous_salt and endpoint.previous_until and at < endpoint.previous_until:
        salts.append(endpoint.previous_salt)
    return (_text(key, salt) for salt in salts for key in keys.ring(RING))


def _text(key: bytes, salt: str) -> str:
    return PREFIX + base64.b64encode(hmac.digest(key, salt.encode(), hashlib.sha256)).decode()
