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
from api.published.portal import portals
from articles.models import Author, SectionPage, Tag
from runtime import versions

BELOW = "*"
ROOT = "/"
OF_A_PORTAL = "//"
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


def _pages_named(addresses: Collection[str]) -> dict[str, str]:
    """`/a/` and `/a/*` are there where any portal has them, `//kedua.example/a/` where that one has."""
    found: dict[str, str] = {}
    for host, paths in _by_host(addresses).items():
        rows = _public() if host is None else _public().filter(site__in=_sites(host))
        before = "" if host is None else f"{OF_A_PORTAL}{host}"
        exact = [path for path in paths if not path.endswith(BELOW)]
        if exact:
            titles = rows.filter(path__in=exact).values_list("path", "title")
            found.update({before + path: title for path, title in titles})
        for folder in set(paths) - set(exact):
            above = folder.removesuffix(BELOW)
            if above == ROOT or rows.filter(path__startswith=above).exists():
                found[before + folder] = before + folder
    return found


def _by_host(addresses: Collection[str]) -> dict[str | None, list[str]]:
    """The paths of each portal; under None those that name none."""
    found: dict[str | None, list[str]] = {}
    for address in addresses:
        host, path = None, address
        if address.startswith(OF_A_PORTAL):
            host, slash, below = address.removeprefix(OF_A_PORTAL).partition("/")
            path = slash + below
        found.setdefault(host, []).append(path)
    return found


def _sites(host: str) -> list[int]:
    return [each.site_id for each in portals() if each.host == host]


def _pages_suggested(text: str, limit: int) -> list[tuple[str, str]]:
    words = [Q(title__icontains=text), Q(path__icontains=text.removesuffix(BELOW))]
    rows = _public().filter(reduce(or_, words)).order_by("-published_at", "pk")
    hosts = _hosts()
    found: list[tuple[str, str]] = []
    for site, path, title, page_type in rows.values_list("site", "path", "title", "page_type")[:limit]:
        address = hosts.get(site, "") + path
        found.append((address, title))
        if page_type == SectionPage._meta.label:
            found.append((f"{address}{BELOW}", f"{title} …"))
    return list(dict(found).items())[:limit]


def _hosts() -> dict[int, str]:
    """What stands before a path to say which portal's it is, by site: nothing where there is but one."""
    known = portals()
    return {each.site_id: f"{OF_A_PORTAL}{each.host}" for each in known} if len(known) > 1 else {}


def _public() -> Any:
    return Document.objects.filter(is_public=True)
