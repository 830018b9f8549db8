"""What the ad side asks of rooms above it: plain values of pages and the choices of the targeting form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.checks import CheckMessage, Error, register

from ads.decision.types import PageFacts

P = ParamSpec("P")
R = TypeVar("R")

Choices = list[tuple[str, str]]


class PortNotFilled(RuntimeError):
    """A port was called before a function was connected to it."""

    code = "port_not_filled"


class Port(Generic[P, R]):
    """A named hole for one function; calling it before it is filled raises `PortNotFilled`."""

    def __init__(self, name: str, *, required: bool = True) -> None:
        self.name = name
        self.required = required
        self._function: Callable[P, R] | None = None
        PORTS.append(self)

    def fill(self, function: Callable[P, R]) -> None:
        self._function = function

    @property
    def is_filled(self) -> bool:
        return self._function is not None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if self._function is None:
            raise PortNotFilled(f"ads.ports.{self.name} has no function behind it")
        return self._function(*args, **kwargs)


PORTS: list[Port[Any, Any]] = []


page_facts: Port[..., PageFacts | None] = Port("page_facts")
"""(path, site=None) -> PageFacts, or None where no public page stands at the path."""

sections: Port[[], Choices] = Port("sections")
"""All sections as (key, title), a child under its parent."""

tags: Port[[], Choices] = Port("tags")
"""All tags as (slug, name)."""

authors: Port[[], Choices] = Port("authors")
"""All authors as (slug, name)."""

article_labels: Port[[], Choices] = Port("article_labels")
"""All article labels as (value, label)."""


@register()
def check_ports(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Every required port is filled when the applications are ready."""
    return [
        Error(f"ads.ports.{port.name} is not filled", id="ads.E001")
        for port in PORTS
        if port.required and not port.is_filled
    ]
