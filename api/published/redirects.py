"""Where an old path leads now: Wagtail's redirects with their chains collapsed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect as Stored

from api.published import live
from api.published.models import Document
from api.published.portal import Portal

HOPS = 10


@dataclass(frozen=True)
class Redirect:
    """The answer of one redirect: `location` is root-relative inside the site, absolute outside."""

    status: int
    location: str
    is_external: bool


def resolve(*, portal: Portal, path: str, now: datetime) -> Redirect | None:
    """The redirect of this path, followed to its end; None for a loop, a hidden target or no redirect.

    A path at which a visible page stands is no redirect, whatever is entered.
    """
    seen: set[str] = set()
    is_permanent, at = True, path
    for _ in range(HOPS):
        stored = None if _is_page(portal, at, now) else _stored(portal, at)
        if stored is None:
            return _answer(at, is_permanent) if at != path else None
        seen.add(at)
        is_permanent = is_permanent and stored.is_permanent
        target = _target(stored, portal=portal, now=now)
        if target is None or target in seen:
            return None
        if not target.startswith("/"):
            return Redirect(status=_status(is_permanent), location=target, is_external=True)
        at = target
    return None


def _status(is_permanent: bool) -> int:
    return 301 if is_permanent else 302


def _answer(location: str, is_permanent: bool) -> Redirect:
    return Redirect(status=_status(is_permanent), location=location, is_external=False)


def _is_page(portal: Portal, path: str, now: datetime) -> bool:
    rows = (
        Document.objects.of_site(portal.site_id).filter(path=_bare(path)).filter(live.visible_or_stale_q(now))
    )
    return bool(live.refreshed(rows.cards(), site_id=portal.site_id, now=now))


def _bare(path: str) -> str:
    """Without query and fragment, with a slash at its end."""
    return path.partition("#")[0].partition("?")[0].rstrip("/") + "/"


def _stored(portal: Portal, path: str) -> Stored | None:
    of_site = Q(site_id=portal.site_id) | Q(site_id=None)
    rows = Stored.objects.filter(of_site, old_path=Stored.normalise_path(path))
    # One of this very site comes before one of all sites, on every database.
    return min(rows, key=lambda row: (row.site_id is None, row.pk), default=None)


def _target(stored: Stored, *, portal: Portal, now: datetime) -> str | None:
    """Root-relative inside the site, absolute outside; None where it is hidden."""
    if stored.redirect_page_id:
        return _page_path(stored.redirect_page_id, portal=portal, now=now)
    link = stored.redirect_link
    if link.startswith(f"{portal.root_url}/"):
        link = link[len(portal.root_url) :]
    is_safe = (link.startswith("/") and not link.startswith("//")) or urlsplit(link).scheme in (
        "http",
        "https",
    )
    return link if is_safe else None


def _page_path(page_id: int, *, portal: Portal, now: datetime) -> str | None:
    rows = (
        Document.objects.filter(page_id=page_id)
        .filter(live.visible_or_stale_q(now))
        .cards()
        .select_related("site")
    )
    here = [row for row in rows if row.site_id == portal.site_id]
    for row in live.refreshed(here, site_id=portal.site_id, now=now):
        return row.path
    elsewhere = [row for row in rows if row.site_id != portal.site_id and row.is_visible(now)]
    return elsewhere[0].site.root_url + elsewhere[0].path if elsewhere else None
