"""System checks of the newsroom."""

from __future__ import annotations

from typing import Any

from django.core import checks

from articles import ports


@checks.register
def ports_are_filled(**kwargs: Any) -> list[checks.CheckMessage]:
    """Every port needs a function behind it before the server starts."""
    return [
        checks.Error(
            f"articles.ports.{port.name} has no function behind it",
            hint="The app that knows the answer fills it in its AppConfig.ready().",
            id="articles.E001",
        )
        for port in ports.PORTS
        if port.required and not port.is_filled
    ]
