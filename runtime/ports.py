"""Ports: holes that a lower package leaves for functions of the packages above it, filled at start-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from django.core import checks

P = ParamSpec("P")
R = TypeVar("R")


class PortNotFilled(RuntimeError):
    """A port was called before a function was connected to it."""

    code = "port_not_filled"


class Port(Generic[P, R]):
    """A named hole for one function; calling it before it is filled raises `PortNotFilled`."""

    def __init__(self, name: str, *, required: bool = True) -> None:
        """`name` is where the port stands, as `ads.ports.tags`."""
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
            raise PortNotFilled(f"{self.name} has no function behind it")
        return self._function(*args, **kwargs)


PORTS: list[Port[Any, Any]] = []


@checks.register
def ports_are_filled(**kwargs: Any) -> list[checks.CheckMessage]:
    """Every required port needs a function behind it before the server starts."""
    return [
        checks.Error(
            f"{port.name} has no function behind it",
            hint="The app that knows the answer fills it in its AppConfig.ready().",
            id="runtime.E001",
        )
        for port in PORTS
        if port.required and not port.is_filled
    ]
