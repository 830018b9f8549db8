"""The search backend of the database behind one cleaner of what people type."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from wagtail.search.backends.database import SearchBackend as make_database_backend

MAX_CHARACTERS = 200

_WORD = re.compile(r"\w+")


def clean_query(typed: str) -> str:
    """The words of a query: quotes, operators and NUL are what full-text engines stumble over."""
    return " ".join(_WORD.findall(typed[:MAX_CHARACTERS]))


class CleanQueries:
    """Put before a backend class, it cleans each query that is plain text."""

    def search(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().search(_cleaned(query), *args, **kwargs)  # type: ignore[misc]

    def autocomplete(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().autocomplete(_cleaned(query), *args, **kwargs)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> Any:
    """The backend of the default database, chosen by its engine as Wagtail's own does."""
    # Classes are hashable; the stubs of `cache` see a metaclass and doubt it.
    return _with_clean_queries(type(make_database_backend(params)))(params)  # type: ignore[arg-type]


@cache
def _with_clean_queries(backend: type) -> type:
    return type(f"Clean{backend.__name__}", (CleanQueries, backend), {})


def _cleaned(query: Any) -> Any:
    return clean_query(query) if isinstance(query, str) else query
