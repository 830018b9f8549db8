"""The list of articles: pages of cards, or of what `fields=` picks from cards and details."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from api.http import caching, fields, pagination, responses
from api.http.base import PublicView
from api.http.fields import Fields
from api.http.pagination import Order, Page
from api.http.parameters import Query
from api.http.portals import Scope, scope
from api.http.shapes import Shape, shape
from api.published import listing, store
from api.published.models import DocumentQuerySet
from api.published.store import Card
from api.serializers.envelope import ArticleListSerializer
from api.views import names, questions
from runtime import clock

PATH = "/api/v1/articles/"
CARD_NAMES = frozenset(names.CARD)
ARTICLE_NAMES = frozenset(names.ARTICLE)


class ArticleList(PublicView):
    """Articles in pages, filtered and ordered; cards, or what `fields=` picks from cards and details."""

    is_kept = True
    parameters = questions.ARTICLES
    answer = ArticleListSerializer
    statuses = ()
    extra_headers = {"Link": "The neighbouring pages: rel next and prev."}

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        form = _form(query)
        now, at = clock.now(), scope(query)
        rows = listing.articles(questions.article_filters(query), portal=at.portal, locale=at.locale, now=now)
        has_detail = needs_detail(form.selection)
        page = _page(rows if has_detail else rows.cards(), query, at)
        items = (listing.whole if has_detail else store.cards)(page.rows, portal=at.portal, now=now)
        total = rows.count() if _is_counted(query) else None
        return _respond(request, query, at, form, page, items, total)


def _form(query: Query) -> Shape:
    questions.refuse_together(query, "cursor", "offset")
    form = shape(query, names.ARTICLE)
    if form.selection and "body" in form.selection.chosen(default=CARD_NAMES, every=ARTICLE_NAMES):
        questions.refuse_more_with_body(query)
    return form


def needs_detail(selection: Fields | None) -> bool:
    """Whether a name is asked for that stands in no card."""
    if selection is None:
        return False
    return selection.start == "*" or any(_is_beyond_card(selection, name) for name in selection.added)


def _is_beyond_card(selection: Fields, name: str) -> bool:
    if name not in names.CARD or name not in selection.nested:
        return name not in names.CARD
    inner, here = selection.nested[name], names.CARD[name].keys()
    asked = names.ARTICLE[name].keys() if inner.start == "*" else set(inner.added)
    return not here >= asked


def _page(rows: DocumentQuerySet, query: Query, at: Scope) -> Page:
    order, limit = Order.of(query["order"]), query["limit"]
    bound_to = pagination.binding(query, at.binding())
    if query["offset"] is not None:
        return pagination.by_offset(rows, order=order, offset=query["offset"], limit=limit, bound_to=bound_to)
    cursor = pagination.read_cursor(query["cursor"], bound_to) if query["cursor"] is not None else None
    return pagination.by_cursor(rows, order=order, cursor=cursor, limit=limit, bound_to=bound_to)


def _is_counted(query: Query) -> bool:
    return (query["count"] or ("none" if query["cursor"] is not None else "exact")) == "exact"


def _respond(
    request: HttpRequest,
    query: Query,
    at: Scope,
    form: Shape,
    page: Page,
    items: Sequence[Card],
    total: int | None,
) -> HttpResponse:
    now = clock.now()
    next_url, previous_url = (pagination.url(PATH, query, place) for place in (page.next, page.previous))
    etag = caching.list_etag(
        query=f"{at.binding()}?{query.canonical()}",
        etags=(item.etag for item in items),
        total=total,
        cursor=page.cursor,
    )
    is_held = caching.matches(request.headers.get("If-None-Match", ""), etag)
    body = (
        None
        if is_held
        else pagination.envelope(
            _shaped(form, items),
            total=total,
            next_url=next_url,
            previous_url=previous_url,
            cursor=page.cursor,
        )
    )
    link = pagination.link_header(next_url, previous_url)
    return responses.public(
        request,
        body,
        etag=etag,
        now=now,
        boundary=caching.earliest(at.portal.next_boundary(now), *(item.next_boundary for item in items)),
        tags=_tags(query, at, items),
        extra={"Link": link} if link else None,
    )


def _shaped(form: Shape, items: Sequence[Card]) -> Iterator[bytes]:
    if form.is_stored:
        return (item.body for item in items)
    return (form.dump(_picked(form.selection, item)) for item in items)


def _picked(selection: Fields | None, item: Any) -> dict[str, Any]:
    """What both have is as in the card, unless more of it is asked for than the card has."""
    card = orjson.loads(item.body)
    if selection is None:
        return card
    detail = orjson.loads(item.detail) if needs_detail(selection) else {}
    if selection.start == "*":
        return fields.pick(selection, detail)
    own = {name: value for name, value in card.items() if not _is_beyond_card(selection, name)}
    return fields.pick(selection, detail | own, default=CARD_NAMES)


def _tags(query: Query, at: Scope, items: Sequence[Card]) -> list[str]:
    keys = [query["section"]] if query["section"] else (query["section__in"] or ())
    ids = [at.portal.section_ids.get((at.locale, key)) for key in keys]
    sections = [f"list-section-{section_id}" for section_id in ids if section_id]
    return ["list", *sections, *(f"article-{item.page_id}" for item in items)]
