"""What the newsroom asks of rooms above it: each port is filled with a function at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


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
            raise PortNotFilled(f"articles.ports.{self.name} has no function behind it")
        return self._function(*args, **kwargs)


PORTS: list[Port[Any, Any]] = []


@dataclass(frozen=True, slots=True)
class VisibleAt:
    """Where and when the public sees a page; `is_public` is false under a hidden or restricted section."""

    html_url: str
    visible_from: datetime | None
    visible_until: datetime | None
    is_public: bool


slot_choices: Port[[], list[tuple[str, str]]] = Port("slot_choices")
"""All ad slots as (code, label)."""

visible_at: Port[[Any], VisibleAt | None] = Port("visible_at")
"""page -> VisibleAt, or None where the page belongs to no site."""

preview: Port[..., Any] = Port("preview", required=False)
"""(page, request, mode) -> HttpResponse; while unset, pages offer no preview."""


def slot_options() -> list[tuple[str, str]]:
    """The choices of a slot field, asked anew for each form."""
    return list(slot_choices())
