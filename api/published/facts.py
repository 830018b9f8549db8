"""What the ad side may know of a page: plain values by path, kept by each process for one content version."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from ads.decision.types import PageFacts
from api.published.models import Document
from api.published.portal import portal as portal_of
from articles.models import Author, SectionPage, Tag

KEPT = 10_000

_kept: OrderedDict[tuple[int, int, str], PageFacts | None] = OrderedDict()
_keeping = Lock()


def page_facts(path: str, site: str | None = None) -> PageFacts | None:
    """The facts of the page at this path: no query when it was asked for before, one when not.

    None for a path that no public page has. Raises UnknownSite for a host that is none.
    """
    portal = portal_of(site)
    key = portal.version, portal.site_id, path
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    facts = _read(portal.site_id, path)
    with _keeping:
        _kept[key] = facts
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return facts


def forget() -> None:
    """As a process that has just started."""
    _kept.clear()


def _read(site_id: int, path: str) -> PageFacts | None:
    rows = list(
        Document.objects.filter(site_id=site_id, path=path, is_public=True)
        .order_by("pk")
        .values_list("pk", "label", "locale", "terms__kind", "terms__value")
    )
    if not rows:
        return None
    first = rows[0]
    values: dict[str, list[str]] = {}
    for pk, _, _, kind, value in rows:
        if pk == first[0] and kind is not None:
            values.setdefault(kind, []).append(value)
    return PageFacts(path=path, article_label=first[1] or None, locale=first[2], **_values(values))


def _values(values: dict[str, list[str]]) -> dict[str, Any]:
    return {f"{kind}s": tuple(sorted(values.get(kind, ()))) for kind in ("section", "tag", "author")}


def sections() -> list[tuple[str, str]]:
    """(key, title) of every section, for a choice."""
    rows = SectionPage.objects.exclude(key="").order_by("path").values_list("key", "title")
    return list(dict(rows).items())


def tags() -> list[tuple[str, str]]:
    """(slug, name) of every tag."""
    return list(Tag.objects.order_by("name").values_list("slug", "name"))


def authors() -> list[tuple[str, str]]:
    """(slug, name) of every author who may be chosen."""
    return list(Author.objects.choosable().order_by("name").values_list("slug", "name"))
