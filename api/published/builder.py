"""Serialises pages into documents: state first, then bytes, in batches; and writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zlib import crc32

from django.conf import settings

from api.published.contents import Content
from api.published.models import ARTICLE, PUBLISHED, SECTION, STANDARD, Document
from api.published.nodes import Place
from api.published.page import PublicPage
from api.published.pages import public_page
from api.published.portal import Portal, portals
from api.published.reading import Reading, Scope
from api.serializers.card import CardSerializer, PageCardSerializer
from api.serializers.detail import ArticleDetailSerializer, PageDetailSerializer, StandardPageDetailSerializer
from api.serializers.section import SectionCardSerializer, SectionDetailSerializer
from api.serializers.shapes import Shape, shape_bytes

SCHEMA = 4
"""Raise it when the shape of a card or a detail changes: every document is then made anew."""

BATCH = 100


@cache
def _schema_version(public_url: str, media_url: str) -> int:
    return crc32(f"{SCHEMA} {public_url} {media_url}".encode()) & 0x7FFFFFFF


def schema_version() -> int:
    """The shape of the bytes and the addresses in them: another `PUBLIC_URL` makes documents stale."""
    return _schema_version(settings.PUBLIC_URL, str(settings.MEDIA_URL))


@dataclass(frozen=True)
class Built:
    """One document as it should stand, with its terms and dependencies."""

    document: Document
    terms: frozenset[tuple[str, str]]
    keys: frozenset[str]
    texts: dict[str, str]
    """What a page is searched by: the columns of its `DocumentText`."""

    @property
    def key(self) -> tuple[int, int]:
        return self.document.page_id, self.document.site_id


SERIALIZERS: dict[str, tuple[type[Shape], type[Shape]]] = {
    ARTICLE: (CardSerializer, ArticleDetailSerializer),
    SECTION: (SectionCardSerializer, SectionDetailSerializer),
    STANDARD: (PageCardSerializer, StandardPageDetailSerializer),
}
_ANY = (PageCardSerializer, PageDetailSerializer)


@cache
def _serializers(page_type: str) -> tuple[Shape, Shape]:
    card, detail = SERIALIZERS.get(page_type, _ANY)
    return card(), detail()


def etag_of(body: bytes) -> str:
    """Equal on every worker and after a restart."""
    return hashlib.sha256(b"%d:%b" % (schema_version(), body)).hexdigest()[:32]


def build(page_ids: Iterable[int], *, now: datetime, anew: Collection[int] = ()) -> list[Built]:
    """The documents of these pages on every site that holds them, by a constant number of queries.

    A page that is neither live nor approved for a moment to come has none. For those of `anew` what to read
    next is looked for anew.
    """
    ids = list(dict.fromkeys(page_ids))
    reading = Reading(portals=portals(), now=now)
    reading.load(ids, anew=anew)
    return [built for page_id in ids for built in _build_page(page_id, reading)]


def _build_page(page_id: int, reading: Reading) -> Iterator[Built]:
    node, content = reading.tree.by_id.get(page_id), reading.contents.get(page_id)
    if node is None or content is None or not (node.is_live or node.approved):
        return
    if node.page_type not in PUBLISHED:
        return
    for portal in reading.portals:
        place = reading.tree.place(node, portal)
        if place is not None:
            yield _build_place(content, place, Scope(reading, portal))


def _build_place(content: Content, place: Place, scope: Scope) -> Built:
    page = public_page(content, place, scope)
    card_serializer, _ = _serializers(place.node.page_type)
    card = shape_bytes(card_serializer.to_representation(page))
    detail = detail_bytes(page, place.node.page_type)
    terms = frozenset((kind, value) for kind, values in page.terms.items() for value in values)
    document = Document(
        page_id=page.id,
        site_id=scope.portal.site_id,
        **_columns(page, scope.portal),
        **_window(place),
        valid_until=scope.boundary,
        schema_version=schema_version(),
        etag=etag_of(detail),
        card_etag=etag_of(card),
        tags=" ".join(sorted(scope.keys)),
        dirty=False,
        **_suggested(page, scope),
        card=card,
        detail=detail,
    )
    return Built(document=document, terms=terms, keys=frozenset(scope.keys), texts=page.texts)


def _suggested(page: PublicPage, scope: Scope) -> dict[str, Any]:
    suggested = scope.reading.suggested.get((page.id, scope.portal.site_id))
    if suggested is None:
        return {}
    return {"related_ids": list(suggested.page_ids), "related_at": suggested.found_at}


def detail_bytes(page: PublicPage, page_type: str) -> bytes:
    """The whole page as JSON."""
    _, serializer = _serializers(page_type)
    return shape_bytes(serializer.to_representation(page))


def _columns(page: PublicPage, portal: Portal) -> dict[str, Any]:
    node, sections = page.node, page.sections
    return {
        "page_type": node.page_type,
        "locale": node.locale,
        "slug": node.slug,
        "path": page.path,
        "title": page.title,
        "tree_path": node.tree_path,
        "parent_id": page.place.ancestors[-1].id if page.place.ancestors else None,
        "section_key": sections[-1].key if sections else "",
        "is_indexed": page.is_indexed,
        "label": page.label,
        "exclude_labels": page.exclude_labels,
        "blocked_categories": page.blocked_categories,
        "no_ads": page.no_ads,
        "show_in_menus": page.source.show_in_menus,
        "published_at": page.published_at,
        "updated_at": page.updated_at or page.published_at,
        "first_published_at": page.first_published_at,
        "breaking_until": page.breaking_until,
    }


def _window(place: Place) -> dict[str, Any]:
    window = place.window
    return {
        "is_public": window.is_public,
        "visible_from": window.visible_from,
        "visible_until": window.visible_until,
    }
