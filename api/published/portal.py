"""The frozen facts of a site that every answer needs, loaded once per content version."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings
from wagtail.models import Page, Site

from api.published.models import Document
from api.published.visibility import LONG_AGO
from articles.models import PortalSettings
from runtime import versions

VERSION = "content"
_BOUNDARIES_KEPT = 5_000


class UnknownSite(LookupError):
    """No site has this host; `allowed` names those that exist."""

    code = "unknown_site"

    def __init__(self, host: str | None, allowed: Collection[str]) -> None:
        self.host, self.allowed = host, tuple(allowed)
        super().__init__(f"No site has the host {host!r}; sites: {', '.join(self.allowed)}.")


class UnknownLocale(LookupError):
    """The site is not written in this language; `allowed` names those that it has."""

    code = "unknown_locale"

    def __init__(self, code: str, allowed: Collection[str]) -> None:
        self.locale, self.allowed = code, tuple(allowed)
        super().__init__(f"The site has no locale {code!r}; locales: {', '.join(self.allowed)}.")


@dataclass(frozen=True)
class PortalLocale:
    """One language of a site, and where its tree begins."""

    code: str
    name: str
    path: str
    is_default: bool
    root_id: int
    root_tree_path: str
    root_url_path: str


@dataclass(frozen=True)
class Portal:
    """One site as the API knows it; no query is behind any of its attributes."""

    site_id: int
    host: str
    hostname: str
    root_url: str
    name: str
    is_default: bool
    locales: tuple[PortalLocale, ...]
    default_locale: str
    time_zone: ZoneInfo
    settings: PortalSettings
    version: int
    boundaries: tuple[datetime, ...]
    section_ids: Mapping[tuple[str, str], int]
    """By language and key."""

    def locale(self, code: str | None = None) -> PortalLocale:
        """The language of this code, the default one for None; raises UnknownLocale."""
        wanted = code or self.default_locale
        for locale in self.locales:
            if locale.code == wanted:
                return locale
        raise UnknownLocale(wanted, [locale.code for locale in self.locales])

    def locale_of(self, tree_path: str) -> PortalLocale | None:
        """The language whose tree holds this place."""
        return next((each for each in self.locales if tree_path.startswith(each.root_tree_path)), None)

    def path_in(self, code: str, path: str) -> str:
        """This path with the beginning of another language: `/en/a/` as `/a/`."""
        prefixes = (each.path for each in self.locales if not each.is_default)
        own = next((prefix for prefix in prefixes if path.startswith(prefix)), "/")
        return self.locale(code).path + path[len(own) :]

    def route(self, kind: str, slug: str, locale: PortalLocale) -> str:
        """The frontend's path of an author or a tag (`kind`), by the routes of the site."""
        route: str = getattr(self.settings, f"{kind}_route")
        return locale.path + route.replace("{slug}", slug).lstrip("/")

    def on_route(self, kind: str, path: str) -> list[tuple[PortalLocale, str]]:
        """The languages and slugs of which this path is the author's or tag's route."""
        found = []
        for locale in self.locales:
            before, _, after = self.route(kind, "{slug}", locale).partition("{slug}")
            slug = path[len(before) : -len(after)]
            if path == f"{before}{slug}{after}" and slug and "/" not in slug:
                found.append((locale, slug))
        return found

    def next_boundary(self, now: datetime) -> datetime | None:
        """When any document of the site next appears or disappears."""
        place = bisect_right(self.boundaries, now)
        return self.boundaries[place] if place < len(self.boundaries) else None


_loaded: tuple[int, tuple[Portal, ...]] | None = None


def portal(host: str | None = None) -> Portal:
    """The site with this host (`portal.example` or `localhost:3000`), the default one for None.

    Raises UnknownSite. Costs no query while the content version stays the same.
    """
    known = portals()
    for each in known:
        if each.is_default if host is None else host in (each.host, each.hostname):
            return each
    if host is None and known:
        return known[0]
    raise UnknownSite(host, [each.host for each in known])


