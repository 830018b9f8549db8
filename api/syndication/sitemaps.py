"""Sitemaps as XML: the index, its pages, and the newest articles for news search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

from api.serializers.shapes import moment
from api.syndication.entries import writable

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
Stamped = Iterable[tuple[str, datetime]]
"""Addresses, each with when it last changed for readers."""
Languages = Sequence[tuple[str, str]]
"""Of one page the language and the address of each of its translations."""


def index(sitemaps: Stamped) -> bytes:
    return _stamped("sitemapindex", "sitemap", ((url, at, ()) for url, at in sitemaps))


def urlset(pages: Iterable[tuple[str, datetime, Languages]]) -> bytes:
    return _stamped("urlset", "url", pages)


def news(articles: Iterable[tuple[str, dict[str, Any]]], *, publication: str) -> bytes:
    """`articles` are pairs of address and card."""
    out = StringIO()
    with _document(out, "urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS}) as xml:
        for url, card in articles:
            with _element(xml, "url"):
                xml.addQuickElement("loc", url)
                _add_news(xml, card, publication)
    return out.getvalue().encode()


def _add_news(xml: SimplerXMLGenerator, card: dict[str, Any], publication: str) -> None:
    with _element(xml, "news:news"):
        with _element(xml, "news:publication"):
            xml.addQuickElement("news:name", writable(publication))
            xml.addQuickElement("news:language", card["meta"]["locale"])
        xml.addQuickElement("news:publication_date", card["published_at"])
        xml.addQuickElement("news:title", writable(card["title"]))


def _stamped(root: str, name: str, rows: Iterable[tuple[str, datetime, Languages]]) -> bytes:
    out = StringIO()
    spaces = {"xmlns": SITEMAP, "xmlns:xhtml": XHTML} if root == "urlset" else {"xmlns": SITEMAP}
    with _document(out, root, spaces) as xml:
        for url, changed_at, languages in rows:
            with _element(xml, name):
                xml.addQuickElement("loc", url)
                xml.addQuickElement("lastmod", moment(changed_at))
                for code, href in languages:
                    names = {"rel": "alternate", "hreflang": code, "href": href}
                    xml.addQuickElement("xhtml:link", None, names)
    return out.getvalue().encode()


@contextmanager
def _document(out: StringIO, root: str, attributes: dict[str, str]) -> Iterator[SimplerXMLGenerator]:
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    with _element(xml, root, attributes):
        yield xml
    xml.endDocument()


@contextmanager
def _element(xml: SimplerXMLGenerator, name: str, attributes: dict[str, str] | None = None) -> Iterator[None]:
    xml.startElement(name, AttributesImpl(attributes or {}))
    yield
    xml.endElement(name)
