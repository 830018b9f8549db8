"""The reading side of the published documents: what the views answer with.

Each function takes the `Portal` and the moment; an answer is compact JSON bytes. A document that is dirty,
past its `valid_until` or of another schema version is answered by the live serializers: the same code, the
same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.db.models import BinaryField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from api.published import forwarding, live, prepared
from api.published.builder import etag_of
from api.published.models import ARTICLE, SECTION, Document, Tombstone
from api.published.portal import Portal
from api.published.rows import Readable
from api.serializers.shapes import shape_bytes
from runtime import clock


@dataclass(frozen=True)
class Answer:
    """One object of the API with what its HTTP headers need."""

    body: bytes | None
    """None where one of the caller's etags matches: nothing was loaded (a 304)."""
    etag: str
    """Without quotes."""
    last_modified: datetime | None
    tags: tuple[str, ...]
    next_boundary: datetime | None
    """When this answer ends: something of it appears or disappears."""


class Card(NamedTuple):
    """One item of a list."""

    body: bytes
    etag: str
    page_id: int
    page_type: str
    next_boundary: datetime | None
    detail: bytes = b""
    """Where it was asked for."""


def detail(
    *,
    portal: Portal,
    now: datetime,
    page_id: int | None = None,
    path: str | None = None,
    slug: str | None = None,
    locale: str | None = None,
    page_types: Collection[str] = (),
    etags: Collection[str] = (),
) -> Answer | None:
    """The visible page of this id, path (with slashes at both ends) or slug: ONE query when it is clean.

    Exactly one of `page_id`, `path`, `slug` is given. `locale` and `page_types` (as `articles.ArticlePage`)
    narrow the search; a slug is an article's. None: there is no such page, or it may not be seen now.
    """
    asked: dict[str, Any] = {"page_id": page_id, "path": path, "slug": slug, "locale": locale}
    conditions = {column: value for column, value in asked.items() if value is not None}
    types = (ARTICLE,) if slug is not None else tuple(page_types)
    return _answer(conditions, types, portal=portal, now=now, etags=etags)


def page_id_at(*, portal: Portal, path: str, locale: str | None, now: datetime) -> int | None:
    """The visible page at this path."""
    rows = Document.objects.of_site(portal.site_id).filter(live.visible_or_stale_q(now), path=path)
    rows = rows if locale is None else rows.in_locale(locale)
    found = live.refreshed(rows.addresses().order_by("dirty", "pk"), site_id=portal.site_id, now=now)
    return next((row.page_id for row in found if row.path == path), None)


def section(
    *, portal: Portal, locale: str, key: str, now: datetime, etags: Collection[str] = ()
) -> Answer | None:
    """The section with this key: one query when it is clean."""
    conditions = {"section_key": key, "locale": locale}
    return _answer(conditions, (SECTION,), portal=portal, now=now, etags=etags)


class _Head(NamedTuple):
    """What a detail's answer needs of its row."""

    page_id: int
    visible_until: datetime | None
    valid_until: datetime | None
    dirty: bool
    schema_version: int
    etag: str
    tags: str
    modified_at: datetime
    body: Any


_MOST_ETAGS = 4
"""With more, which no cache sends, the body is read for nothing; the answer is a 304 all the same."""


def _answer(
    conditions: dict[str, Any],
    page_types: tuple[str, ...],
    *,
    portal: Portal,
    now: datetime,
    etags: Collection[str],
) -> Answer | None:
    for row in _heads(conditions, page_types, portal=portal, now=now, etags=etags):
        if not live.is_stale(row, now):
            return _stored_answer(row, now)
        current = live.documents([row.page_id], site_id=portal.site_id, now=now).get(row.page_id)
        if current is not None and _still_matches(current, conditions):
            return _live_answer(current, row, now=now, etags=etags)
    return None


def _heads(
    conditions: dict[str, Any],
    page_types: tuple[str, ...],
    *,
    portal: Portal,
    now: datetime,
    etags: Collection[str],
) -> list[Any]:
    held = {f"etag_{number}": etag for number, etag in enumerate(etags)} if len(etags) <= _MOST_ETAGS else {}

    def build(value: Mapping[str, Any]) -> QuerySet[Any, Any]:
        rows = Document.objects.of_site(value["site_id"]).filter(live.visible_or_stale_q(value["now"]))
        rows = rows.of_type(*page_types) if page_types else rows
        rows = rows.filter(**{column: value[column] for column in conditions})
        body = _body_unless([value[name] for name in held])
        return rows.annotate(body=body).order_by("dirty", "pk").values_list(*_Head._fields)

    form = ("detail", tuple(conditions), page_types, len(held))
    values = {"site_id": portal.site_id, "now": now, **conditions, **held}
    return [_Head._make(row) for row in prepared.rows(form, build, values)]


