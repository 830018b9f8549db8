"""Where an old path leads now: Wagtail's redirects with their chains collapsed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect as Stored

from api.published import live, named
from api.published.models import Document
from api.published.portal import Portal
from articles.addresses import is_own_path, is_web_address

HOPS = 10
A_PAGE = 500


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
    return follow([path], portal=portal, now=now).get(path)


def listed(*, portal: Portal, after: str, now: datetime) -> tuple[dict[str, Redirect], str | None]:
    """A page of the redirects that `resolve` would answer, by path; and where to go on from, None at the end.

    Ordered by the path as it was entered. One with a query is left out: no path of a frontend has one.
    """
    rows = Stored.objects.filter(_of_site(portal), old_path__gt=after).exclude(old_path__contains="?")
    found = list(rows.order_by("old_path").values_list("old_path", flat=True).distinct()[: A_PAGE + 1])
    goes_on, found = len(found) > A_PAGE, found[:A_PAGE]
    paths = [f"{path.rstrip('/')}/" for path in found]
    answers = follow(paths, portal=portal, now=now)
    for path in named.answered(answers, portal=portal, now=now):
        del answers[path]
    return answers, found[-1] if goes_on else None


@dataclass
class _Trail:
    """One path on its way to where it leads."""

    start: str
    at: str
    is_open: bool = True
    is_permanent: bool = True
    seen: set[str] = field(default_factory=set)
    answer: Redirect | None = None

    def end(self, answer: Redirect | None) -> None:
        self.is_open, self.answer = False, answer


def follow(paths: Iterable[str], *, portal: Portal, now: datetime) -> dict[str, Redirect]:
    """The redirects of these paths, each followed to its end: a constant number of queries for each hop."""
    trails = [_Trail(path, path) for path in dict.fromkeys(paths)]
    for _ in range(HOPS):
        going = [trail for trail in trails if trail.is_open]
        if not going:
            break
        _step(going, portal, now)
    return {trail.start: trail.answer for trail in trails if trail.answer is not None}


def _step(trails: Sequence[_Trail], portal: Portal, now: datetime) -> None:
    pages = _pages(portal, [trail.at for trail in trails], now)
    stored = _stored(portal, [trail.at for trail in trails if _bare(trail.at) not in pages])
    page_ids = {row.redirect_page_id for row in stored.values() if row.redirect_page_id}
    addresses = _page_paths(page_ids, portal=portal, now=now)
    for trail in trails:
        row = None if _bare(trail.at) in pages else stored.get(Stored.normalise_path(trail.at))
        if row is None:
            trail.end(_answer(trail.at, trail.is_permanent) if trail.at != trail.start else None)
        else:
            _advance(trail, row, _target(row, portal, addresses))


def _advance(trail: _Trail, row: Stored, target: str | None) -> None:
    trail.seen.add(trail.at)
    trail.is_permanent = trail.is_permanent and row.is_permanent
    if target is None or target in trail.seen:
        trail.end(None)
    elif not target.startswith("/"):
        trail.end(Redirect(status=_status(trail.is_permanent), location=target, is_external=True))
    else:
        trail.at = target


def _status(is_permanent: bool) -> int:
    return 301 if is_permanent else 302


def _answer(location: str, is_permanent: bool) -> Redirect:
    return Redirect(status=_status(is_permanent), location=location, is_external=False)


def _pages(portal: Portal, paths: Iterable[str], now: datetime) -> set[str]:
    """Those of these paths at which a visible page stands."""
    rows = Document.objects.of_site(portal.site_id).filter(path__in={_bare(path) for path in paths})
    found = rows.filter(live.visible_or_stale_q(now)).cards()
    return {row.path for row in live.refreshed(found, site_id=portal.site_id, now=now)}


def _bare(path: str) -> str:
    """Without query and fragment, with a slash at its end."""
    return path.partition("#")[0].partition("?")[0].rstrip("/") + "/"


def _of_site(portal: Portal) -> Q:
    return Q(site_id=portal.site_id) | Q(site_id=None)


def _stored(portal: Portal, paths: Iterable[str]) -> dict[str, Stored]:
    """By old path; one of this very site comes before one of all sites, on every database."""
    old_paths = {Stored.normalise_path(path) for path in paths}
    if not old_paths:
        return {}
    rows = Stored.objects.filter(_of_site(portal), old_path__in=old_paths)
    return {row.old_path: row for row in sorted(rows, key=lambda row: (row.site_id is not None, -row.pk))}


def _target(stored: Stored, portal: Portal, addresses: Mapping[int, str]) -> str | None:
    """Root-relative inside the site, absolute outside; None where it is hidden."""
    if stored.redirect_page_id:
        return addresses.get(stored.redirect_page_id)
    link = stored.redirect_link
    if link.startswith(f"{portal.root_url}/"):
        link = link[len(portal.root_url) :]
    return link if is_own_path(link) or is_web_address(link) else None


def _page_paths(page_ids: Collection[int], *, portal: Portal, now: datetime) -> dict[int, str]:
    """Where the visible ones of these pages stand: on this site, else on another."""
    if not page_ids:
        return {}
    rows = (
        Document.objects.filter(page_id__in=page_ids)
        .filter(live.visible_or_stale_q(now))
        .cards()
        .select_related("site")
    )
    here = [row for row in rows if row.site_id == portal.site_id]
    elsewhere = [row for row in rows if row.site_id != portal.site_id and row.is_visible(now)]
    addresses = {row.page_id: row.site.root_url + row.path for row in reversed(elsewhere)}
    current = live.refreshed(here, site_id=portal.site_id, now=now)
    return addresses | {row.page_id: row.path for row in current}
