"""Where and when the public sees a page: what the editor is told after publishing."""

from __future__ import annotations

from typing import Any

from api.published import locked
from api.published.nodes import Tree
from api.published.portal import portals
from api.published.visibility import LONG_AGO
from articles.ports import VisibleAt
from runtime import clock


def visible_at(page: Any) -> VisibleAt | None:
    """The address of a page and the period in which it is seen; None outside of every site."""
    tree = Tree()
    tree.load([page.pk])
    node = tree.by_id.get(page.pk)
    if node is None:
        return None
    places = (tree.place(node, portal) for portal in portals())
    place = next((each for each in places if each is not None), None)
    if place is None:
        return None
    window = place.window
    return VisibleAt(
        html_url=place.html_url,
        visible_from=window.visible_from if window.visible_from > LONG_AGO else None,
        visible_until=window.visible_until,
        is_public=window.is_public,
        is_locked=locked.of_page(page.pk, portal=place.portal, now=clock.now()) is not None,
    )
