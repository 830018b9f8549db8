"""What the functions that shape blocks share: the body they belong to, and rich text in its public form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.serializers import richtext
from articles.text import anchor, plain

if TYPE_CHECKING:
    from api.published.reading import Scope

Raw = dict[str, Any]
Shaped = tuple[str, dict[str, Any]]
"""(type, value) of a public block."""


@dataclass
class Body:
    """What the blocks of one body share."""

    scope: Scope
    anchors: Counter[str] = field(default_factory=Counter)
    block_id: str = ""
    """Of the block that is being shaped."""

    def anchor(self, text: str) -> str:
        """Unique within the body."""
        name = anchor(text)
        self.anchors[name] += 1
        return name if self.anchors[name] == 1 else f"{name}-{self.anchors[name]}"

    def html(self, source: Any) -> str:
        return richtext.display(str(source or ""), self.scope.link_attributes)


def rich(html: str) -> dict[str, str]:
    return {"html": html, "text": plain(html)}


def rich_text(value: Any, body: Body) -> Iterator[Shaped]:
    """Each top-level piece of a rich text as a block of its own."""
    for part in richtext.split(body.html(value)):
        yield ("paragraph", rich(part.html)) if part.tag == "p" else ("list", _list(part))


def _list(part: richtext.Part) -> dict[str, Any]:
    return {"ordered": part.tag == "ol", "items": [rich(item) for item in richtext.items(part.html)]}


def list_values(items: Any) -> list[Raw]:
    """The values of a stored ListBlock, in both forms that Wagtail has stored them in."""
    return [item["value"] if "value" in item and "type" in item else item for item in items or ()]
