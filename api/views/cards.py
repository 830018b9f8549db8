"""Lists of cards in pages by cursor or offset: what `articles/` and `pages/` share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import orjson
from django.http import HttpRequest, HttpResponse

from api.http import caching, fields, pagination, responses
from api.http.base import PublicView
from api.http.fields import Fields, Names
from api.http.pagination import Page
from api.http.parameters import Query
from api.http.portals import Scope, scope
from api.http.shapes import Shape, shape
from api.published import keys, listing, store
from api.published.listing import Listing
from api.published.store import Card
from api.published.windows import Order, Window
from api.views import questions
from runtime import clock


@dataclass(frozen=True)
class Kind:
    """The names in the card and in the detail of one page type."""

    card: Names
    detail: Names

    def is_beyond_card(self, selection: Fields, name: str) -> bool:
        """Whether what is asked of this name stands in the detail alone."""
        if name not in self.card or name not in selection.nested:
            return name in self.detail and name not in self.card
        inner, here = selection.nested[name], self.card[name].keys()
        asked = self.detail[name].keys() if inner.start == "*" else set(inner.added)
        return not here >= asked

    def needs_detail(self, selection: Fields | None) -> bool:
        if selection is None:
            return False
        return selection.start == "*" or any(self.is_beyond_card(selection, name) for name in selection.added)

    def picked(self, selection: Fields, item: Any) -> dict[str, Any]:
        """What both have is as in the card, unless more of it is asked for than the card has."""
        card = orjson.loads(item.body)
        detail = orjson.loads(item.detail) if item.detail else {}
        if selection.start == "*":
            return fields.pick(selection, detail)
        own = {name: value for name, value in card.items() if not self.is_beyond_card(selection, name)}
        return fields.pick(selection, detail | own, default=frozenset(self.card))


Kinds = Mapping[str, Kind]


def names_of(kinds: Collection[Kind]) -> Names:
    """Every name that one of these may have, with the names inside of all."""
    merged: dict[str, Names] = {}
    for kind in kinds:
        merged |= {name: {**merged.get(name, {}), **inner} for name, inner in kind.detail.items()}
    return merged


class CardList(PublicView):
    """A list whose items are cards, or what `fields=` picks from cards and details."""

    is_kept = True
    statuses = ()
    extra_headers: ClassVar[Mapping[str, str]] = {"Link": "The neighbouring pages: rel next and prev."}
    path: ClassVar[str]
    place: ClassVar[str] = ""
    """Sets the cursors of this list apart from those of another with the same parameters."""

    def kinds(self, query: Query) -> Kinds:
        """The page types that may be among the items."""
        raise NotImplementedError

    def listing(self, query: Query, at: Scope) -> Listing:
        raise NotImplementedError

    def total(self, asked: Listing, query: Query, at: Scope, now: datetime) -> int | None:
        return listing.total(asked, portal=at.portal, now=now) if questions.is_counted(query) else None

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        kinds = self.kinds(query)
        form = _form(query, kinds.values())
        now, at = clock.now(), scope(query)
        asked = self.listing(query, at)
        has_detail = any(kind.needs_detail(form.selection) for kind in kinds.values())
        page = self._page(asked, query, at, with_detail=has_detail, now=now)
        total = self.total(asked, query, at, now)
        items = (listing.whole if has_detail else store.cards)(page.rows, portal=at.portal, now=now)
        return self._respond(request, query, at, _Listed(form, kinds, page, items, total))

    def _page(self, asked: Listing, query: Query, at: Scope, *, with_detail: bool, now: datetime) -> Page:
        bound_to = pagination.binding(query, self.place + at.binding())
        window = _window(query, bound_to)
        found = listing.rows(asked, window, with_detail=with_detail, now=now) if window.limit else []
        return pagination.page(window, found, bound_to)

    def _respond(self, request: HttpRequest, query: Query, at: Scope, found: _Listed) -> HttpResponse:
        now, page = clock.now(), found.page
        urls = {
            "next_url": pagination.url(self.path, query, page.next),
            "previous_url": pagination.url(self.path, query, page.previous),
        }
        etag = caching.list_etag(
            query=f"{self.place}{at.binding()}?{query.canonical()}",
            etags=(item.etag for item in found.items),
            total=found.total,
            cursor=page.cursor,
        )
        is_held = caching.matches(caching.held(request.META), etag)
        body = (
            None
            if is_held
            else pagination.envelope(found.shaped(), total=found.total, cursor=page.cursor, **urls)
        )
        link = pagination.link_header(*urls.values())
        return responses.public(
            request,
            body,
            etag=etag,
            now=now,
            boundary=caching.earliest(
                at.portal.next_boundary(now), *(item.next_boundary for item in found.items)
            ),
            tags=_tags(query, at, found.items),
            extra={"Link": link} if link else None,
        )


def _window(query: Query, bound_to: str) -> Window:
    text = None if query["offset"] is not None else query["cursor"]
    cursor = pagination.read_cursor(text, bound_to) if text is not None else None
    return Window(Order.of(query["order"]), query["limit"], cursor, query["offset"])


def _form(query: Query, kinds: Collection[Kind]) -> Shape:
    questions.refuse_together(query, "cursor", "offset")
    names = names_of(kinds)
    form = shape(query, names)
    in_cards = frozenset(name for kind in kinds for name in kind.card)
    if form.selection and "body" in form.selection.chosen(default=in_cards, every=frozenset(names)):
        questions.refuse_more_with_body(query)
    return form


@dataclass(frozen=True)
class _Listed:
    """What was found, and the form in which it is wanted."""

    form: Shape
    kinds: Kinds
    page: Page
    items: Sequence[Card]
    total: int | None

    def shaped(self) -> Iterator[bytes]:
        if self.form.is_stored:
            return (item.body for item in self.items)
        return (self.form.dump(self._picked(item)) for item in self.items)

    def _picked(self, item: Card) -> dict[str, Any]:
        selection = self.form.selection
        if selection is None:
            card: dict[str, Any] = orjson.loads(item.body)
            return card
        return self.kinds[item.page_type].picked(selection, item)


def _tags(query: Query, at: Scope, items: Sequence[Card]) -> list[str]:
    section_keys = [query["section"]] if query["section"] else (query["section__in"] or ())
    ids = [at.portal.section_ids.get((at.locale, key)) for key in section_keys]
    sections = [keys.of_list(section_id) for section_id in ids if section_id]
    return ["list", *sections, *(keys.of_page(item.page_type, item.page_id) for item in items)]
