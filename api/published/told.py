"""What one transaction changed for readers: gathered by the receivers, worded from stored public documents.

Nothing in here has seen a page: a change is told by comparing what was published with what is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import orjson

from api.published import keys
from api.published.models import ARTICLE, Document, DocumentQuerySet
from api.published.visibility import LONG_AGO

EVERY_LIST = "list"
MISSED = "path-miss"
MAX_PATHS = 100
"""As many are told at most; then receivers forget by tags."""
MAX_TAGS = 200
"""More than these are told as all of their sites."""


class Change(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True)
class PageChange:
    """What readers of one site see of one page that they did not see before, or no more."""

    change: Change
    site_id: int
    page_id: int
    page_type: str
    locale: str
    path: str
    previous_path: str | None
    paths: tuple[str, ...]
    """Every path of the frontend that shows something else now."""
    tags: tuple[str, ...]
    """Every cache tag of an answer that is stale now."""


@dataclass(frozen=True)
class RedirectChange:
    """A redirect of one site that readers may follow, or might until now."""

    change: Change
    site_id: int
    redirect_id: int
    path: str


@dataclass
class Told:
    """Gathered during one transaction."""

    pages: dict[tuple[int, int], tuple[Document | None, Document | None]] = field(default_factory=dict)
    """By page and site: as it stood at first and as it stands."""
    parts: set[str] = field(default_factory=set)
    """Keys of what documents embed: authors, tags, pictures, sections, fronts."""
    site_ids: set[int] = field(default_factory=set)
    """Sites that changed themselves: settings, address, languages."""
    left_paths: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By site, where readers find nothing any more because a page above went; one more than are told."""
    redirects: list[RedirectChange] = field(default_factory=list)
    worded: list[PageChange] | None = None
    """What pages did, once somebody asked for it: webhooks and purges both do."""

    def page(self, before: Iterable[Document], after: Iterable[Document]) -> None:
        """The documents of pages before and after one step; of several steps the first and the last count."""
        old = {(row.page_id, row.site_id): row for row in before}
        new = {(row.page_id, row.site_id): row for row in after}
        for key in old.keys() | new.keys():
            first = self.pages[key][0] if key in self.pages else old.get(key)
            self.pages[key] = (first, new.get(key))

    def left(self, rows: DocumentQuerySet) -> None:
        """These documents, which readers could see until now, go with a page above them."""
        newest = rows.order_by("-published_at").values_list("site_id", "path")
        for site_id, path in newest[: MAX_PATHS + 1]:
            self.left_paths[site_id].add(path)

    def changes(self, now: datetime, section_tags: dict[str, set[str]]) -> list[PageChange]:
        """In the order of the pages; `section_tags` are the lists that a place in the tree stands in."""
        found = []
        for _, (before, after) in sorted(self.pages.items(), key=lambda each: each[0]):
            change = change_of(before, after, now)
            row = after if change is not None and change is not Change.REMOVED else before
            if change is not None and row is not None:
                found.append(_worded(change, row, before, section_tags))
        return found

    def tags(self, changes: Iterable[PageChange]) -> set[str]:
        """All that caches hold and that is stale now."""
        found = {tag for each in changes for tag in each.tags} | self.parts
        found |= {keys.of_site(site_id) for site_id in self.site_ids}
        if self.redirects:
            found.add(MISSED)
        return found | {EVERY_LIST} if found else found


def bounded(tags: Collection[str], site_ids: Iterable[int]) -> set[str]:
    """The tags, or so many of them that all answers of these sites are meant: each carries one of three."""
    if len(tags) <= MAX_TAGS:
        return set(tags)
    return {EVERY_LIST, MISSED, *(keys.of_site(site_id) for site_id in site_ids)}


def change_of(before: Document | None, after: Document | None, now: datetime) -> Change | None:
    """What a page did for readers; None where they see what they saw.

    A page whose hour came by the clock alone is told of when its schedule is carried out, and so is its end.
    """
    was = before is not None and before.is_public and before.visible_from <= now
    if after is None or not after.is_visible(now):
        return Change.REMOVED if was else None
    if before is None or not was or (before.visible_from > LONG_AGO and after.visible_from == LONG_AGO):
        return Change.CREATED
    if before.path != after.path:
        return Change.MOVED
    is_same = before.etag == after.etag and before.card_etag == after.card_etag and not before.dirty
    return None if is_same else Change.UPDATED


def _worded(
    change: Change, row: Document, before: Document | None, section_tags: dict[str, set[str]]
) -> PageChange:
    previous = before.path if change is Change.MOVED and before is not None else None
    places = {row.tree_path, *([before.tree_path] if before is not None else [])}
    tags = {keys.of_page(row.page_type, row.page_id), EVERY_LIST}
    tags |= {tag for place in places for tag in section_tags.get(place, ())}
    if change is not Change.UPDATED:
        tags.add(MISSED)
    return PageChange(
        change=change,
        site_id=row.site_id,
        page_id=row.page_id,
        page_type=row.page_type,
        locale=row.locale,
        path=row.path,
        previous_path=previous,
        paths=_paths(row, previous),
        tags=tuple(sorted(tags)),
    )


def _paths(row: Document, previous: str | None) -> tuple[str, ...]:
    """Its own, what stands above it, and the pages of its authors and tags, as its stored card names them."""
    own = [row.path, *([previous] if previous else [])]
    above = [each for path in own for each in _above(path)]
    card = orjson.loads(row.card) if row.page_type == ARTICLE and row.card else {}
    named = [each["path"] for name in ("authors", "tags") for each in card.get(name, ())]
    return tuple(dict.fromkeys([*own, *above, *named]))


def _above(path: str) -> list[str]:
    """`/a/b/` of `/a/b/c/`, and `/a/`, and `/`."""
    parts = path.strip("/").split("/")[:-1]
    return ["/" + "".join(f"{part}/" for part in parts[:length]) for length in range(len(parts), -1, -1)]
