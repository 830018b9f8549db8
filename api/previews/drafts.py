"""A page in memory as the public API would answer it: the serializers of the documents on a form or a draft.

What it refers to is as the public sees it: a draft shows nothing else that is hidden, not even the section it
stands in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.published import contents, keys
from api.published.builder import detail_bytes
from api.published.models import ARTICLE, PUBLISHED, SECTION, Document
from api.published.nodes import Node, Place, Tree, language_code_of, slot_rows
from api.published.pages import public_page
from api.published.portal import Portal, portals
from api.published.reading import Reading, Scope

UNSAVED = 0
"""The id of a page that has none yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page of one site as bytes, and where it stands."""

    portal: Portal
    body: bytes
    shown_page_ids: list[int]
    """The other pages in it."""
    parent_id: int | None


class DraftScope(Scope):
    """What stands above a draft is shown only where the public may see it."""

    def above(self, place: Place) -> list[Place]:
        return [each for each in super().above(place) if each.window.is_open(self.reading.now)]


def draft(page: Any, *, now: datetime) -> Draft | None:
    """The page on the first site that holds it; None where it is on no site or of another kind.

    A constant number of queries; the page is not saved.
    """
    if page._meta.label not in PUBLISHED or not page.path:
        return None
    reading = Reading(portals=portals(), now=now)
    node = _stand(page, reading.tree)
    place = _place(node, reading)
    if place is None:
        return None
    if node.page_type == ARTICLE:
        _date(page, now)
    content = contents.of_object(node, page)
    reading.load_object(content)
    scope = DraftScope(reading, place.portal)
    body = detail_bytes(public_page(content, place, scope), node.page_type)
    return Draft(
        portal=place.portal,
        body=body,
        shown_page_ids=sorted(_visible(keys.page_ids(scope.keys) - {node.id}, place.portal.site_id, now)),
        parent_id=place.ancestors[-1].id if place.ancestors else None,
    )


def is_any_hidden(page_ids: Collection[int], *, site_id: int, now: datetime) -> bool:
    """Whether there is a page among these that the public may not see: one query."""
    return len(_visible(page_ids, site_id, now)) < len(page_ids)


def _visible(page_ids: Collection[int], site_id: int, now: datetime) -> set[int]:
    if not page_ids:
        return set()
    rows = Document.objects.of_site(site_id).visible(now).filter(page_id__in=page_ids)
    return set(rows.values_list("page_id", flat=True))


def _stand(page: Any, tree: Tree) -> Node:
    """Puts the page where it stands in the tree, under the slug that it has in memory."""
    parent = tree.load_above(page.path)
    node = Node(
        id=page.pk or UNSAVED,
        page_type=page._meta.label,
        title=page.title,
        slug=page.slug,
        locale=language_code_of(page.locale_id) if page.locale_id else (parent.locale if parent else ""),
        tree_path=page.path,
        url_path=f"{parent.url_path}{page.slug}/" if parent else page.url_path,
        is_live=page.live if page.pk else False,
        expire_at=page.expire_at,
        alias_of_id=page.alias_of_id,
        translation_key=str(page.translation_key),
        show_in_menus=page.show_in_menus,
        key=page.key if page._meta.label == SECTION else "",
        slot_layout=slot_rows(page.slot_layout) if page._meta.label == SECTION else (),
    )
    tree.put(node)
    return node


def _place(node: Node, reading: Reading) -> Place | None:
    places = (reading.tree.place(node, portal) for portal in reading.portals)
    return next((place for place in places if place is not None), None)


def _date(page: Any, now: datetime) -> None:
    """An article that was never published has the date that publishing would give it."""
    if page.published_at is None and page.first_published_at is None:
        page.published_at = max(page.go_live_at or now, now)
