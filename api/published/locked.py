"""Which page that nobody sees is only behind a password, and what stands on it for those who know it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from wagtail.models import PageViewRestriction

from api.published import hot, live
from api.published.builder import build
from api.published.models import Document
from api.published.nodes import Place, Tree
from api.published.portal import Portal
from api.published.visibility import fold


@dataclass(frozen=True, slots=True)
class Lock:
    """A password that stands on a page and on all below it."""

    id: int
    password: str


@dataclass(frozen=True, slots=True)
class LockedPage:
    """A page that the public would see, were it not for these passwords."""

    id: int
    locks: tuple[Lock, ...]


def at(*, portal: Portal, now: datetime, **conditions: Any) -> LockedPage | None:
    """The locked page with this `page_id`, `path` or `slug` (and `locale`, `page_type__in`).

    None for what is public, hidden for another reason as well, or not there: nobody can tell these apart.
    """
    hidden = Q(is_public=False) | Q(dirty=True)
    rows = Document.objects.of_site(portal.site_id).filter(hidden, **conditions)
    for page_id in rows.order_by("pk").values_list("page_id", flat=True):
        found = of_page(page_id, portal=portal, now=now)
        if found is not None:
            hot.note_live()  # what may be kept of an answer is what everybody gets
            return found
    return None


def of_page(page_id: int, *, portal: Portal, now: datetime) -> LockedPage | None:
    """The same for one page, read from the tree as it is now."""
    tree = Tree()
    tree.load([page_id])
    node = tree.by_id.get(page_id)
    place = tree.place(node, portal) if node is not None else None
    if place is None or not _is_open_but_for_restrictions(place, now):
        return None
    locks = _locks(place)
    return LockedPage(page_id, locks) if locks else None


def _is_open_but_for_restrictions(place: Place, now: datetime) -> bool:
    return fold([replace(node.state, is_restricted=False) for node in place.chain]).is_open(now)


def _locks(place: Place) -> tuple[Lock, ...]:
    """The passwords from the root page down; none at all where a login or a group is asked for too."""
    ids = {each for node in place.chain for each in (node.id, node.alias_of_id) if each}
    found = list(
        PageViewRestriction.objects.filter(page_id__in=ids)
        .exclude(restriction_type=PageViewRestriction.NONE)
        .order_by("page__depth", "pk")
    )
    if any(each.restriction_type != PageViewRestriction.PASSWORD for each in found):
        return ()
    return tuple(Lock(each.pk, each.password) for each in found)


def document(locked: LockedPage, *, portal: Portal, now: datetime) -> Document | None:
    """The page as it is for somebody who opened it: what it embeds is what the public may see."""
    row = Document.objects.of_site(portal.site_id).filter(page_id=locked.id).first()
    if row is not None and not live.is_stale(row, now):
        return row
    built = (each.document for each in build([locked.id], now=now))
    return next((each for each in built if each.site_id == portal.site_id), None)
