"""Which pages are going at the moment because a page above them goes: their own receivers leave them alone.

What readers had of them is taken away set by set when the page above goes; Wagtail then goes through them
one by one, which for a section of thousands would ask the database a hundred thousand times.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from wagtail.models import Page

# What is deleted with a page names it in one of these.
_COLUMNS = ("page_id", "article_id", "redirect_page_id")


class _Going(threading.local):
    deleted: Collection[int] = ()
    unpublished: Collection[int] = ()


_going = _Going()


@contextmanager
def action() -> Iterator[None]:
    """Around one action: what is said within to be going is not going afterwards."""
    before = _going.deleted, _going.unpublished
    try:
        yield
    finally:
        _going.deleted, _going.unpublished = before


def delete(page_ids: Collection[int]) -> None:
    """These are deleted now, and nothing is left to be done for them."""
    _going.deleted = {*_going.deleted, *page_ids}


def unpublish(page_ids: Collection[int]) -> None:
    """These are taken down now, below a page that hides them before it is their turn."""
    _going.unpublished = {*_going.unpublished, *page_ids}


def is_deleted(instance: Any) -> bool:
    """Whether this is one of the pages that are being deleted, or something that goes with one of them."""
    if not _going.deleted or instance is None:
        return False
    if isinstance(instance, Page):
        return instance.pk in _going.deleted
    return any(getattr(instance, column, None) in _going.deleted for column in _COLUMNS)


def is_unpublished(page: Page) -> bool:
    """Whether it is taken down because a page above it is."""
    return page.pk in _going.unpublished
