"""Tells that a reader sent a form: which one and under which number, never what was written."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from api.published.portal import VERSION, portals
from api.webhooks import outbox, payloads
from api.webhooks.types import EventType
from articles.models import FormSubmission
from runtime import versions

log = logging.getLogger("warta.webhooks")


def connect() -> None:
    """Called once, from `ready`."""
    post_save.connect(on_submitted, sender=FormSubmission, dispatch_uid="webhooks:form")


def on_submitted(*, instance: FormSubmission, created: bool = False, raw: bool = False, **_: Any) -> None:
    """A fault of ours must not lose what a reader wrote."""
    if raw or not created:
        return
    try:
        with transaction.atomic():
            site_id = instance.form.site_id
            portal = next((each for each in portals() if each.site_id == site_id), None)
            data = payloads.of_form(instance, portal=portal, version=versions.current(VERSION))
            outbox.put(EventType.FORM_SUBMITTED, data, site_id=site_id)
    except Exception:
        log.exception("a form could not be told")
