"""Puts each change of content into one transaction that raises the content version as its last statement."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction

from api.published import going
from api.published.portal import VERSION
from api.published.told import Told
from articles.referenceindex import written_once
from runtime import versions
from runtime.models import Version

log = logging.getLogger("warta.published")

ACTIONS: tuple[type, ...] = (
    PublishRevisionAction,
    UnpublishAction,
    MovePageAction,
    CreatePageAliasAction,
    DeletePageAction,
)
"""Not UnpublishPageAction: it does UnpublishAction, which hides all below at once, and then goes through what
is to be taken down too, each page in a transaction of its own.
"""

leaving = Signal()
"""Sent with `told` and `version` as the last act of a transaction that changed something for readers.

Its receivers write in that transaction; one that fails is logged and takes no editor's work down.
"""

alias_made = Signal()
"""Sent with `instance`, the alias, inside the transaction: Wagtail sends nothing."""

deleting = Signal()
"""Sent with `instance`, inside the transaction, before Wagtail deletes this page and all below it."""

unpublishing = Signal()
"""Sent with `instance` before Wagtail takes this page down and then all below it."""


class _Pending(threading.local):
    depth = 0
    version = 0
    is_changed = False
    told: Told | None = None


_pending = _Pending()


@contextmanager
def content_changes() -> Iterator[None]:
    """A transaction around writes of documents; the outermost raises the version, if `changed` was called.

    It begins by locking the version's row: writers of content wait in one line and cannot deadlock, and what
    was read at a version still holds if the version does.
    """
    with transaction.atomic():
        if _pending.depth == 0:
            _pending.version = lock() + 1
        _pending.depth += 1
        try:
            yield
            if _pending.depth == 1 and _pending.is_changed:
                _hand_on(_pending.version)
                versions.bump(VERSION)
        finally:
            _pending.depth -= 1
            if _pending.depth == 0:
                _pending.is_changed, _pending.told = False, None


def next_version() -> int:
    """The version that the running transaction raises the content to."""
    return _pending.version


def told() -> Told:
    """Where the receivers of the running transaction note what readers see of it."""
    if _pending.told is None:
        _pending.told = Told()
    return _pending.told


def _hand_on(version: int) -> None:
    if _pending.told is None:
        return
    try:
        with transaction.atomic():
            leaving.send(sender=Told, told=_pending.told, version=version)
    except Exception:
        log.exception("a change could not be handed on")


def lock() -> int:
    """Waits for every other writer of content; returns the version as it then is."""
    return Version.objects.select_for_update().get_or_create(name=VERSION)[0].value


def changed() -> None:
    """Something that the API answers has changed."""
    _pending.is_changed = True


def wrap_actions() -> None:
    """Wagtail sends published, unpublished and moved outside of any transaction: put them inside one."""
    for action in ACTIONS:
        _wrap(action, _in_one_transaction)
    _wrap(UnpublishPageAction, _with_all_below)


def _wrap(action: type, wrapping: Callable[[type, Callable[..., Any]], Callable[..., Any]]) -> None:
    execute = action.__dict__.get("execute")
    if execute is not None and not hasattr(execute, "is_wrapped"):
        action.execute = wrapping(action, execute)  # type: ignore[attr-defined]
        action.execute.is_wrapped = True  # type: ignore[attr-defined]


def _in_one_transaction(action: type, execute: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        if going.is_deleted(getattr(self, "object", None)):
            return execute(self, *args, **kwargs)
        with content_changes(), going.action():
            if action is DeletePageAction:
                deleting.send(sender=type(self.page), instance=self.page)
            with written_once() if action is PublishRevisionAction else nullcontext():
                made = execute(self, *args, **kwargs)
            if action is CreatePageAliasAction and made is not None:
                alias_made.send(sender=type(made), instance=made)
            return made

    return wrapped


def _with_all_below(action: type, execute: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        with going.action():
            if self.include_descendants:
                unpublishing.send(sender=type(self.object), instance=self.object)
            return execute(self, *args, **kwargs)

    return wrapped
