"""Search: cards with what was found in them, and how many hits each section holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from api.http import caching, pagination, responses
from api.http.base import PublicView
from api.http.parameters import Query
from api.http.portals import Scope, scope
from api.published import listing, live, search
from api.published.models import Document
from api.published.search import Found, Words
from api.serializers.envelope import SearchSerializer
from api.views import questions
from runtime import clock

PATH = "/api/v1/search/"
MOST_OFFSET = 1_000


class Search(PublicView):
    """Articles that hold all words of `q`, the best first, with the words marked."""

    parameters = questions.FOUND
    answer = SearchSerializer
    statuses = ()
    is_kept = True

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        now, at = clock.now(), scope(query)
        words = Words.of(query["q"], at.locale)
        found = _found(words, query, at, now)
        shown = live.refreshed(found.documents[: query["limit"]], site_id=at.portal.site_id, now=now)
        meta = {
            "total_count": found.total,
            **_neighbours(query, goes_on=len(found.documents) > query["limit"]),
            "cursor": None,
            "facets": {"section": _facets(found.section_counts, at, now)},
        }
        body = orjson.dumps({"meta": meta, "items": _items(found.documents, shown, words, now)})
        return responses.public(
            request,
            body,
            now=now,
            boundary=caching.earliest(at.portal.next_boundary(now), live.next_boundary(shown, now)),
            tags=["list", *(f"article-{row.page_id}" for row in shown)],
        )


def _found(words: Words, query: Query, at: Scope, now: datetime) -> Found:
    """This page with one more to see whether it goes on; the section narrows it and not what is counted."""
    filters = questions.found_filters(query)
    anywhere = replace(filters, sections=(), search=None)
    return search.find(
        listing.articles(anywhere, portal=at.portal, locale=at.locale, now=now),
        words,
        sections=[key for group in filters.sections for key in group],
        is_newest_first=query["order"] != "relevance",
        offset=query["offset"],
        limit=query["limit"] + 1,
    )


def _neighbours(query: Query, *, goes_on: bool) -> dict[str, str | None]:
    offset, limit = query["offset"], query["limit"]
    has_next = goes_on and limit > 0 and offset + limit <= MOST_OFFSET
    places = {
        "next": {"offset": str(offset + limit)} if has_next else None,
        "previous": {"offset": str(max(0, offset - limit))} if offset and limit else None,
    }
    return {name: pagination.url(PATH, query, place) for name, place in places.items()}


def _facets(counts: list[tuple[str, int]], at: Scope, now: datetime) -> list[dict[str, Any]]:
    """Counted without the section that is asked for, so that a reader sees what the others hold."""
    titles = Document.objects.of_site(at.portal.site_id).in_locale(at.locale).visible(now).section_titles()
    return [{"key": key, "title": titles[key], "count": count} for key, count in counts if key in titles]


def _items(found: list[Document], shown: list[Document], words: Words, now: datetime) -> list[dict[str, Any]]:
    """What is stored of a stale document is not shown, neither is it marked."""
    clean = {row.page_id for row in found if not live.is_stale(row, now)}
    marked = search.highlights([row for row in shown if row.page_id in clean], words)
    return [_item(orjson.loads(row.card), marked.get(row.pk)) for row in shown]


def _item(card: dict[str, Any], highlight: search.Highlight | None) -> dict[str, Any]:
    shown = highlight or search.unmarked(card["title"], card.get("standfirst", ""))
    return {**card, "highlight": {"title": shown.title, "excerpt": shown.excerpt}}
