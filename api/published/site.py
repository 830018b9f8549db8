"""The answer of `site/`: kept by each process while nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wagtail.models import Page

from api.published import keys
from api.published.builder import etag_of
from api.published.portal import Portal, PortalLocale, portals
from api.published.reading import Reading, Scope
from api.published.store import Answer
from api.serializers.body import list_values
from api.serializers.shapes import shape_bytes
from api.serializers.site import SiteSerializer
from articles.addresses import is_link, is_own_path, links_of

CONSENT_CATEGORIES = ("functional", "marketing")

Languages = tuple[str, ...]
"""Those in which pages of menus are named, the wanted one first; empty: as they were entered."""

_kept: dict[tuple[int, Languages], tuple[int, Answer]] = {}


def site_of(*, portal: Portal, locale: str | None, fallback: str | None, now: datetime) -> Answer:
    """Built once per content version, and again when a page of a menu appears or disappears."""
    languages = (locale, *([fallback] if fallback else ())) if locale is not None else ()
    place = portal.site_id, languages
    version, answer = _kept.get(place, (None, None))
    is_over = answer is not None and answer.next_boundary is not None and answer.next_boundary <= now
    if answer is None or version != portal.version or is_over:
        answer = _build(portal, languages, now)
        _kept[place] = (portal.version, answer)
    return answer


def forget() -> None:
    """As a process that has just started."""
    _kept.clear()


def _build(portal: Portal, languages: Languages, now: datetime) -> Answer:
    settings = portal.settings
    reading = Reading(portals=portals(), now=now)
    pages = [item["page"] for items in _menus(settings).values() for item in items if item.get("page")]
    pages += [settings.consent_policy_page_id] if settings.consent_policy_page_id else []
    reading.load_links(page_ids=pages, image_ids=[settings.logo_id] if settings.logo_id else [])
    if languages:
        reading.load_translations(pages)
    scope = Scope(reading, portal)
    body = shape_bytes(SiteSerializer().to_representation(_shape(portal, scope, languages)))
    tags = tuple(sorted({keys.of_site(portal.site_id), *scope.keys}))
    return Answer(body=body, etag=etag_of(body), last_modified=None, tags=tags, next_boundary=scope.boundary)


def _shape(portal: Portal, scope: Scope, languages: Languages) -> dict[str, Any]:
    settings = portal.settings
    locale = portal.locale(languages[0] if languages else None)
    policy_id = settings.consent_policy_page_id
    policy = scope.translated(policy_id, languages) if policy_id else None
    return {
        "name": portal.name,
        "tagline": _tagline(portal, locale),
        "logo": scope.image(settings.logo_id),
        "end_mark": settings.end_mark,
        "locales": [
            {"code": each.code, "name": each.name, "path": each.path, "default": each.is_default}
            for each in portal.locales
        ],
        "time_zone": str(portal.time_zone),
        "menus": {code: list(_items(items, scope, languages)) for code, items in _menus(settings).items()},
        "routes": {
            "author": portal.route("author", "{slug}", locale),
            "tag": portal.route("tag", "{slug}", locale),
            "search": locale.path + settings.search_route.lstrip("/"),
        },
        "social": links_of(settings.social),
        "contact": {
            "email": settings.contact_email,
            "phone": settings.contact_phone,
            "address": settings.contact_address,
        },
        "consent": {
            "categories": list(CONSENT_CATEGORIES),
            "policy_path": policy.path if policy and scope.is_here(policy) else None,
            "version": settings.consent_version,
        },
        "newsletter": {"form": settings.newsletter_form},
        "not_found": {"title": settings.not_found_title, "text": settings.not_found_text},
    }


def _tagline(portal: Portal, locale: PortalLocale) -> str:
    """In another language what its home page says of itself to search engines, where it says something."""
    if locale.is_default:
        return portal.settings.tagline
    told = Page.objects.live().filter(pk=locale.root_id).values_list("search_description", flat=True).first()
    return told or portal.settings.tagline


def _menus(settings: Any) -> dict[str, list[dict[str, Any]]]:
    """The stored items of each menu by its code."""
    menus: dict[str, list[dict[str, Any]]] = {"main": [], "footer": []}
    for row in settings.menus.raw_data if settings.menus else ():
        menus.setdefault(row["value"].get("code", ""), []).extend(list_values(row["value"].get("items")))
    return {code: menus[code] for code in ("main", "footer")}


def _items(items: list[dict[str, Any]], scope: Scope, languages: Languages) -> Iterator[dict[str, Any]]:
    for item in items:
        title, url = item.get("title") or "", item.get("url") or ""
        if not item.get("page"):
            is_here = is_own_path(url)
            if not is_here and not is_link(url):
                continue
            yield {"title": title, "path": url if is_here else None, "url": None if is_here else url}
            continue
        place = scope.translated(item["page"], languages)
        if place is not None:
            path = place.path if scope.is_here(place) else None
            own = title if place.node.id == item["page"] else ""
            yield {"title": own or place.node.title, "path": path, "url": place.html_url}
