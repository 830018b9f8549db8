"""What a feed says of an article, read from its stored detail; the same for every format."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html

from api.syndication import body
from articles.models import ArticlePage

# XML 1.0 has no way to write these, and a reader that meets one throws the whole feed away.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Picture:
    url: str
    mime: str
    width: int
    height: int
    length: int
    """In bytes; 0 where nobody knows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a feed; `id` stays when the article is renamed or moved."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    language: str
    published_at: datetime
    updated_at: datetime
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed as a whole; addresses are those of the frontend."""

    title: str
    description: str
    url: str
    feed_url: str
    language: str
    publisher: str


def writable(text: str) -> str:
    """Without the control characters and half characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def entry(detail: dict[str, Any], *, root_url: str, lengths: Mapping[str, int]) -> Entry:
    """`detail` is an article's in its public shape, `lengths` the bytes of pictures by their address."""
    published_at = datetime.fromisoformat(detail["published_at"])
    told = body.told(detail)
    return Entry(
        id=detail["meta"]["detail_url"],
        url=iri_to_uri(detail["meta"]["html_url"]),
        title=writable(detail["title"]),
        summary=writable(" ".join(part for part in (_disclosure(detail), detail["standfirst"]) if part)),
        html=writable(_html(detail, told, root_url)),
        authors=tuple(writable(author["name"]) for author in detail["authors"]),
        categories=tuple(_categories(detail)),
        language=detail["meta"]["locale"],
        published_at=published_at,
        updated_at=max([published_at, *_changes(detail, told)]),
        picture=_picture(detail["lead_image"], lengths),
    )


def _changes(detail: dict[str, Any], told: list[body.Block]) -> Iterator[datetime]:
    """A live blog is one item that grows: each of its entries is a change of it."""
    for text in (detail["updated_at"], *(each["dateModified"] for each in told)):
        if text:
            yield datetime.fromisoformat(text)


def _disclosure(detail: dict[str, Any]) -> str:
    """Who paid for it, for readers that show no more than a summary too."""
    if sponsor := detail["sponsor"]:
        return str(sponsor["disclosure"] or sponsor["name"])
    if detail["label"] != ArticlePage.Label.SPONSORED:
        return ""
    with translation.override(detail["meta"]["locale"]):
        return str(ArticlePage.Label.SPONSORED.label)


def _html(detail: dict[str, Any], told: list[body.Block], root_url: str) -> str:
    """The whole text where everybody may read it, else the standfirst."""
    paid = format_html("<p><strong>{}</strong></p>", _disclosure(detail)) if _disclosure(detail) else ""
    lead = paid + (body.picture(detail["lead_image"]) if detail["lead_image"] else "")
    opening = format_html("<p>{}</p>", detail["standfirst"]) if detail["standfirst"] else ""
    if detail["access"] != "open":
        return f"{lead}{opening}"
    text = body.html_of(detail["body"], root_url=root_url)
    return f"{lead}{opening}{_dated(text, detail['dateline'])}{body.html_of_told(told)}"


def _dated(html: str, dateline: str) -> str:
    """With the dateline and a dash before the first paragraph."""
    if not dateline:
        return html
    opening = str(format_html("<p>{} – ", dateline))
    return opening + html.removeprefix("<p>") if html.startswith("<p>") else html


def _categories(detail: dict[str, Any]) -> list[str]:
    section = [detail["section"]["title"]] if detail["section"] else []
    return [writable(name) for name in dict.fromkeys([*section, *(tag["name"] for tag in detail["tags"])])]


def _picture(image: dict[str, Any] | None, lengths: Mapping[str, int]) -> Picture | None:
    if image is None:
        return None
    url = iri_to_uri(urljoin(settings.PUBLIC_URL, image["src"]))
    mime = mimetypes.guess_type(urlsplit(url).path)[0] or "image/jpeg"
    return Picture(url, mime, image["width"], image["height"], lengths.get(image["src"], 0))
