"""The `fields=` language of Wagtail's API v2: parsed, checked, applied to stored JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from api.http.parameters import Unfit

MAX_NESTED = 10
SYNTAX = "a,b  or  _,a  or  *  or  *,-b  or  authors(name)"
_TOKEN = re.compile(r"(-?)([a-z0-9_]+|\*)(?:\(([^()]*)\))?(?:,(?!$)|$)")

Names: TypeAlias = Mapping[str, "Names"]
"""Every name an answer has, each with the names one level deeper (empty where it is no object)."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A parsed selection: where it starts (default, all, none), what it adds and what it takes away."""

    start: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    nested: Mapping[str, Fields] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [self.start] if self.start else []
        parts += [name + (f"({self.nested[name]})" if name in self.nested else "") for name in self.added]
        parts += [f"-{name}" for name in self.removed]
        return ",".join(parts)

    def chosen(self, *, default: frozenset[str], every: frozenset[str]) -> frozenset[str]:
        """The names that are in the answer."""
        base = {"*": every, "_": frozenset[str]()}.get(self.start, default)
        return (base | frozenset(self.added)) - frozenset(self.removed)


def parse(text: str) -> Fields:
    """Raises Unfit on a fault of the language; names are checked apart, by `check`."""
    if not text:
        raise Unfit("empty", f"Allowed is {SYNTAX}.", SYNTAX)
    return _parse(text, deep=True)


def _parse(text: str, *, deep: bool) -> Fields:
    start, nested = "", {}
    added: list[str] = []
    removed: list[str] = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            rest = text[position : position + 40]
            raise Unfit("invalid", f"Not understood from {rest!r} on; allowed is {SYNTAX}.", SYNTAX)
        is_first, position = position == 0, token.end()
        minus, name, inner = token.groups()
        if name in ("*", "_"):
            if not is_first or minus or inner is not None:
                raise Unfit("invalid", f"{name} stands alone and first.", SYNTAX)
            start = name
            continue
        if name in added or name in removed:
            raise Unfit("repeated_field", f"{name} is named twice.", "each name once")
        (removed if minus else added).append(name)
        if inner is not None:
            nested[name] = _inner(inner, minus, deep)
    return Fields(start, tuple(added), tuple(removed), nested)


def _inner(text: str, minus: str, deep: bool) -> Fields:
    if not deep or minus:
        raise Unfit("invalid", "Names in brackets go one level deep and are not taken away.", SYNTAX)
    if not text:
        raise Unfit("invalid", "Empty brackets.", SYNTAX)
    if text.count(",") >= MAX_NESTED:
        raise Unfit("too_many", f"At most {MAX_NESTED} names in brackets.", f"1-{MAX_NESTED} names")
    return _parse(text, deep=False)


def check(fields: Fields, names: Names) -> None:
    """Raises Unfit for a name that does not exist, and lists those that do."""
    for name in fields.added + fields.removed:
        if name not in names:
            allowed = tuple(sorted(names))
            raise Unfit(
                "unknown_field", f"Unknown field {name!r}: allowed are {', '.join(allowed)}.", allowed
            )
    for name, inner in fields.nested.items():
        if not names[name]:
            raise Unfit("invalid", f"{name} has no fields of its own.", SYNTAX)
        check(inner, names[name])


def pick(fields: Fields, body: dict[str, Any], *, default: frozenset[str] | None = None) -> dict[str, Any]:
    """The chosen part of one object in its own order; without `default` everything is the default."""
    every = frozenset(body)
    chosen = fields.chosen(default=every if default is None else default, every=every)
    return {
        name: _pick_inner(fields.nested[name], value) if name in fields.nested else value
        for name, value in body.items()
        if name in chosen
    }


def _pick_inner(fields: Fields, value: Any) -> Any:
    if isinstance(value, list):
        return [_pick_inner(fields, item) for item in value]
    if not isinstance(value, dict):
        return value
    # Brackets that only add name all that is wanted; brackets that only take away begin with everything.
    default = frozenset[str]() if fields.added else None
    return pick(fields, value, default=default)
