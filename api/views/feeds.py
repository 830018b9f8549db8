"""Feeds of a portal, a section, an author and a tag, written for the frontend's host."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from drf_spectacular.types import OpenApiTypes

from api.http import caching, responses
from api.http.base import PublicView
from api.http.errors import not_found
from api.http.parameters import Query
from api.http.portals import Scope, scope
from api.published import listing, store
from api.published.listing import ArticleFilters
from api.published.store import Card
from api.syndication.entries import Channel, Entry, entry, writable
from api.syndication.feeds import FORMATS
from api.views import questions
from articles import imagesets
from articles.models import Rendition
from runtime import clock

ITEMS = 20
FORM = "feed-3"
"""Raise it when the bytes of a feed change for the same articles."""
FILE = {"file": "`rss.xml`, `atom.xml` or `feed.json`."}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a feed is about: its title and its page on the frontend."""

    title: str
    url: str
    etag: str = ""
    tags: tuple[str, ...] = ()


class PortalFeed(PublicView):
    """The newest articles with their whole text, as RSS, Atom or JSON Feed."""

    parameters = questions.PLACE
    answer = OpenApiTypes.STR
    media_types = tuple(each.media_type for each in FORMATS.values())
    path_parameters = FILE

    def read(self, request: HttpRequest, query: Query, *, file: str, **about: str) -> HttpResponse:
        at, now = scope(query), clock.now()
        rows = listing.articles(self.filters(**about), portal=at.portal, locale=at.locale, now=now)
        items = listing.whole(listing.newest(rows, ITEMS), portal=at.portal, now=now)
        subject = self.subject(at, items, **about)
        return _respond(request, at, items, subject, path=self._path(at, file, about), file=file)

    def filters(self, **about: str) -> ArticleFilters:
        return ArticleFilters()

    def subject(self, at: Scope, items: list[Card], **about: str) -> Subject:
        return Subject(at.portal.name, f"{at.portal.root_url}{at.portal.locale(at.locale).path}")

    def _path(self, at: Scope, file: str, about: dict[str, str]) -> str:
        language = "" if at.locale == at.portal.default_locale else f"?locale={at.locale}"
        return iri_to_uri("/".join(["/feeds", *self.place(**about), file]) + language)

    def place(self, **about: str) -> Iterable[str]:
        return about.values()


class SectionFeed(PortalFeed):
    """The newest articles of a section and all below it."""

    path_parameters: ClassVar = {"section_key": "Key of the section.", **FILE}

    def filters(self, **about: str) -> ArticleFilters:
        return ArticleFilters(sections=((about["section_key"],),))

    def subject(self, at: Scope, items: list[Card], **about: str) -> Subject:
        key = about["section_key"]
        found = store.section(portal=at.portal, locale=at.locale, key=key, now=clock.now())
        if found is None or found.body is None:
            raise not_found()
        section = orjson.loads(found.body)
        title = f"{section['title']} – {at.portal.name}"
        return Subject(title, section["meta"]["html_url"], found.etag, (f"list-section-{section['id']}",))


class AuthorFeed(PortalFeed):
    """The newest articles of an author; one without any is not found."""

    path_parameters: ClassVar = {"slug": "Slug of the author.", **FILE}

    def filters(self, **about: str) -> ArticleFilters:
        return ArticleFilters(authors=((about["slug"],),))

    def subject(self, at: Scope, items: list[Card], **about: str) -> Subject:
        return _named(at, items, "authors", about["slug"])

    def place(self, **about: str) -> Iterable[str]:
        return ("author", about["slug"])


class TagFeed(PortalFeed):
    """The newest articles with a tag; one without any is not found."""

    path_parameters: ClassVar = {"slug": "Slug of the tag.", **FILE}

    def filters(self, **about: str) -> ArticleFilters:
        return ArticleFilters(tags=((about["slug"],),))

    def subject(self, at: Scope, items: list[Card], **about: str) -> Subject:
        return _named(at, items, "tags", about["slug"])

    def place(self, **about: str) -> Iterable[str]:
        return ("tag", about["slug"])


def _named(at: Scope, items: list[Card], kind: str, slug: str) -> Subject:
    """An author or a tag as its newest article names it."""
    found = orjson.loads(items[0].detail)[kind] if items else ()
    for each in found:
        if each["slug"] == slug:
            return Subject(f"{each['name']} – {at.portal.name}", each["html_url"])
    raise not_found()


def _respond(
    request: HttpRequest, at: Scope, items: list[Card], subject: Subject, *, path: str, file: str
) -> HttpResponse:
    now, form = clock.now(), FORMATS[file]
    channel = _channel(at, subject, path)
    etag = caching.list_etag(
        query=f"{FORM}?{at.binding()}?{channel}",
        etags=(item.etag for item in items),
        total=None,
        cursor=subject.etag,
    )
    is_held = caching.matches(caching.held(request.META), etag)
    return responses.public(
        request,
        None if is_held else form.write(channel, _entries(items, at)),
        etag=etag,
        now=now,
        boundary=caching.earliest(at.portal.next_boundary(now), *(item.next_boundary for item in items)),
        tags=["list", *subject.tags, *(f"article-{item.page_id}" for item in items)],
        content_type=form.content_type,
    )


def _channel(at: Scope, subject: Subject, path: str) -> Channel:
    return Channel(
        title=writable(subject.title),
        description=writable(at.portal.settings.tagline or subject.title),
        url=iri_to_uri(subject.url),
        feed_url=f"{at.portal.root_url}{path}",
        language=at.locale,
        publisher=writable(at.portal.settings.publisher_name or at.portal.name),
    )


def _entries(items: list[Card], at: Scope) -> list[Entry]:
    """The public shape of a picture has no length, and an enclosure must tell it: one query for all."""
    details = [orjson.loads(item.detail) for item in items]
    image_ids = {detail["lead_image"]["id"] for detail in details if detail["lead_image"]}
    lengths = imagesets.sizes_in_bytes(Rendition, image_ids) if image_ids else {}
    return [entry(detail, root_url=at.portal.root_url, lengths=lengths) for detail in details]
