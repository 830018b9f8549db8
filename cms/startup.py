"""What a server checks before it answers its first request."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from ads.delivery import snapshot
from ads.delivery.snapshot import SnapshotMissing
from cms import demo_password
from runtime import clock, versions

log = logging.getLogger("warta.startup")


def refuse_if_unsafe() -> None:
    """End the process with a one-line reason when production would start with the demo's password."""
    if not settings.IS_PRODUCTION:
        return
    try:
        demo_password.refuse_while_it_works()
    except demo_password.DemoPasswordStillWorks as reason:
        raise SystemExit(f"warta: refusing to start: {reason}") from None
    except DatabaseError as error:
        # The log-in refuses that password in production anyway; content is served as soon as it can be.
        log.warning("demo passwords not checked: %s", type(error).__name__)


def know_the_slots() -> None:
    """Compare clocks and read what is booked, before the first request.

    A clock that is off decides nothing then, and a database that goes away later stops no decision.
    """
    if not settings.VERSIONS_POLLED:
        return
    try:
        versions.current(snapshot.VERSION)
        snapshot.current(now=clock.now())
    except (DatabaseError, SnapshotMissing) as error:
        log.warning("nothing is known of the slots yet: %s", type(error).__name__)


@checks.register(checks.Tags.security, deploy=True)
def no_demo_password(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    try:
        names = demo_password.users_with_it()
    except DatabaseError:
        return []
    if not names:
        return []
    reason = f"These users still have the demo password: {', '.join(names)}."
    return [checks.Error(reason, hint="Give them another one or delete them.", id="cms.E001")]
