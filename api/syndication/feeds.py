"""Feeds in their three formats: RSS 2.0, Atom 1.0 and JSON Feed 1.1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import orjson
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed

from api.published.visibility import LONG_AGO
from api.serializers.shapes import moment
from api.syndication.entries import Channel, Entry, Picture

JSON_FEED = "https://jsonfeed.org/version/1.1"
MEDIA = "http://search.yahoo.com/mrss/"


def _latest(feed: SyndicationFeed) -> datetime:
    """Of the items alone: Django's own falls back on the clock, and the bytes must follow from the rows."""
    return max((item["updateddate"] for item in feed.items), default=LONG_AGO)


def _add_picture(handler: Any, picture: Picture | None) -> None:
    """Beside the enclosure, which knows no width and no height."""
    if picture is None:
        return
    sizes = {"width": str(picture.width), "height": str(picture.height)}
    names = {"url": picture.url, "type": picture.mime, "medium": "image", **sizes}
    handler.addQuickElement("media:content", None, names)


def _enclosures(picture: Picture | None) -> list[Enclosure]:
    return [Enclosure(picture.url, str(picture.length), picture.mime)] if picture else []


def _text_as_html(text: str) -> str:
    """Readers take the description of RSS for HTML, so that a bare < in a standfirst would open a tag."""
    return escape(text, quote=False)


class Rss(Rss201rev2Feed):
    """With the whole text, every author and the picture."""

    def latest_post_date(self) -> datetime:
        return _latest(self)

    def rss_attributes(self) -> dict[str, str]:
        spaces = {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": MEDIA,
        }
        return {**super().rss_attributes(), **spaces}

    def add_root_elements(self, handler: Any) -> None:
        self.feed["description"] = _text_as_html(self.feed["description"])
        super().add_root_elements(handler)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": _text_as_html(item["summary"])})
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["html"])
        _add_picture(handler, item["picture"])


class Atom(Atom1Feed):
    """With the whole text, every author and the picture."""

    def latest_post_date(self) -> datetime:
        return _latest(self)

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": MEDIA}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["summary"], {"type": "text"})
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["html"], {"type": "html"})
        _add_picture(handler, item["picture"])


def _xml(kind: type[SyndicationFeed]) -> Callable[[Channel, Sequence[Entry]], bytes]:
    def write(channel: Channel, entries: Sequence[Entry]) -> bytes:
        feed = kind(
            title=channel.title,
            link=channel.url,
            description=channel.description,
            language=channel.language,
            feed_url=channel.feed_url,
            author_name=channel.publisher,
        )
        for each in entries:
            feed.add_item(
                title=each.title,
                link=each.url,
                description="",  # each format has a place and a notation of its own for it
                summary=each.summary,
                unique_id=each.id,
                unique_id_is_permalink=False,
                pubdate=each.published_at,
                updateddate=each.updated_at,
                categories=each.categories,
                authors=each.authors,
                html=each.html,
                picture=each.picture,
                enclosures=_enclosures(each.picture),
            )
        return feed.writeString("utf-8").encode()

    return write


def _json(channel: Channel, entries: Sequence[Entry]) -> bytes:
    return orjson.dumps(
        {
            "version": JSON_FEED,
            "title": channel.title,
            "home_page_url": channel.url,
            "feed_url": channel.feed_url,
            "description": channel.description,
            "language": channel.language,
            "authors": [{"name": channel.publisher}],
            "items": [_json_item(each) for each in entries],
        }
    )


def _json_item(entry: Entry) -> dict[str, Any]:
    """JSON Feed leaves out what is absent."""
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "image": entry.picture.url if entry.picture else None,
        "attachments": [_attachment(entry.picture)] if entry.picture else None,
        "date_published": moment(entry.published_at),
        "date_modified": moment(entry.updated_at),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.categories),
        "language": entry.language,
    }
    return {name: value for name, value in item.items() if value or name == "content_html"}


def _attachment(picture: Picture) -> dict[str, Any]:
    size = {"size_in_bytes": picture.length} if picture.length else {}
    return {"url": picture.url, "mime_type": picture.mime, **size}


@dataclass(frozen=True, slots=True)
class Format:
    media_type: str
    write: Callable[[Channel, Sequence[Entry]], bytes]

    @property
    def content_type(self) -> str:
        return self.media_type if self.media_type.endswith("json") else f"{self.media_type}; charset=utf-8"


FORMATS = {
    "rss.xml": Format("application/rss+xml", _xml(Rss)),
    "atom.xml": Format("application/atom+xml", _xml(Atom)),
    "feed.json": Format("application/feed+json", _json),
}
"""By the name of the file."""
