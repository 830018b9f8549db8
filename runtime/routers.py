"""Sends the ledger's tables to their own database where there is one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model

LEDGER_LABEL = "ledger"


class LedgerRouter:
    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return self._alias(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return self._alias(model)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if app_label == LEDGER_LABEL:
            return bool(db == settings.LEDGER_ALIAS)
        if db == settings.LEDGER_ALIAS != "default":
            return False
        return None

    def _alias(self, model: type[Model]) -> str | None:
        return settings.LEDGER_ALIAS if model._meta.app_label == LEDGER_LABEL else None
