"""Django's development server, which keeps the demo's logins on this machine."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver
from django.core.management.base import CommandError
from django.db import DatabaseError

from cms import demo_password


class Command(runserver.Command):
    addr: str

    def inner_run(self, *args: Any, **options: Any) -> None:
        self._refuse_strangers()
        super().inner_run(*args, **options)

    def _refuse_strangers(self) -> None:
        if settings.IS_PRODUCTION or demo_password.is_loopback(self.addr):
            return
        try:
            demo_password.refuse_while_it_works()
        except demo_password.DemoPasswordStillWorks as reason:
            raise CommandError(f"refusing to listen on {self.addr}: {reason}") from None
        except DatabaseError:
            pass  # without tables there are no users
