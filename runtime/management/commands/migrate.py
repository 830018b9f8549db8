"""Migrates the default database and the ledger's, where it is another one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from runtime import routers


class Command(migrate.Command):
    help = "Bring the tables of every database up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        return super().get_check_kwargs({**options, "database": options["database"] or "default"})

    def handle(self, *args: Any, **options: Any) -> None:
        settings.WARTA_VAR.mkdir(parents=True, exist_ok=True)
        named = options.pop("database", None)
        for alias in [named] if named else self._aliases():
            super().handle(*args, **options | self._part(alias, options), database=alias)

    def _aliases(self) -> list[str]:
        # The ledger comes first: what runs after the default's migrations may already count.
        ledger = [settings.LEDGER_ALIAS] if settings.LEDGER_ALIAS != "default" else []
        return [*ledger, "default"]

    def _part(self, alias: str, options: dict[str, Any]) -> dict[str, Any]:
        """Two hundred migrations of others would be played through for the ledger, and make no table."""
        label = routers.label_of(alias)
        return {"app_label": label, "run_syncdb": False} if label and not options["app_label"] else {}
