"""Pages, tags and authors as targets of bookings: their names, suggestions, and news of what is gone."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published

from api.published.models import Document
from articles.models import Author, SectionPage, Tag
from runtime import versions

BELOW = "*"
ROOT = "/"
SNAPSHOT = "ads"
NAMED_MODELS: dict[str, Any] = {"tag": Tag, "author": Author}


def named(dimension: str, values: Collection[str]) -> dict[str, str]:
    """The names of those of the values that are there."""
    if dimension == "page":
        return _pages_named(values)
    found = NAMED_MODELS[dimension].objects.filter(slug__in=values)
    return dict(found.values_list("slug", "name"))


def suggested(dimension: str, text: str, limit: int) -> list[tuple[str, str]]:
    """Values that hold the text in their name or address."""
    if dimension == "page":
        return _pages_suggested(text, limit)
    rows = NAMED_MODELS[dimension].objects
    rows = rows.choosable() if dimension == "author" else rows.all()
    found = rows.filter(Q(name__icontains=text) | Q(slug__icontains=text)).order_by("name")
    return list(found.values_list("slug", "name")[:limit])


def connect() -> None:
    """Called once, from `ready`: what loses its name or changes it may be the target of a booking."""
    for model in (Tag, Author):
        post_save.connect(_renew, sender=model, dispatch_uid=f"targets:{model.__name__}:saved")
    for model in (Tag, Author, SectionPage):
        post_delete.connect(_renew, sender=model, dispatch_uid=f"targets:{model.__name__}:deleted")
    page_published.connect(_renew, sender=SectionPage, dispatch_uid="targets:section:published")


def _renew(**_: Any) -> None:
    versions.bump(SNAPSHOT)


def _pages_named(paths: Collection[str]) -> dict[str, str]:
    exact = [path for path in paths if not path.endswith(BELOW)]
    folders = [path for path in paths if path.endswith(BELOW)]
    found: dict[str, str] = {}
    if exact:
        found.update(_public().filter(path__in=exact).values_list("path", "title"))
    for folder in folders:
        if folder == ROOT + BELOW or _public().filter(path__startswith=folder.removesuffix(BELOW)).exists():
            found[folder] = folder
    return found


def _pages_suggested(text: str, limit: int) -> list[tuple[str, str]]:
    words = [Q(title__icontains=text), Q(path__icontains=text.removesuffix(BELOW))]
    rows = _public().filter(reduce(or_, words)).order_by("-published_at", "pk")
    found: list[tuple[str, str]] = []
    for path, title, page_type in rows.values_list("path", "title", "page_type")[:limit]:
        found.append((path, title))
        if page_type == SectionPage._meta.label:
            found.append((f"{path}{BELOW}", f"{title} …"))
    return list(dict(found).items())[:limit]


def _public() -> Any:
    return Document.objects.filter(is_public=True)
