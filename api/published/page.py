"""What every page has under the names of the contract, and how one page speaks of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings

from api.published import keys
from api.published.contents import Content
from api.published.described import Described
from api.published.nodes import Node, Place, slot_rows
from api.published.reading import Scope
from api.serializers import blocks
from articles.text import beginning, searchable


def detail_url(page_id: int) -> str:
    return f"{settings.PUBLIC_URL}/api/v1/pages/{page_id}/"


def link_shape(place: Place) -> dict[str, Any]:
    """Another page, as a parent or an original."""
    node = place.node
    meta = {"type": node.page_type, "detail_url": detail_url(node.id), "html_url": place.html_url}
    return {"id": node.id, "meta": meta, "title": node.title, "path": place.path}


def crumb_shape(place: Place) -> dict[str, Any]:
    return {"id": place.node.id, "title": place.node.title, "path": place.path, "html_url": place.html_url}


def section_shape(place: Place) -> dict[str, Any]:
    return {**crumb_shape(place), "key": place.node.key}


class PublicPage(Described):
    """What every page has."""

    is_article = False
    open_graph_type = "website"
    json_ld_type = "WebPage"
    json_ld_more: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, content: Content, place: Place, scope: Scope) -> None:
        self.content, self.place, self.scope = content, place, scope

    @cached_property
    def standfirst(self) -> str:
        return ""

    @cached_property
    def label(self) -> str:
        return ""

    @cached_property
    def exclude_labels(self) -> list[str]:
        return list(getattr(self.source, "exclude_labels", None) or ())

    @cached_property
    def blocked_categories(self) -> list[str]:
        return list(getattr(self.source, "blocked_categories", None) or ())

    @cached_property
    def no_ads(self) -> bool:
        return bool(getattr(self.source, "no_ads", False))

    @cached_property
    def section(self) -> dict[str, Any] | None:
        return None

    @cached_property
    def body(self) -> list[dict[str, Any]]:
        return []

    @cached_property
    def authors(self) -> list[dict[str, Any]]:
        return []

    @cached_property
    def tags(self) -> list[dict[str, Any]]:
        return []

    @cached_property
    def lead_image(self) -> dict[str, Any] | None:
        return None

    @cached_property
    def updated_at(self) -> datetime | None:
        return None

    @cached_property
    def breaking_until(self) -> datetime | None:
        return None

    @property
    def source(self) -> Any:
        """The page model."""
        return self.content.page

    @property
    def node(self) -> Node:
        return self.place.node

    @property
    def id(self) -> int:
        return self.node.id

    @property
    def title(self) -> str:
        return str(self.source.title)

    @property
    def path(self) -> str:
        return self.place.path

    @property
    def html_url(self) -> str:
        return self.place.html_url

    @property
    def locale(self) -> str:
        return self.node.locale

    @cached_property
    def meta(self) -> dict[str, Any]:
        page = self.source
        return {
            "type": self.node.page_type,
            "detail_url": detail_url(self.id),
            "html_url": self.html_url,
            "slug": self.node.slug,
            "locale": self.locale,
            "first_published_at": page.first_published_at,
            "last_published_at": page.last_published_at,
            "parent": self._parent,
            "seo_title": page.seo_title,
            "search_description": page.search_description,
            "show_in_menus": page.show_in_menus,
            "alias_of": self._alias_of,
        }

    @property
    def _parent(self) -> dict[str, Any] | None:
        return link_shape(self._nearest) if self._nearest else None

    @property
    def _alias_of(self) -> dict[str, Any] | None:
        original = self._original
        return link_shape(original) if original and self.scope.is_here(original) else None

    @cached_property
    def _original(self) -> Place | None:
        """The visible page that this one is an alias of, wherever it stands."""
        return self.scope.visible(self.node.alias_of_id) if self.node.alias_of_id else None

    @property
    def canonical(self) -> str:
        """Where search engines find the text: what an editor says, else an alias's original, else here."""
        entered = str(self.source.canonical_url)
        return entered or (self._original.html_url if self._original else self.html_url)

    @property
    def is_indexed(self) -> bool:
        """Whether search engines are told of this address."""
        return not self.source.noindex and self.canonical == self.html_url

    @cached_property
    def _above(self) -> list[Place]:
        return self.scope.above(self.place)

    @property
    def _nearest(self) -> Place | None:
        """The page right above."""
        above = self._above
        return above[-1] if above and above[-1].node.id == self.place.ancestors[-1].id else None

    @property
    def breadcrumb(self) -> list[dict[str, Any]]:
        return [crumb_shape(place) for place in self._above]

    @property
    def sections(self) -> list[Node]:
        """The sections that hold this page, the nearest last; a section holds itself."""
        return [node for node in self.place.chain if node.is_section]

    @property
    def slots(self) -> list[dict[str, str]]:
        """The layout of the nearest section that has one, else the portal's."""
        self.scope.keys.add(keys.of_site(self.scope.portal.site_id))
        layouts = [node.slot_layout for node in reversed(self.sections)]
        layouts.append(slot_rows(self.scope.portal.settings.slot_layout))
        rows = next((layout for layout in layouts if layout), ())
        return [{"code": code, "position": position} for code, position in rows]

    @cached_property
    def translations(self) -> list[dict[str, Any]]:
        """Every visible translation, this page included."""
        others: Iterable[int] = self.scope.reading.translations.get(self.node.translation_key, ())
        if len(self.scope.portal.locales) > 1:
            self.scope.keys.add(keys.of_translations(self.node.translation_key))
        visible = (self.scope.here(each) for each in others if each != self.id)
        places = [self.place, *(place for place in visible if place is not None)]
        places.sort(key=lambda place: (not place.locale.is_default, place.locale.code, place.node.id))
        return [
            {"locale": each.node.locale, "id": each.node.id, "path": each.path, "html_url": each.html_url}
            for each in places
        ]

    @cached_property
    def social_image(self) -> dict[str, Any] | None:
        return self.scope.image(self.source.social_image_id) or self.lead_image

    @property
    def summary(self) -> str:
        """How its text begins."""
        return beginning(" ".join(blocks.running_texts(self.content.body)))

    @property
    def published_at(self) -> datetime:
        """Orders everything; of a page that never was live, the moment it will be."""
        return self.source.first_published_at or self.place.window.visible_from

    @property
    def first_published_at(self) -> datetime | None:
        first: datetime | None = self.source.first_published_at
        return first

    @property
    def terms(self) -> dict[str, list[str]]:
        """Values that lists filter by."""
        return {"section": [node.key for node in self.sections if node.key]}

    @property
    def texts(self) -> dict[str, str]:
        """What search looks through."""
        return {
            "title": searchable(self.title),
            "standfirst": searchable(self.standfirst),
            "names": searchable(" ".join(self._names())),
            "body": searchable(" ".join(self._searched_texts())),
        }

    def _names(self) -> Iterable[str]:
        return ()

    def _searched_texts(self) -> Iterable[str]:
        return blocks.searched_texts(self.content.body)
