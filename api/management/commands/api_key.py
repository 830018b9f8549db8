"""`api_key create NAME --scopes .. [--expires 90d] | list | revoke NAME`: keys for machines."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from api import keys
from api.keys import SCOPES, ApiKey, UnknownScope
from runtime import clock

_NAME = re.compile(r"[A-Za-z0-9][-A-Za-z0-9_.]{0,99}")
_LIFETIME = re.compile(r"([1-9][0-9]{0,3})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class Command(BaseCommand):
    help = "Creates, lists and revokes keys of the API."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="Make a key; its text is printed once, on the last line.")
        create.add_argument("name")
        create.add_argument("--scopes", required=True, help=f"Comma-separated: {', '.join(SCOPES)}.")
        create.add_argument("--expires", help="As 12h, 90d or 4w; without it the key does not expire.")
        actions.add_parser("list", help="Show all keys, never their text.")
        actions.add_parser("revoke", help="End all keys of this name at once.").add_argument("name")

    def handle(self, *, action: str, **options: Any) -> None:
        {"create": self._create, "list": self._list, "revoke": self._revoke}[action](options)

    def _create(self, options: dict[str, Any]) -> None:
        name = options["name"]
        if not _NAME.fullmatch(name):
            raise CommandError("A name has letters, digits, '-', '_' and '.', at most 100.")
        scopes = tuple(scope.strip() for scope in options["scopes"].split(",") if scope.strip())
        try:
            key, text = keys.create(
                name=name, scopes=scopes, lifetime=_lifetime(options["expires"]), now=clock.now()
            )
        except UnknownScope as error:
            raise CommandError(str(error)) from None
        until = f"until {key.expires_at:%Y-%m-%d %H:%M} UTC" if key.expires_at else "without an end"
        self.stdout.write(f"Key {name} for {', '.join(key.scopes)}, {until}. It is shown this once:")
        self.stdout.write(text)

    def _list(self, options: dict[str, Any]) -> None:
        now = clock.now()
        for key in ApiKey.objects.select_related("token").order_by("token__name", "pk"):
            used = f"{key.token.last_used_at:%Y-%m-%d}" if key.token.last_used_at else "never"
            parts = [
                key.token.name,
                f"{key.token.prefix}…",
                ",".join(key.scopes),
                key.state(now),
                f"used {used}",
            ]
            self.stdout.write("  ".join(parts))

    def _revoke(self, options: dict[str, Any]) -> None:
        count = keys.revoke(name=options["name"], now=clock.now())
        if not count:
            raise CommandError(f"There is no live key named {options['name']!r}.")
        self.stdout.write(f"Revoked {count}.")


def _lifetime(text: str | None) -> timedelta | None:
    if text is None:
        return None
    match = _LIFETIME.fullmatch(text)
    if match is None:
        raise CommandError("A lifetime is a number with h, d or w: 12h, 90d, 4w.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
