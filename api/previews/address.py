"""Where previews are rendered: the frontend's address of each site."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings

from api.http.cors import origin
from api.published.portal import Portal, portals

DEFAULT_PATH = "/preview/"


def address(portal: Portal, **parameters: str) -> str:
    """The preview page of a site, with these parameters beside those that its address has already."""
    parts = urlsplit(base(portal))
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()])
    return urlunsplit(parts._replace(query=query))


def base(portal: Portal) -> str:
    if portal.settings.preview_url:
        return str(portal.settings.preview_url)
    return (settings.FRONTEND_URL if portal.is_default else portal.root_url) + DEFAULT_PATH


def portal_of(site_id: int) -> Portal:
    """The site that a preview is for."""
    return next(portal for portal in portals() if portal.site_id == site_id)


def origins_of(portal: Portal) -> frozenset[str]:
    """The hosts on which this site's frontend may render a preview."""
    return frozenset({origin(base(portal)), origin(portal.root_url)})


def origins() -> frozenset[str]:
    """Of all sites."""
    return frozenset().union(*(origins_of(portal) for portal in portals()))
