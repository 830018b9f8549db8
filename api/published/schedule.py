"""Publishes what is approved for now and takes down what is over; one that fails does not stop the next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from wagtail.models import DraftStateMixin, Page, Revision

log = logging.getLogger("warta.published")


def publish_due(*, now: datetime) -> int:
    """How many things were published or taken down."""
    return _each(_expired(now), _take_down) + _each(_approved(now), _publish)


def _expired(now: datetime) -> Iterable[Any]:
    for model in _draftable():
        yield from list(
            model._default_manager.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk")
        )


def _draftable() -> list[type[Model]]:
    """Every model with drafts; pages are asked for by their common part."""
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def _approved(now: datetime) -> Iterable[Revision]:
    return list(Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk"))


def _take_down(thing: Any) -> None:
    thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")


def _each(things: Iterable[Any], act: Callable[[Any], None]) -> int:
    done = 0
    for thing in things:
        try:
            with transaction.atomic():
                act(thing)
            done += 1
        except Exception:
            log.exception("schedule failed: %s %s", thing._meta.label, thing.pk)
    return done
