"""The frozen facts of a site that every answer needs, loaded once per content version."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


class UnknownSite(LookupError):
    """No site has this host; `allowed` names those that exist."""

    code = "unknown_site"

    def __init__(self, host: str, allowed: Collection[str]) -> None:
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
    settings: Any
    version: int
    boundaries: tuple[datetime, ...]

    def locale(self, code: str | None = None) -> PortalLocale:
        """The language of this code, the default one for None; raises UnknownLocale."""
        raise NotImplementedError

    def next_boundary(self, now: datetime) -> datetime | None:
        """When any document of the site next appears or disappears."""
        raise NotImplementedError


def portal(host: str | None = None) -> Portal:
    """The site with this host (`portal.example` or `localhost:3000`), the default one for None.

    Raises UnknownSite. Costs no query while the content version stays the same.
    """
    raise NotImplementedError


def portals() -> tuple[Portal, ...]:
    """Every site that has a tree."""
    raise NotImplementedError
