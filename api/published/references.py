"""The ids of everything that pages embed, read from their stored form so that it can be loaded at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from api.published.contents import Content
from api.serializers import richtext
from api.serializers.body import list_values
from api.serializers.boxes import table_parts


@dataclass
class References:
    """The ids of everything that some contents embed."""

    pages: set[int] = field(default_factory=set)
    cards: set[int] = field(default_factory=set)
    images: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)

    def of(self, content: Content) -> None:
        """Everything in the detail of a page."""
        self.of_card(content)
        page = content.page
        self._images(page, "sponsor_logo_id", "social_image_id")
        self.pages.update(content.related_ids)
        self.cards.update(content.related_ids)
        self._rich_text(str(getattr(page, "intro", "") or ""))
        for block in content.body:
            self._block(block.get("type", ""), block.get("value"))

    def of_card(self, content: Content) -> None:
        self._images(content.page, "lead_image_id")
        if content.node.alias_of_id:
            self.pages.add(content.node.alias_of_id)

    def _images(self, page: Any, *attributes: str) -> None:
        ids = (getattr(page, attribute, None) for attribute in attributes)
        self.images.update(image_id for image_id in ids if image_id)

    def _block(self, kind: str, value: Any) -> None:
        for text in _rich_texts(kind, value):
            self._rich_text(text)
        if kind == "gallery":
            for picture in list_values(value.get("images")):
                self._thing(self.images, picture, "image")
        elif kind in ("audio", "video"):
            self._thing(self.images, value, "poster")
            for source in list_values(value.get("sources")):
                self._thing(self.files, source, "document")
        elif isinstance(value, dict):
            self._thing(self.images, value, "image")
            self._thing(self.files, value, "document")
            self._thing(self.pages, value, "page")
            if kind == "related_link":
                self._thing(self.cards, value, "page")

    @staticmethod
    def _thing(found: set[int], value: dict[str, Any], key: str) -> None:
        if value.get(key):
            found.add(value[key])

    def _rich_text(self, source: Any) -> None:
        for kind, target in richtext.linked_ids(str(source or "")):
            (self.files if kind == "document" else self.pages).add(target)


def _rich_texts(kind: str, value: Any) -> Iterator[Any]:
    if kind in ("paragraph", "list"):
        yield value
    elif kind in ("quote", "fact_box"):
        yield value.get("text")
    elif kind == "timeline":
        yield from (item.get("text") for item in list_values(value.get("items")))
    elif kind == "table":
        yield from (cell for row in table_parts(value)[2] for cell in row)
