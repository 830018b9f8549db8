"""The tables of the webhooks: who wants to know, what happened, and what was sent to whom."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from api.webhooks.addresses import validate_address
from api.webhooks.types import EventType


def make_salt() -> str:
    return secrets.token_hex(32)


def make_message_id() -> str:
    return f"msg_{secrets.token_hex(16)}"


def known_types(value: object) -> None:
    if not isinstance(value, list) or not value or set(value) - set(EventType.values):
        raise ValidationError(_("Choose at least one kind of event."))


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    """Reading the receivers."""

    def receiving(self) -> Self:
        return self.filter(is_active=True)


class WebhookEndpoint(models.Model):
    """A receiver: its address, what it wants to know, and what its signatures are made with.

    Its secret is derived from `salt` and the server's key ring for webhooks, and stands nowhere.
    """

    name = models.CharField(
        _("name"), max_length=100, help_text=_("What receives it, for example: the frontend's cache.")
    )
    url = models.CharField(
        _("address"),
        max_length=1000,
        validators=[validate_address],
        help_text=_("Where events are sent by POST. It has to answer with a status from 200 to 299 in 5 s."),
    )
    events = models.JSONField(_("events"), default=list, validators=[known_types])
    site = models.ForeignKey(
        "wagtailcore.Site",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("site"),
        help_text=_("Left empty it hears of every site."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("One that is not active is sent nothing.")
    )

    salt = models.CharField(max_length=64, default=make_salt, editable=False)
    previous_salt = models.CharField(max_length=64, blank=True, default="", editable=False)
    previous_until = models.DateTimeField(null=True, editable=False)
    """Until when signatures of the secret before are sent along."""
    failing_since = models.DateTimeField(null=True, editable=False)
    """The first failure since the last success."""
    disabled_at = models.DateTimeField(null=True, editable=False)
    """When it was switched off for failing."""

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name

    def wants(self, event: WebhookEvent) -> bool:
        is_its_site = self.site_id is None or event.site_id in (None, self.site_id)
        return event.type in self.events and is_its_site

    def state(self) -> str:
        """active, failing, off, or disabled: switched off for failing."""
        if not self.is_active:
            return "disabled" if self.disabled_at else "off"
        return "failing" if self.failing_since else "active"


class WebhookEvent(models.Model):
    """One thing that happened, worded as the public may know it; written in the same transaction."""

    message_id = models.CharField(max_length=40, unique=True, default=make_message_id)
    type = models.CharField(_("event"), max_length=40, choices=EventType.choices)
    site_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80, blank=True, default="")
    """Events of one subject supersede each other; an empty one stands for itself."""
    data = models.JSONField()
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    """When the timer first saw it, hence no earlier than its commit."""
    left_at = models.DateTimeField(null=True)
    """When it was handed to the receivers."""

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="webhook_event_waits", condition=Q(left_at__isnull=True)),
            models.Index(fields=["created_at"], name="webhook_event_created"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject}".strip()


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("waits")
    DELIVERED = "delivered", _("delivered")
    SUPERSEDED = "superseded", _("superseded by a newer one")
    DEAD = "dead", _("given up")


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    """Reading what was sent or is to be."""

    def pending(self) -> Self:
        return self.filter(state=DeliveryState.PENDING)

    def due(self, now: datetime) -> Self:
        return self.pending().filter(due_at__lte=now, endpoint__is_active=True)

    def undelivered(self) -> Self:
        return self.filter(state=DeliveryState.DEAD)


class WebhookDelivery(models.Model):
    """One event for one receiver, with every attempt and what was answered."""

    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, related_name="deliveries", verbose_name=_("webhook")
    )
    event = models.ForeignKey(
        WebhookEvent, models.CASCADE, related_name="deliveries", verbose_name=_("event")
    )
    state = models.CharField(
        _("status"), max_length=12, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    body = models.TextField(_("body"))
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    """Since it was last asked for; the log in `attempts` keeps those of before."""
    attempts = models.JSONField(default=list)
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("next attempt"))
    done_at = models.DateTimeField(_("finished at"), null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes = [
            models.Index(
                fields=["endpoint", "due_at"], name="webhook_delivery_due", condition=Q(state="pending")
            ),
            models.Index(fields=["endpoint", "-created_at"], name="webhook_delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.event.type} → {self.endpoint.name}"


class ToldLineItem(models.Model):
    """What was last told of a line item of the ad desk."""

    DELIVERING, BEHIND, COMPLETED = "delivering", "behind", "completed"

    line_item_id = models.BigIntegerField(primary_key=True)
    told = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"{self.line_item_id} {self.told}"
