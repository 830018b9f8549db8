"""The body of an article as one piece of HTML for readers that know no blocks: whole addresses, no script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import orjson
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

Block = dict[str, Any]
# Stored HTML is cleaned: inside its tags no bare < or > and no quote stands in a value.
_OWN_LINK = re.compile(r'(<a\s(?:[^<>]*\s)?href=")(/(?!/)[^"]*)')
_OWN_MARKS = re.compile(r'(<a\s[^<>]*?)\sdata-page="[0-9]*"')


def html_of(blocks: Iterable[Block], *, root_url: str) -> str:
    """`blocks` are those of a stored detail; a type that is not known here is passed over."""
    return "".join(_parts(blocks, root_url))


def _parts(blocks: Iterable[Block], root_url: str) -> Iterator[str]:
    for block in blocks:
        write = _HTML.get(block["type"])
        if write is not None:
            yield _whole(write(block["value"]), root_url)


def _whole(html: str, root_url: str) -> str:
    html = _OWN_LINK.sub(lambda match: f"{match[1]}{root_url}{match[2]}", html)
    return _OWN_MARKS.sub(r"\1", html)


def _safe(html: str) -> SafeString:
    """HTML that was cleaned when its document was made."""
    return mark_safe(html)


def told(detail: dict[str, Any]) -> list[Block]:
    """The entries of a live blog, the newest first, as they stand in its structured data."""
    if detail["live"] is None:
        return []
    found = orjson.loads(detail["seo"]["json_ld"])
    return list((found[0] if isinstance(found, list) else found)["liveBlogUpdate"])


def html_of_told(entries: Iterable[Block]) -> str:
    return format_html_join("", "{}", ((_entry(each),) for each in entries))


def _entry(each: Block) -> SafeString:
    at, title, text = each["datePublished"], each["headline"], each["articleBody"]
    heading = "" if text.startswith(title) else format_html("<h2>{}</h2>", title)
    clock = f"{localtime(datetime.fromisoformat(at)):%Y-%m-%d %H:%M}"
    when = format_html('<p><time datetime="{}">{}</time></p>', at, clock)
    return format_html("{}{}<p>{}</p>", heading, when, text)


def _paragraph(value: Block) -> str:
    return str(value["html"])


def _heading(value: Block) -> str:
    return format_html("<h{0}>{1}</h{0}>", value["level"], value["text"])


def _list(value: Block) -> str:
    items = format_html_join("", "<li>{}</li>", ((_safe(item["html"]),) for item in value["items"]))
    return format_html("<{0}>{1}</{0}>", "ol" if value["ordered"] else "ul", items)


def picture(value: Block) -> SafeString:
    """A figure of an image in its public shape."""
    note = " ".join(text for text in (value["caption"], value["credit"]) if text)
    return format_html(
        '<figure><img src="{}" width="{}" height="{}" alt="{}">{}</figure>',
        urljoin(settings.PUBLIC_URL, value["src"]),
        value["width"],
        value["height"],
        value["alt"],
        format_html("<figcaption>{}</figcaption>", note) if note else "",
    )


def _gallery(value: Block) -> str:
    return format_html_join("", "{}", ((picture(image),) for image in value["images"]))


def _quote(value: Block) -> str:
    source = ", ".join(text for text in (value["attribution"], value["role"]) if text)
    footer = format_html("<footer>{}</footer>", source) if source else ""
    return format_html("<blockquote>{}{}</blockquote>", _safe(value["html"]), footer)


def _link(title: str, url: str | None) -> str:
    return format_html('<p><a href="{}">{}</a></p>', url, title or url) if url else ""


def _embed(value: Block) -> str:
    return _link(value["title"] or value["provider_name"], value["url"])


def _related_link(value: Block) -> str:
    return _link(value["title"], value["url"])


def _document(value: Block) -> str:
    return _link(value["title"], urljoin(settings.PUBLIC_URL, value["url"]))


def _table(value: Block) -> str:
    caption = format_html("<caption>{}</caption>", value["caption"]) if value["caption"] else ""
    rows = (_row(row, place, value["header"]) for place, row in enumerate(value["rows"]))
    return format_html("<table>{}{}</table>", caption, format_html_join("", "{}", ((row,) for row in rows)))


def _row(row: list[Block], place: int, header: str) -> SafeString:
    is_named = [_is_header(place, column, header) for column in range(len(row))]
    cells = (
        ("th" if named else "td", _safe(cell["html"])) for cell, named in zip(row, is_named, strict=True)
    )
    return format_html("<tr>{}</tr>", format_html_join("", "<{0}>{1}</{0}>", cells))


def _is_header(row: int, column: int, header: str) -> bool:
    return (row == 0 and header in ("row", "both")) or (column == 0 and header in ("column", "both"))


def _fact_box(value: Block) -> str:
    inside = "".join(_HTML[block["type"]](block["value"]) for block in value["blocks"])
    return format_html("<aside>{}{}</aside>", _strong(value["title"]), _safe(inside))


def _strong(title: str) -> str:
    return format_html("<p><strong>{}</strong></p>", title) if title else ""


def _faq(value: Block) -> str:
    rows = ((item["question"], item["answer"]) for item in value["items"])
    return format_html_join("", "<p><strong>{}</strong></p><p>{}</p>", rows)


def _timeline(value: Block) -> str:
    rows = ((_day(item["at"]), item["title"], _safe(item["html"])) for item in value["items"])
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}<strong>{}</strong> {}</li>", rows))


def _day(at: str | None) -> str:
    """The day in the site's time zone."""
    if at is None:
        return ""
    day = localtime(datetime.fromisoformat(at)).date().isoformat()
    return format_html('<time datetime="{}">{}</time>: ', at, day)


def _player(value: Block) -> str:
    poster = picture(value["poster"]) if value["poster"] else ""
    return poster + _link(value["title"], urljoin(settings.PUBLIC_URL, value["sources"][0]["url"]))


def _call_to_action(value: Block) -> str:
    text = format_html("<p>{}</p>", value["text"]) if value["text"] else ""
    return text + _link(value["label"], value["url"])


def _divider(value: Block) -> str:
    return "<hr>"


_HTML: dict[str, Callable[[Block], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "list": _list,
    "image": picture,
    "gallery": _gallery,
    "quote": _quote,
    "embed": _embed,
    "related_link": _related_link,
    "document": _document,
    "table": _table,
    "fact_box": _fact_box,
    "faq": _faq,
    "timeline": _timeline,
    "audio": _player,
    "video": _player,
    "call_to_action": _call_to_action,
    "divider": _divider,
}
