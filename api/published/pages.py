"""The objects that the serializers read, one class a page type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from api.published import keys
from api.published.article import Article
from api.published.contents import Content
from api.published.models import ARTICLE, HOME, SECTION, STANDARD
from api.published.nodes import Place
from api.published.page import PublicPage, section_shape
from api.published.reading import Scope
from api.serializers import blocks, richtext
from articles.text import plain


class Standing(PublicPage):
    """A standing page."""

    @cached_property
    def standfirst(self) -> str:
        return str(self.source.standfirst)

    @cached_property
    def body(self) -> list[dict[str, Any]]:
        return blocks.body_shape(self.content.body, self.scope)


class Home(PublicPage):
    """The front page of a portal, or of one of its languages."""

    json_ld_type = "WebSite"

    @property
    def summary(self) -> str:
        self.scope.keys.add(keys.of_site(self.scope.portal.site_id))
        return str(self.scope.portal.settings.tagline)

    @property
    def json_ld_more(self) -> Mapping[str, Any]:  # type: ignore[override]
        """Where the portal is searched."""
        portal = self.scope.portal
        found = self.place.locale.path + portal.settings.search_route.lstrip("/")
        return {
            "name": self.site_name,
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{portal.root_url}{found}?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        }


class Section(PublicPage):
    """A section with what is published below it."""

    json_ld_type = "CollectionPage"

    @property
    def key(self) -> str:
        return self.node.key

    @cached_property
    def standfirst(self) -> str:
        return self.intro["text"]

    @cached_property
    def intro(self) -> dict[str, str]:
        html = richtext.display(str(self.source.intro or ""), self.scope.link_attributes)
        return {"html": html, "text": plain(html)}

    @property
    def children(self) -> list[dict[str, Any]]:
        self.scope.keys.add(keys.of_list(self.id))
        places = (self.scope.here(each) for each in self.scope.reading.children.get(self.id, ()))
        return [section_shape(place) for place in places if place is not None]

    @property
    def article_count(self) -> int:
        return self.scope.shelf(self.node).article_count


CLASSES: dict[str, type[PublicPage]] = {
    ARTICLE: Article,
    SECTION: Section,
    STANDARD: Standing,
    HOME: Home,
}


def public_page(content: Content, place: Place, scope: Scope) -> PublicPage:
    """The page under the names of the contract."""
    return CLASSES.get(place.node.page_type, PublicPage)(content, place, scope)
