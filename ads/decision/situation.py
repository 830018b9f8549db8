"""A page view as eligibility sees it: the moment, and what is known of page and reader, as plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ads.decision.types import Dimension, Need, PageFacts, Request, Targeting

DIMENSIONS = tuple(str(dimension.value) for dimension in Dimension)


class Scene:
    """Stands for all page views that no rule tells apart. Compared by identity, so that a memo by scene costs
    no comparison of what the scene is made of."""

    __slots__ = ()


class Situation(NamedTuple):
    """Everything about a page view that eligibility looks at."""

    at: datetime
    now: float  # the same, in seconds since the epoch
    hour: int  # of the week, in the snapshot's zone
    values: tuple[tuple[str, ...], ...]  # of the page and its reader, in the order of `Dimension`
    exclude_labels: tuple[str, ...]
    blocked_categories: tuple[str, ...]
    no_ads: bool
    grants: frozenset[Need]
    scene: Scene

    def outside(self, scope: Targeting) -> str | None:
        """The dimension in which this page lies outside the scope of a slot; None: it has the slot."""
        if not (scope.any_of or scope.none_of):
            return None
        return missed(scope, dict(zip(DIMENSIONS, self.values, strict=True)))


def situation(request: Request, now: datetime, zone: tzinfo) -> Situation:
    if now.tzinfo is None:
        raise ValueError("a decision needs a moment with a time zone")
    page = request.page
    seconds = now.timestamp()
    hour = _hour_of_week(int(seconds // 60), zone)
    values = values_of(page, request)
    labels, categories = page.exclude_labels, page.blocked_categories
    scene = _scene(hour, values, labels, categories)
    return Situation(now, seconds, hour, values, labels, categories, page.no_ads, request.grants, scene)


@lru_cache(maxsize=4096)
def _scene(
    hour: int,
    values: tuple[tuple[str, ...], ...],
    exclude_labels: tuple[str, ...],
    blocked_categories: tuple[str, ...],
) -> Scene:
    return Scene()


@lru_cache(maxsize=4096)
def _hour_of_week(minute: int, zone: tzinfo) -> int:
    local = datetime.fromtimestamp(minute * 60, zone)
    return local.weekday() * 24 + local.hour


def values_of(page: PageFacts, request: Request) -> tuple[tuple[str, ...], ...]:
    """Of a page and its reader, in the order of `Dimension`."""
    return (
        page.sections,
        page.tags,
        () if page.article_label is None else (page.article_label,),
        () if page.path is None else path_values(page.path, page.host),
        page.authors,
        (request.device.value,),
        () if page.locale is None else (page.locale,),
        page.key_values,
        request.places,
        () if page.page_type is None else (page.page_type,),
    )


def missed(rule: Targeting, values: Mapping[str, Collection[str]]) -> str | None:
    """The first dimension in which a page with these values does not pass; None if it passes."""
    for dimension in DIMENSIONS:
        own = values.get(dimension, ())
        wanted, unwanted = rule.any_of.get(dimension), rule.none_of.get(dimension, ())
        if (wanted is not None and not any(value in wanted for value in own)) or any(
            value in unwanted for value in own
        ):
            return dimension
    return None


@lru_cache(maxsize=4096)
def path_values(path: str, host: str | None = None) -> tuple[str, ...]:
    """ "/a/b/" -> "/a/b/", "/*", "/a/*": itself, and everything that it lies below; of any portal, and with
    its host as "//kedua.example/a/b/" of that one alone.
    """
    folders = path.rstrip("/").split("/")[:-1]
    anywhere = (path, *("/".join(folders[: n + 1]) + "/*" for n in range(len(folders))))
    return anywhere if host is None else (*anywhere, *(f"//{host}{each}" for each in anywhere))
