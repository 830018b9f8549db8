"""Every view of the admin with an address that leads to an object, read from the URL resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLResolver


@dataclass(frozen=True)
class View:
    """One named address and the parameters that it takes."""

    name: str
    parameters: tuple[str, ...]

    def address(self, fill: dict[str, Any]) -> str:
        """Raises NoReverseMatch for parameters that `fill` does not have."""
        missing = [each for each in self.parameters if each not in fill]
        if missing:
            raise NoReverseMatch(f"{self.name} needs {', '.join(missing)}")
        return reverse(self.name, kwargs={each: fill[each] for each in self.parameters})


def admin_views() -> list[View]:
    """In the order of their names; what has no name cannot be linked to."""
    admin = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    found = {view.name: view for view in _walk(admin)}
    return [found[name] for name in sorted(found)]


def _walk(resolver: Any, namespaces: tuple[str, ...] = (), above: tuple[str, ...] = ()) -> Iterator[View]:
    for pattern in resolver.url_patterns:
        parameters = (*above, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, inner, parameters)
        elif pattern.name:
            yield View(":".join([*namespaces, pattern.name]), parameters)
