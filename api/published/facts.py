"""What the ad side may know of a page: plain values by path, kept by each process for one content version."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from django.apps import apps

from ads.decision.types import PageFacts
from api.published.models import ARTICLE, HOME, SECTION, STANDARD, Document
from api.published.portal import Portal, UnknownSite
from api.published.portal import portal as portal_of
from articles.models import SectionPage

PAGE_TYPES = {ARTICLE: "article", SECTION: "section", STANDARD: "page", HOME: "home"}

KEPT = 10_000

DEEPEST = 64
"""A tree is never deeper; a made-up path may be."""

_kept: OrderedDict[tuple[int, int, str], PageFacts | None] = OrderedDict()
_keeping = Lock()


def page_facts(path: str, site: str | None = None) -> PageFacts | None:
    """The facts of the page at this path: no query when it was asked for before, one when not.

    None for a path that no public page has. Raises UnknownSite for a host that is none. Without `site` the
    path may be an address of `address_of`; one of a site that is no more is no page's.
    """
    if site is None and path.startswith("//"):
        return _at_address(path)
    portal = portal_of(site)
    key = portal.version, portal.site_id, path
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    facts = _read(portal, path)
    with _keeping:
        _kept[key] = facts
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return facts


def _at_address(address: str) -> PageFacts | None:
    host, _, path = address[2:].partition("/")
    try:
        return page_facts(f"/{path}", host)
    except UnknownSite:
        return None


def address_of(path: str, site: str | None) -> str:
    """As views are counted: the path alone on the default site, `//kedua.example/a/` on another.

    Raises UnknownSite for a host that is none.
    """
    if site is None:
        return path
    portal = portal_of(site)
    return path if portal.site_id == portal_of().site_id else f"//{portal.host}{path}"


def forget() -> None:
    """As a process that has just started."""
    _kept.clear()


def _read(portal: Portal, path: str) -> PageFacts | None:
    """The document at the path, with what those above it exclude: their addresses are parts of its own."""
    rows = list(
        Document.objects.filter(site_id=portal.site_id, path__in=[path, *_above(path)], is_public=True)
        .order_by("pk")
        .values(
            "pk",
            "path",
            "page_type",
            "label",
            "locale",
            "exclude_labels",
            "blocked_categories",
            "no_ads",
            "terms__kind",
            "terms__value",
        )
    )
    first = next((row for row in rows if row["path"] == path), None)
    if first is None:
        return None
    values: dict[str, list[str]] = {}
    for row in rows:
        if row["pk"] == first["pk"] and row["terms__kind"] is not None:
            values.setdefault(row["terms__kind"], []).append(row["terms__value"])
    return PageFacts(
        path=path,
        host=portal.host,
        page_type=PAGE_TYPES.get(first["page_type"]),
        article_label=first["label"] or None,
        locale=first["locale"],
        exclude_labels=_inherited(rows, "exclude_labels"),
        blocked_categories=_inherited(rows, "blocked_categories"),
        no_ads=any(row["no_ads"] for row in rows),
        **_values(values),
    )


def _inherited(rows: list[Any], name: str) -> tuple[str, ...]:
    return tuple(sorted({value for row in rows for value in row[name]}))


def _above(path: str) -> list[str]:
    """ "/a/b/" -> "/", "/a/"."""
    folders = path.split("/")[1:-2]
    return ["/", *("/" + "/".join(folders[: n + 1]) + "/" for n in range(len(folders)))][:DEEPEST]


def _values(values: dict[str, list[str]]) -> dict[str, Any]:
    return {f"{kind}s": tuple(sorted(values.get(kind, ()))) for kind in ("section", "tag", "author")}


def page_types() -> list[tuple[str, Any]]:
    """(value, name) of every kind of page, for a choice."""
    return [(value, apps.get_model(label)._meta.verbose_name) for label, value in PAGE_TYPES.items()]


def sections() -> list[tuple[str, str]]:
    """(key, title) of every section, for a choice."""
    rows = SectionPage.objects.exclude(key="").order_by("path").values_list("key", "title")
    return list(dict(rows).items())
