"""The blocks of a body: one small function and one shape for each type."""

from __future__ import annotations

import mimetypes
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from api.serializers import richtext
from api.serializers.image import ImageSerializer
from api.serializers.shapes import Shape
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

    def anchor(self, text: str) -> str:
        """Unique within the body."""
        name = anchor(text)
        self.anchors[name] += 1
        return name if self.anchors[name] == 1 else f"{name}-{self.anchors[name]}"

    def html(self, source: Any) -> str:
        return richtext.display(str(source or ""), self.scope.link_attributes)


def body_shape(blocks: Iterable[Raw], scope: Scope) -> list[dict[str, Any]]:
    """The public blocks of stored ones; what refers to something hidden is left out."""
    body = Body(scope)
    return [shaped for raw in blocks for shaped in _shapes(raw, body)]


def _shapes(raw: Raw, body: Body) -> Iterator[dict[str, Any]]:
    function = BLOCKS.get(raw.get("type", ""))
    for place, (kind, value) in enumerate(function(raw.get("value"), body) if function else (), start=1):
        block_id = str(raw.get("id") or "")
        yield {"id": block_id if place == 1 else f"{block_id}-{place}", "type": kind, "value": value}


def texts(blocks: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The running text of public blocks, without captions, titles of links and the like."""
    for block in blocks:
        value = block["value"]
        if block["type"] in ("paragraph", "heading", "quote"):
            yield value["text"]
        elif block["type"] == "list":
            yield from (item["text"] for item in value["items"])


def _rich(html: str) -> dict[str, str]:
    return {"html": html, "text": plain(html)}


def _rich_text(value: Any, body: Body) -> Iterator[Shaped]:
    for part in richtext.split(body.html(value)):
        yield ("paragraph", _rich(part.html)) if part.tag == "p" else ("list", _list(part))


def _list(part: richtext.Part) -> dict[str, Any]:
    return {"ordered": part.tag == "ol", "items": [_rich(item) for item in richtext.items(part.html)]}


def _heading(value: Raw, body: Body) -> Iterator[Shaped]:
    text = str(value.get("text") or "").strip()
    level = str(value.get("level") or "2")
    if text:
        yield (
            "heading",
            {"level": int(level) if level in "234" else 2, "text": text, "anchor": body.anchor(text)},
        )


def _picture(value: Raw, body: Body) -> dict[str, Any] | None:
    return body.scope.image(
        value.get("image"),
        alt=value.get("alt") or "",
        caption=value.get("caption") or "",
        credit=value.get("credit") or "",
        is_decorative=bool(value.get("decorative")),
    )


def _image(value: Raw, body: Body) -> Iterator[Shaped]:
    shaped = _picture(value, body)
    if shaped:
        yield "image", shaped


def list_values(items: Any) -> list[Raw]:
    """The values of a stored ListBlock, in both forms that Wagtail has stored them in."""
    return [item["value"] if "value" in item and "type" in item else item for item in items or ()]


def _gallery(value: Raw, body: Body) -> Iterator[Shaped]:
    images = [shaped for each in list_values(value.get("images")) if (shaped := _picture(each, body))]
    if images:
        yield "gallery", {"title": value.get("title") or "", "images": images}


def _quote(value: Raw, body: Body) -> Iterator[Shaped]:
    html = body.html(value.get("text"))
    if plain(html):
        source = {"attribution": value.get("attribution") or "", "role": value.get("role") or ""}
        yield "quote", {**_rich(html), **source}


def _embed(value: Raw, body: Body) -> Iterator[Shaped]:
    facts = value.get("facts") or {}
    texts = {name: facts.get(name) or "" for name in ("provider", "provider_name", "thumbnail", "embed_url")}
    yield (
        "embed",
        {
            "provider": texts["provider"],
            "provider_name": texts["provider_name"],
            "url": value.get("url") or "",
            "title": value.get("title") or facts.get("title") or "",
            "embed_url": texts["embed_url"],
            "thumbnail": texts["thumbnail"],
            "aspect_ratio": facts.get("aspect_ratio"),
            "html": facts.get("html") or None,
            "script_url": facts.get("script_url") or "",
            "consent": facts.get("consent") or None,
        },
    )


def _related_link(value: Raw, body: Body) -> Iterator[Shaped]:
    title, url = value.get("title") or "", value.get("url") or None
    if not value.get("page"):
        if url:
            yield "related_link", {"title": title, "path": None, "url": url, "card": None}
        return
    place = body.scope.visible(value["page"])
    if place:
        card = body.scope.card(place.node.id) if place.node.is_article else None
        path = place.path if body.scope.is_here(place) else None
        yield (
            "related_link",
            {"title": title or place.node.title, "path": path, "url": place.html_url, "card": card},
        )


def _document(value: Raw, body: Body) -> Iterator[Shaped]:
    file = body.scope.file(value.get("document"))
    if file:
        mime = mimetypes.guess_type(file.filename)[0] or "application/octet-stream"
        title = value.get("title") or file.title
        yield "document", {"title": title, "url": file.url, "type": mime, "size": file.size}


def _divider(value: Any, body: Body) -> Iterator[Shaped]:
    yield "divider", {}


def _slot(value: Raw, body: Body) -> Iterator[Shaped]:
    if value.get("code"):
        yield "slot", {"code": value["code"]}


BLOCKS: dict[str, Callable[[Any, Body], Iterator[Shaped]]] = {
    "paragraph": _rich_text,
    "list": _rich_text,
    "heading": _heading,
    "image": _image,
    "gallery": _gallery,
    "quote": _quote,
    "embed": _embed,
    "related_link": _related_link,
    "document": _document,
    "divider": _divider,
    "slot": _slot,
}
"""Each block of `articles/blocks.py`, by its name there."""


class RichTextSerializer(Shape):
    """`html` where `rich_text_format=html` (the default), `nodes` where it is `json`."""

    html = serializers.CharField(required=False)
    nodes = serializers.ListField(child=serializers.DictField(), required=False)
    text = serializers.CharField()


class HeadingSerializer(Shape):
    level = serializers.IntegerField(min_value=2, max_value=4)
    text = serializers.CharField()
    anchor = serializers.CharField()


class ListSerializer(Shape):
    ordered = serializers.BooleanField()
    items = RichTextSerializer(many=True)


class GallerySerializer(Shape):
    title = serializers.CharField()
    images = ImageSerializer(many=True)


class QuoteSerializer(RichTextSerializer):
    attribution = serializers.CharField()
    role = serializers.CharField()


class EmbedSerializer(Shape):
    provider = serializers.CharField()
    provider_name = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    embed_url = serializers.CharField()
    thumbnail = serializers.CharField()
    aspect_ratio = serializers.FloatField(allow_null=True)
    html = serializers.CharField(allow_null=True)
    script_url = serializers.CharField()
    consent = serializers.ChoiceField(choices=["marketing", "functional"], allow_null=True)


class FileSerializer(Shape):
    title = serializers.CharField()
    url = serializers.CharField()
    type = serializers.CharField()
    size = serializers.IntegerField()


class DividerSerializer(Shape):
    """Nothing."""


class SlotPlaceSerializer(Shape):
    code = serializers.CharField()


def _block_serializer(kind: str, value: serializers.Serializer[Any]) -> type[Shape]:
    fields = {"id": serializers.CharField(), "type": serializers.ChoiceField(choices=[kind]), "value": value}
    return type(
        f"{kind.title().replace('_', '')}BlockSerializer", (Shape,), {**fields, "__module__": __name__}
    )


def block_serializers() -> dict[str, serializers.Serializer[Any] | type[serializers.Serializer[Any]]]:
    """The shape of each public block type, for the OpenAPI."""
    from api.serializers.card import CardSerializer

    class RelatedLinkSerializer(Shape):
        title = serializers.CharField()
        path = serializers.CharField(allow_null=True)
        url = serializers.CharField(allow_null=True)
        card = CardSerializer(allow_null=True)

    values: dict[str, serializers.Serializer[Any]] = {
        "paragraph": RichTextSerializer(),
        "heading": HeadingSerializer(),
        "list": ListSerializer(),
        "image": ImageSerializer(),
        "gallery": GallerySerializer(),
        "quote": QuoteSerializer(),
        "embed": EmbedSerializer(),
        "related_link": RelatedLinkSerializer(),
        "document": FileSerializer(),
        "divider": DividerSerializer(),
        "slot": SlotPlaceSerializer(),
    }
    return {kind: _block_serializer(kind, value) for kind, value in values.items()}


def body_schema() -> PolymorphicProxySerializer:
    """A list of blocks, told apart by `type`."""
    return PolymorphicProxySerializer(
        component_name="Block",
        serializers=block_serializers(),
        resource_type_field_name="type",
        many=True,
    )


def with_nodes(value: Any) -> Any:
    """A detail with each `html` beside a `text` turned into `nodes`: `rich_text_format=json`."""
    if isinstance(value, list):
        return [with_nodes(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "html" in value and "text" in value:
        rest = {key: with_nodes(each) for key, each in value.items() if key != "html"}
        return {"nodes": richtext.nodes(value["html"] or ""), **rest}
    return {key: with_nodes(each) for key, each in value.items()}