def _body_unless(etags: Collection[str]) -> Any:
    """A 304 loads no body."""
    if not etags:
        return F("detail")
    nothing = Value(None, output_field=BinaryField())
    return Case(When(Q(etag__in=tuple(etags)), then=nothing), default=F("detail"), output_field=BinaryField())


def _stored_answer(row: Any, now: datetime) -> Answer:
    return Answer(
        body=None if row.body is None else bytes(row.body),
        etag=row.etag,
        last_modified=row.modified_at,
        tags=tuple(row.tags.split()),
        next_boundary=live.next_boundary([row], now),
    )


def _live_answer(current: Document, row: Any, *, now: datetime, etags: Collection[str]) -> Answer:
    return Answer(
        body=None if current.etag in etags else bytes(current.detail),
        etag=current.etag,
        last_modified=row.modified_at if row.etag == current.etag else now,
        tags=tuple(current.tags.split()),
        next_boundary=live.next_boundary([current], now),
    )


def _still_matches(document: Document, conditions: dict[str, Any]) -> bool:
    columns = ("path", "slug", "section_key")
    return all(getattr(document, column) == conditions[column] for column in columns if column in conditions)


def cards(documents: Sequence[Readable], *, portal: Portal, now: datetime) -> list[Card]:
    """The cards of rows read by `Document.objects.visible(now)...cards()`, in their order.

    No query when all are clean; the stale ones are serialised in one batch of a constant number of queries.
    One that turns out to be hidden is left out.
    """
    rows = live.refreshed(documents, site_id=portal.site_id, now=now)
    return [
        Card(bytes(row.card), row.card_etag, row.page_id, row.page_type, live.next_boundary([row], now))
        for row in rows
    ]


def is_gone(*, portal: Portal, path: str, now: datetime) -> bool:
    """Whether what stood at this path, perhaps before it moved away, is public no more (410)."""
    stood = Q(path=path) | Q(page_id__in=forwarding.led_to(portal.site_id, path))
    documents = Document.objects.of_site(portal.site_id).filter(stood)
    tombstones = Tombstone.objects.filter(stood, site_id=portal.site_id)
    # The grave of a page that came back elsewhere says nothing of it.
    elsewhere = Document.objects.of_site(portal.site_id).filter(page_id=OuterRef("page_id"))
    graves = tombstones.filter(Q(path=path) | ~Exists(elsewhere.exclude(path=OuterRef("path"))))
    return documents.filter(is_public=True, visible_until__lte=now).exists() or graves.exists()


def sections(*, portal: Portal, locale: str, now: datetime) -> Answer:
    """`{"items":[tree]}` of the visible sections: one query when they are clean."""
    rows = section_rows(portal=portal, locale=locale, now=now)
    shaped = {row.page_id: {**orjson.loads(row.card), "children": []} for row in rows}
    top: list[dict[str, Any]] = []
    for row in rows:
        above = shaped.get(row.parent_id or 0)
        (above["children"] if above else top).append(shaped[row.page_id])
    tags = ("list", *(f"section-{row.page_id}" for row in rows))
    return composed({"items": top}, rows=rows, tags=tags, portal=portal, now=now)


def section_rows(*, portal: Portal, locale: str, now: datetime) -> list[Document]:
    """The visible sections in the order of the tree, with their cards."""
    rows = Document.objects.of_site(portal.site_id).in_locale(locale).sections()
    found = rows.filter(live.visible_or_stale_q(now)).cards().order_by("tree_path")
    return live.refreshed(found, site_id=portal.site_id, now=now)


def composed(
    shaped: Any, *, rows: Sequence[Document], tags: tuple[str, ...], portal: Portal, now: datetime
) -> Answer:
    """An answer made of several documents: it ends with the first of them, or when another one appears."""
    body = shape_bytes(shaped)
    ends = (live.next_boundary(rows, now), portal.next_boundary(now))
    return Answer(
        body=body,
        etag=etag_of(body),
        last_modified=None,
        tags=tags,
        next_boundary=min((each for each in ends if each is not None), default=None),
    )


def front(*, portal: Portal, locale: str, now: datetime, section_key: str | None = None) -> Answer | None:
    """The front page of the site, or of a section: a constant number of queries."""
    from api.published.front import front_of

    return front_of(portal=portal, locale=locale, now=now, section_key=section_key)


def site(
    *, portal: Portal, locale: str | None = None, fallback: str | None = None, now: datetime | None = None
) -> Answer:
    """`site/`, in one language where one is asked for: no query while nothing changes."""
    from api.published.site import site_of

    return site_of(portal=portal, locale=locale, fallback=fallback, now=now or clock.now())
