"""Every model of the delivery side, under one import."""

from api.keys import ApiKey
from api.previews.models import PreviewDocument
from api.published.models import (
    Document,
    DocumentDependency,
    DocumentTerm,
    DocumentText,
    LiveChange,
    MostRead,
    Tombstone,
)
from api.purges.models import Purge
from api.repeats import RepeatableCall
from api.webhooks.models import ToldLineItem, WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "ApiKey",
    "Document",
    "DocumentDependency",
    "DocumentTerm",
    "DocumentText",
    "LiveChange",
    "MostRead",
    "PreviewDocument",
    "Purge",
    "RepeatableCall",
    "ToldLineItem",
    "Tombstone",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
