"""The blocks of a body: one small function for each type, over the stored form of Wagtail's."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from api.serializers import richtext
from api.serializers.body import Body, Raw, Shaped, list_values, rich, rich_text
from api.serializers.boxes import BOXES, UNKNOWN_TYPE, table_parts
from api.serializers.embed import embed_shape
from articles.addresses import is_web_address
from articles.text import plain

if TYPE_CHECKING:
    from api.published.reading import Scope


def body_shape(blocks: Iterable[Raw], scope: Scope) -> list[dict[str, Any]]:
    """The public blocks of stored ones; what refers to something hidden is left out."""
    body = Body(scope)
    return [shaped for raw in blocks for shaped in _shapes(raw, body)]


def _shapes(raw: Raw, body: Body) -> Iterator[dict[str, Any]]:
    function = BLOCKS.get(raw.get("type", ""))
    if function is None:
        return
    block_id = body.block_id = str(raw.get("id") or "")
    for place, (kind, value) in enumerate(function(raw.get("value"), body), start=1):
        yield {"id": block_id if place == 1 else f"{block_id}-{place}", "type": kind, "value": value}


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


def _gallery(value: Raw, body: Body) -> Iterator[Shaped]:
    images = [shaped for each in list_values(value.get("images")) if (shaped := _picture(each, body))]
    if images:
        yield "gallery", {"title": value.get("title") or "", "images": images}


def _quote(value: Raw, body: Body) -> Iterator[Shaped]:
    html = body.html(value.get("text"))
    if plain(html):
        source = {"attribution": value.get("attribution") or "", "role": value.get("role") or ""}
        yield "quote", {**rich(html), **source}


def _embed(value: Raw, body: Body) -> Iterator[Shaped]:
    if is_web_address(str(value.get("url") or "")):
        yield "embed", embed_shape(value)


def _related_link(value: Raw, body: Body) -> Iterator[Shaped]:
    title, url = value.get("title") or "", value.get("url") or None
    if not value.get("page"):
        if url and is_web_address(url):
            yield "related_link", {"title": title, "path": None, "url": url, "card": None}
        return
    place = body.scope.visible(value["page"])
    if place:
        card = body.scope.card(place.node.id) if place.node.is_article else None
        yield "related_link", {"title": title or place.node.title, **body.scope.address(place), "card": card}


def _document(value: Raw, body: Body) -> Iterator[Shaped]:
    file = body.scope.file(value.get("document"))
    if file:
        mime = mimetypes.guess_type(file.filename)[0] or UNKNOWN_TYPE
        title = value.get("title") or file.title
        yield "document", {"title": title, "url": file.url, "type": mime, "size": file.size}


def _divider(value: Any, body: Body) -> Iterator[Shaped]:
    yield "divider", {}


def _slot(value: Raw, body: Body) -> Iterator[Shaped]:
    if value.get("code"):
        yield "slot", {"code": value["code"]}


def _form(value: Raw, body: Body) -> Iterator[Shaped]:
    if value.get("code"):
        yield "form", {"code": value["code"]}


BLOCKS: dict[str, Callable[[Any, Body], Iterator[Shaped]]] = {
    "paragraph": rich_text,
    "list": rich_text,
    "heading": _heading,
    "image": _image,
    "gallery": _gallery,
    "quote": _quote,
    "embed": _embed,
    "related_link": _related_link,
    "document": _document,
    **BOXES,
    "divider": _divider,
    "slot": _slot,
    "form": _form,
}
"""Each block of `articles/blocks.py`, by its name there."""


# --- words -------------------------------------------------------------------------------------------


def running_texts(blocks: Iterable[Raw]) -> Iterator[str]:
    """What is read of stored blocks from top to bottom, which costs no link or picture.

    Captions, credits, transcripts and the words on links and players are not part of it.
    """
    for block in blocks:
        yield from _read(block.get("type", ""), block.get("value"))


def _read(kind: str, value: Any) -> Iterator[str]:
    if kind in ("paragraph", "list"):
        yield plain(str(value or ""))
    elif kind == "heading":
        yield str(value.get("text") or "")
    elif kind in ("quote", "fact_box"):
        yield str(value.get("title") or "")
        yield plain(str(value.get("text") or ""))
    elif kind == "table":
        _, headings, rows = table_parts(value)
        yield from headings
        yield from (plain(cell) for row in rows for cell in row)
    elif kind in ("faq", "timeline"):
        for item in list_values(value.get("items")):
            yield from (str(item.get(key) or "") for key in ("question", "answer", "title"))
            yield plain(str(item.get("text") or ""))


def searched_texts(blocks: Iterable[Raw]) -> Iterator[str]:
    """The running text, and the words of what is looked at or listened to."""
    for block in blocks:
        kind, value = block.get("type", ""), block["value"]
        yield from _read(kind, value)
        if kind in ("audio", "video"):
            yield from (str(value.get(key) or "") for key in ("title", "transcript"))
        elif kind == "table":
            yield table_parts(value)[0]


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
