"""Which rows of a list are read: their order, the position that they begin at, and how many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from api.published.visibility import LONG_AGO

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of rows: by a moment, then by id in the same direction."""

    column: str
    is_descending: bool

    @classmethod
    def of(cls, text: str) -> Order:
        return cls(text.removeprefix("-"), text.startswith("-"))

    def backwards(self) -> Order:
        return Order(self.column, not self.is_descending)

    def apply(self, rows: Rows) -> Rows:
        sign = "-" if self.is_descending else ""
        return rows.order_by(f"{sign}{self.column}", f"{sign}page_id")

    def after(self, at: datetime, page_id: int) -> Q:
        """Rows that stand behind this position."""
        side = "lt" if self.is_descending else "gt"
        later = Q(**{f"{self.column}__{side}": at})
        # The redundant first condition lets the index begin at the position.
        return Q(**{f"{self.column}__{side}e": at}) & (
            later | Q(**{self.column: at, f"page_id__{side}": page_id})
        )


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position between two rows; `is_backward` reads towards the beginning."""

    at: datetime
    page_id: int
    is_backward: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The rows behind a cursor or from a number on; without either, the first ones."""

    order: Order
    limit: int
    cursor: Cursor | None = None
    offset: int | None = None

    @property
    def is_backward(self) -> bool:
        return self.cursor is not None and self.cursor.is_backward

    def anywhere(self) -> Window:
        """This window, wherever its cursor stands."""
        return self.at(LONG_AGO, 0)

    def at(self, at: datetime, page_id: int) -> Window:
        """This window with its cursor elsewhere."""
        return self if self.cursor is None else replace(self, cursor=Cursor(at, page_id, self.is_backward))

    def cut(self, rows: Rows) -> Rows:
        """These rows and one more, to see whether it goes on; a backward window begins with its last row."""
        direction = self.order.backwards() if self.is_backward else self.order
        if self.cursor is not None:
            rows = rows.filter(direction.after(self.cursor.at, self.cursor.page_id))
        start = self.offset or 0
        return direction.apply(rows)[start : start + self.limit + 1]
