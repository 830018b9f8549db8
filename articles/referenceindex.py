"""Wagtail's index of references, written once for what one act saves.

By itself Wagtail writes it after every row, reading the whole page anew each time: of a publish with three
authors, two related articles and five tags that is half of the queries.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.tasks import update_reference_index_task

Saved = dict[tuple[type[Model], Any], type[Model]]
"""The most specific model of an object, by the first of its parents and the key."""


class _Noted(threading.local):
    saved: Saved | None = None


_noted = _Noted()


@contextmanager
def written_once() -> Iterator[None]:
    """At its end the index is as if it had been written after every save; to be used in a transaction.

    Only for acts that delete nothing but children, whose references are those of their parent.
    """
    if _noted.saved is not None:
        yield
        return
    saved = _noted.saved = {}
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        _noted.saved = None
    for (_, pk), model in saved.items():
        update_reference_index_task.enqueue(model._meta.app_label, str(model._meta.model_name), str(pk))


def note(*, instance: Model, raw: bool = False, **_: Any) -> None:
    """Whose references a saved row may have changed."""
    saved = _noted.saved
    if saved is None or raw:
        return
    model, pk = _owner(instance)
    if not ReferenceIndex.is_indexed(model):
        return
    parents = model._meta.get_parent_list()
    key = (parents[-1] if parents else model), pk
    if key not in saved or issubclass(model, saved[key]):
        saved[key] = model


def _owner(row: Model) -> tuple[type[Model], Any]:
    """A child's parent, for anything else itself."""
    parental = next((each for each in row._meta.concrete_fields if isinstance(each, ParentalKey)), None)
    if parental is None:
        return type(row), row.pk
    return parental.related_model, getattr(row, parental.attname)


def connect() -> None:
    """Called once, from `ready`."""
    post_save.connect(note, dispatch_uid="referenceindex:note")