def portals() -> tuple[Portal, ...]:
    """Every site that has a tree, the default one first."""
    global _loaded
    version = versions.current(VERSION)
    if _loaded is None or _loaded[0] != version:
        _loaded = (version, _load(version))
    return _loaded[1]


def fresh_portals() -> tuple[Portal, ...]:
    """As `portals`, past the cache: for a writer that changes a site itself."""
    return _load(versions.read(VERSION))


def forget() -> None:
    """As a process that has just started."""
    global _loaded
    _loaded = None


def _load(version: int) -> tuple[Portal, ...]:
    sites = list(Site.objects.select_related("root_page__locale").order_by("-is_default_site", "pk"))
    settings = {
        each.site_id: each for each in PortalSettings.objects.filter(site__in=sites).select_related("logo")
    }
    trees = _trees(sites)
    boundaries = _boundaries()
    sections = _section_ids()
    return tuple(
        _portal(
            site,
            settings=settings.get(site.pk) or PortalSettings(site=site),
            roots=trees[site.pk],
            boundaries=boundaries.get(site.pk, ()),
            section_ids=sections.get(site.pk, {}),
            version=version,
        )
        for site in sites
    )


def _trees(sites: list[Site]) -> dict[int, list[Page]]:
    """The root pages of each site in all languages; a translation with a site of its own is that one's."""
    keys = {site.root_page.translation_key for site in sites}
    roots = list(Page.objects.filter(translation_key__in=keys).select_related("locale").order_by("path"))
    taken = {site.root_page_id for site in sites}
    return {
        site.pk: [
            root
            for root in roots
            if root.translation_key == site.root_page.translation_key
            and (root.pk == site.root_page_id or root.pk not in taken)
        ]
        for site in sites
    }


def _boundaries() -> dict[int, tuple[datetime, ...]]:
    public = Document.objects.filter(is_public=True)
    opening = public.filter(visible_from__gt=LONG_AGO).values_list("site_id", "visible_from")
    closing = public.filter(visible_until__isnull=False).values_list("site_id", "visible_until")
    moments: dict[int, set[datetime]] = {}
    for site_id, moment in [*opening, *closing]:
        if moment is not None:
            moments.setdefault(site_id, set()).add(moment)
    return {site_id: tuple(sorted(each)[:_BOUNDARIES_KEPT]) for site_id, each in moments.items()}


def _section_ids() -> dict[int, dict[tuple[str, str], int]]:
    rows = Document.objects.sections().values_list("site_id", "locale", "section_key", "page_id")
    found: dict[int, dict[tuple[str, str], int]] = {}
    for site_id, locale, key, page_id in rows:
        found.setdefault(site_id, {})[(locale, key)] = page_id
    return found


def _portal(
    site: Site,
    *,
    settings: PortalSettings,
    roots: list[Page],
    boundaries: tuple[datetime, ...],
    section_ids: Mapping[tuple[str, str], int],
    version: int,
) -> Portal:
    default = site.root_page.locale.language_code
    return Portal(
        site_id=site.pk,
        host=urlsplit(site.root_url).netloc,
        hostname=site.hostname,
        root_url=site.root_url,
        name=site.site_name or site.hostname,
        is_default=site.is_default_site,
        locales=tuple(
            sorted(
                (_locale(root, default) for root in roots), key=lambda each: (not each.is_default, each.code)
            )
        ),
        default_locale=default,
        time_zone=ZoneInfo(django_settings.TIME_ZONE),
        settings=settings,
        version=version,
        boundaries=boundaries,
        section_ids=section_ids,
    )


def _locale(root: Page, default: str) -> PortalLocale:
    code = root.locale.language_code
    return PortalLocale(
        code=code,
        name=dict(django_settings.LANGUAGES).get(code, code),
        path="/" if code == default else f"/{code}/",
        is_default=code == default,
        root_id=root.pk,
        root_tree_path=root.path,
        root_url_path=root.url_path,
    )
