"""The public values of the blocks that stand apart from the running text: one small function each."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from api.serializers.body import Body, Raw, Shaped, list_values, rich, rich_text
from api.serializers.shapes import moment
from articles import players
from articles.addresses import is_web_address

UNKNOWN_TYPE = "application/octet-stream"


def table_parts(value: Raw) -> tuple[str, list[str], list[list[str]]]:
    """Caption, column headings and stored cells of a table."""
    cells = value.get("cells") or {}
    headings = [str(column.get("heading") or "") for column in cells.get("columns") or ()]
    rows = [[str(each or "") for each in row.get("values") or ()] for row in cells.get("rows") or ()]
    return str(cells.get("caption") or ""), headings, rows


def _table(value: Raw, body: Body) -> Iterator[Shaped]:
    caption, headings, rows = table_parts(value)
    shaped = [[rich(body.html(cell)) for cell in row] for row in rows]
    has_headings = any(heading.strip() for heading in headings)
    if has_headings:
        shaped.insert(0, [rich(_escaped(heading)) for heading in headings])
    if shaped:
        header = _HEADERS[has_headings, bool(value.get("names_rows"))]
        yield "table", {"caption": caption, "header": header, "rows": shaped}


_HEADERS = {(True, True): "both", (True, False): "row", (False, True): "column", (False, False): "none"}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fact_box(value: Raw, body: Body) -> Iterator[Shaped]:
    parts = enumerate(rich_text(value.get("text"), body), start=1)
    inside = [
        {"id": f"{body.block_id}-{place}", "type": kind, "value": shaped} for place, (kind, shaped) in parts
    ]
    if inside:
        yield "fact_box", {"title": value.get("title") or "", "blocks": inside}


def _faq(value: Raw, body: Body) -> Iterator[Shaped]:
    items = [
        {"question": str(each.get("question") or "").strip(), "answer": str(each.get("answer") or "").strip()}
        for each in list_values(value.get("items"))
    ]
    asked = [item for item in items if item["question"] and item["answer"]]
    if asked:
        yield "faq", {"items": asked}


def _timeline(value: Raw, body: Body) -> Iterator[Shaped]:
    entries = list_values(value.get("items"))
    items = [
        {"at": _moment(each.get("at")), "title": each.get("title") or "", **rich(body.html(each.get("text")))}
        for each in entries
    ]
    if items:
        yield "timeline", {"items": items}


def _moment(stored: Any) -> str | None:
    """A stored time is of the newsroom's zone where it names none."""
    at = parse_datetime(str(stored or ""))
    return moment(make_aware(at) if at is not None and is_naive(at) else at)


def _player(kind: str) -> Callable[[Raw, Body], Iterator[Shaped]]:
    def shaped(value: Raw, body: Body) -> Iterator[Shaped]:
        found = (_source(each, kind, body) for each in list_values(value.get("sources")))
        sources = [source for source in found if source]
        if sources:
            yield (
                kind,
                {
                    "title": value.get("title") or "",
                    "sources": sources,
                    "poster": body.scope.image(value.get("poster")),
                    "transcript": value.get("transcript") or "",
                    "duration_seconds": value.get("duration_seconds"),
                },
            )

    return shaped


def _source(value: Raw, kind: str, body: Body) -> dict[str, str] | None:
    """A file of ours is left out while its collection is private."""
    if value.get("document"):
        file = body.scope.file(value["document"])
        return {"url": file.url, "type": _type(file.filename, kind)} if file else None
    url = str(value.get("url") or "")
    if not is_web_address(url):
        return None
    return {"url": url, "type": _type(urlsplit(url).path, kind)}


def _type(name: str, kind: str) -> str:
    return players.type_of(name, kind) or mimetypes.guess_type(name)[0] or UNKNOWN_TYPE


def _call_to_action(value: Raw, body: Body) -> Iterator[Shaped]:
    words = {"text": value.get("text") or "", "label": value.get("label") or ""}
    if value.get("page"):
        place = body.scope.visible(value["page"])
        if place:
            yield "call_to_action", {**words, **body.scope.address(place)}
    elif is_web_address(str(value.get("url") or "")):
        yield "call_to_action", {**words, "path": None, "url": value["url"]}


BOXES: dict[str, Callable[[Any, Body], Iterator[Shaped]]] = {
    "table": _table,
    "fact_box": _fact_box,
    "faq": _faq,
    "timeline": _timeline,
    "audio": _player("audio"),
    "video": _player("video"),
    "call_to_action": _call_to_action,
}
