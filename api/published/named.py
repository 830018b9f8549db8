"""Authors and tags as the public sees them: those that a visible article of the site names, and no others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from api.published import keys
from api.published.builder import etag_of
from api.published.described import Described
from api.published.models import DocumentTerm, DocumentTermQuerySet
from api.published.portal import Portal, PortalLocale
from api.published.reading import Reading, Scope
from api.published.store import Answer
from api.serializers.named import (
    AuthorCardSerializer,
    AuthorDetailSerializer,
    TagCardSerializer,
    TagDetailSerializer,
)
from api.serializers.shapes import shape_bytes
from articles.addresses import links_of
from articles.models import Author, Tag

AUTHOR, TAG = DocumentTerm.AUTHOR, DocumentTerm.TAG
_MODELS: dict[str, Any] = {AUTHOR: Author, TAG: Tag}


class PublicTag(Described):
    """What a tag and an author have in common, under the names of the contract."""

    is_article = False
    open_graph_type = "website"
    json_ld_type = "CollectionPage"
    kind = TAG
    section = None
    tags: Sequence[Any] = ()
    seo_title = search_description = ""
    noindex = False

    def __init__(self, row: Any, scope: Scope, *, locale: PortalLocale, counts: Mapping[str, int]) -> None:
        """`counts` are the visible articles by language."""
        self.row, self.scope, self.counts, self._locale = row, scope, counts, locale
        scope.keys.add(keys.of_site(scope.portal.site_id))

    @property
    def source(self) -> Any:
        """Where the seo reads what editors may set apart: nothing yet."""
        return self

    @property
    def id(self) -> int:
        return int(self.row.pk)

    @property
    def name(self) -> str:
        return str(self.row.name)

    @property
    def title(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return str(self.row.slug)

    @property
    def standfirst(self) -> str:
        return ""

    @property
    def locale(self) -> str:
        return self._locale.code

    @property
    def path(self) -> str:
        return self._path_in(self._locale)

    @property
    def html_url(self) -> str:
        return self.scope.portal.root_url + self.path

    @property
    def canonical(self) -> str:
        return self.html_url

    def _path_in(self, locale: PortalLocale) -> str:
        return self.scope.portal.route(self.kind, self.slug, locale)

    @property
    def article_count(self) -> int:
        return self.counts.get(self.locale, 0)

    @property
    def translations(self) -> list[dict[str, Any]]:
        """The languages in which there is something to read of it."""
        root_url = self.scope.portal.root_url
        return [
            {"locale": each.code, "html_url": root_url + self._path_in(each)}
            for each in self.scope.portal.locales
            if self.counts.get(each.code)
        ]

    @property
    def social_image(self) -> dict[str, Any] | None:
        return None

    @property
    def json_ld_more(self) -> dict[str, Any]:
        return {}


class PublicAuthor(PublicTag):
    """An author."""

    open_graph_type = "profile"
    json_ld_type = "ProfilePage"
    kind = AUTHOR

    @property
    def standfirst(self) -> str:
        return self.bio

    @property
    def role(self) -> str:
        return str(self.row.role)

    @property
    def bio(self) -> str:
        return str(self.row.bio)

    @cached_property
    def photo(self) -> dict[str, Any] | None:
        return self.scope.image(self.row.photo_id)

    @property
    def social_image(self) -> dict[str, Any] | None:
        return self.photo

    @property
    def links(self) -> list[dict[str, str]]:
        return links_of(self.row.links)

    @property
    def json_ld_more(self) -> dict[str, Any]:
        elsewhere = [each["url"] for each in self.links if each["url"].startswith("http")]
        return {
            "mainEntity": {
                "@type": "Person",
                "name": self.name,
                "url": self.html_url,
                "jobTitle": self.role,
                "image": [self.photo["src"]] if self.photo else [],
                "sameAs": elsewhere,
            }
        }


_CLASSES: dict[str, type[PublicTag]] = {AUTHOR: PublicAuthor, TAG: PublicTag}
_DETAILS: dict[str, Any] = {AUTHOR: AuthorDetailSerializer, TAG: TagDetailSerializer}
_CARDS: dict[str, Any] = {AUTHOR: AuthorCardSerializer, TAG: TagCardSerializer}


def detail(*, kind: str, portal: Portal, locale: str, slug: str, now: datetime) -> Answer | None:
    """An author or a tag; None where no visible article in this language names it.

    A constant number of queries: two, and those of the author's photo.
    """
    counts = _counts(DocumentTerm.objects.of_visible_articles(kind, site_id=portal.site_id, now=now), slug)
    row = _MODELS[kind].objects.filter(slug=slug).first() if counts.get(locale) else None
    if row is None:
        return None
    scope = _scope([row], portal, now)
    named = _CLASSES[kind](row, scope, locale=portal.locale(locale), counts=counts)
    body = shape_bytes(_DETAILS[kind]().to_representation(named))
    return Answer(
        body=body,
        etag=etag_of(body),
        last_modified=None,
        tags=(f"{kind}-{row.pk}", "list", *sorted(scope.keys)),
        next_boundary=portal.next_boundary(now),
    )


def _counts(terms: DocumentTermQuerySet, slug: str) -> dict[str, int]:
    """The articles by language."""
    rows = terms.filter(value=slug).values("document__locale").annotate(article_count=Count("pk"))
    return {row["document__locale"]: row["article_count"] for row in rows}


def _scope(rows: Sequence[Any], portal: Portal, now: datetime) -> Scope:
    reading = Reading(portals=(portal,), now=now)
    photos = {row.photo_id for row in rows if getattr(row, "photo_id", None)}
    reading.load_links(image_ids=photos)
    return Scope(reading, portal)


@dataclass(frozen=True, slots=True)
class Listed:
    """Some authors or tags in the order of their slugs."""

    items: tuple[bytes, ...]
    total: int | None
    last_slug: str | None
    """Where to go on from; None at the end."""
    tags: tuple[str, ...]


def listed(
    *, kind: str, portal: Portal, locale: str, after: str, limit: int, is_counted: bool, now: datetime
) -> Listed:
    """Those whose slug stands behind `after`: two queries, the count included, and those of the photos."""
    every = _named(kind, portal=portal, locale=locale, now=now)
    rows = list(_with_counts(every, kind, portal, locale, now).filter(slug__gt=after)[: limit + 1])
    goes_on, rows = len(rows) > limit, rows[:limit]
    scope, place = _scope(rows, portal, now), portal.locale(locale)
    shaper = _CARDS[kind]()
    items = tuple(
        shape_bytes(shaper.to_representation(_CLASSES[kind](row, scope, locale=place, counts=counts)))
        for row, counts in ((row, {locale: row.article_count}) for row in rows)
    )
    return Listed(
        items=items,
        total=every.count() if is_counted else None,
        last_slug=rows[-1].slug if goes_on and rows else None,
        tags=("list", *(f"{kind}-{row.pk}" for row in rows)),
    )


def _terms(kind: str, portal: Portal, locale: str, now: datetime) -> DocumentTermQuerySet:
    terms = DocumentTerm.objects.of_visible_articles(kind, site_id=portal.site_id, now=now)
    return terms.in_locale(locale).filter(value=OuterRef("slug"))


def _named(kind: str, *, portal: Portal, locale: str, now: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = _MODELS[kind].objects.filter(Exists(_terms(kind, portal, locale, now)))
    return rows


def _with_counts(rows: QuerySet[Any], kind: str, portal: Portal, locale: str, now: datetime) -> QuerySet[Any]:
    terms = _terms(kind, portal, locale, now).values("value")
    counted: Any = terms.annotate(article_count=Count("pk")).values("article_count")
    found: QuerySet[Any] = rows.annotate(article_count=Subquery(counted)).order_by("slug")
    return found


def answered(paths: Iterable[str], *, portal: Portal, now: datetime) -> set[str]:
    """Those of these paths at which an author or a tag stands: no query where none is such a route."""
    found: set[str] = set()
    for kind in (AUTHOR, TAG):
        routes = {(locale.code, slug): path for path in paths for locale, slug in portal.on_route(kind, path)}
        if routes:
            terms = DocumentTerm.objects.of_visible_articles(kind, site_id=portal.site_id, now=now)
            named = terms.filter(value__in={slug for _, slug in routes}).values_list(
                "document__locale", "value"
            )
            found |= {routes[each] for each in named.distinct() if each in routes}
    return found


def slugs(kind: str) -> QuerySet[Any]:
    """Of every author or tag, as a part of another query: a term may still hold a slug of yesterday."""
    rows: QuerySet[Any] = _MODELS[kind].objects.values("slug")
    return rows


def ids_of(kind: str, slugs: Collection[str]) -> dict[str, int]:
    """The authors or tags with these slugs."""
    if not slugs:
        return {}
    return dict(_MODELS[kind].objects.filter(slug__in=slugs).values_list("slug", "pk"))
