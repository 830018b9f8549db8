"""What ends previews beside their hour: the end of a session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out

from api.previews import services
from runtime import clock


def connect() -> None:
    user_logged_out.connect(on_logged_out, dispatch_uid="warta.previews.logged_out")


def on_logged_out(*, user: Any = None, **_: Any) -> None:
    """Whoever leaves the admin leaves no open preview behind."""
    if user is not None and user.pk:
        services.revoke(user=user, now=clock.now())
