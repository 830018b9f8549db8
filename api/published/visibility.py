"""THE predicate of visibility, for rows and for values, and how a page's state folds over its ancestors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""`visible_from` of a page that is live already: no clock decides about it."""


@dataclass(frozen=True, slots=True)
class State:
    """What decides about one page, its ancestors left aside."""

    is_live: bool
    is_restricted: bool = False
    go_live_at: datetime | None = None
    """Of the approved revision of a page that is not live; `Page.go_live_at` outlives an "unschedule"."""
    expire_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When the public may see a page: the half-open period of its document."""

    is_public: bool
    visible_from: datetime = LONG_AGO
    visible_until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return is_visible(self.is_public, self.visible_from, self.visible_until, now)

    def boundaries(self) -> tuple[datetime, ...]:
        """The moments at which it opens and closes."""
        if not self.is_public:
            return ()
        return (self.visible_from,) if self.visible_until is None else (self.visible_from, self.visible_until)


HIDDEN = Window(is_public=False)


def is_visible(
    is_public: bool, visible_from: datetime, visible_until: datetime | None, now: datetime
) -> bool:
    """The predicate on values; its twin on rows is `visible_q`."""
    return is_public and visible_from <= now and (visible_until is None or now < visible_until)


def visible_q(now: datetime, prefix: str = "") -> Q:
    """The predicate on rows; its twin on values is `is_visible`.

    `prefix` is a lookup path to the document, as `document__`.
    """
    ends_later = Q(**{f"{prefix}visible_until__isnull": True}) | Q(**{f"{prefix}visible_until__gt": now})
    return Q(**{f"{prefix}is_public": True, f"{prefix}visible_from__lte": now}) & ends_later


def fold(chain: Sequence[State]) -> Window:
    """The window of the last page of a chain that begins at the site's root page.

    It opens when the last of them opens and closes when the first of them closes; one that is restricted, or
    neither live nor scheduled, hides all below it.
    """
    if not chain or any(_is_shut(state) for state in chain):
        return HIDDEN
    ends = [state.expire_at for state in chain if state.expire_at is not None]
    return Window(
        is_public=True,
        visible_from=max(_opens_at(state) for state in chain),
        visible_until=min(ends, default=None),
    )


def _is_shut(state: State) -> bool:
    return state.is_restricted or not (state.is_live or state.go_live_at)


def _opens_at(state: State) -> datetime:
    if state.is_live or state.go_live_at is None:
        return LONG_AGO
    return state.go_live_at
