"""Sends the ledger's tables to their own database where there is one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model

LEDGER_LABEL = "ledger"


def label_of(alias: str) -> str | None:
    """The one application whose tables a database holds; None where it may hold any."""
    return LEDGER_LABEL if alias == settings.LEDGER_ALIAS != "default" else None


class LedgerRouter:
    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return self._alias(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return self._alias(model)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if app_label == LEDGER_LABEL:
            return bool(db == settings.LEDGER_ALIAS)
        return False if label_of(db) else None

    def _alias(self, model: type[Model]) -> str | None:
        return settings.LEDGER_ALIAS if model._meta.app_label == LEDGER_LABEL else None
