"""A live blog as it is followed: its newest entries first, then what changed since the last answer."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api.http import pagination, responses
from api.http.base import PublicView
from api.http.errors import not_found
from api.http.parameters import MAX_ID, Query
from api.http.portals import scope
from api.published import liveblog
from api.published.liveblog import Entries, Older
from api.serializers.blocks import with_nodes
from api.serializers.live import LiveEntrySerializer, LiveListSerializer
from api.serializers.shapes import shape_bytes
from api.views import questions
from runtime import clock


class LiveEntries(PublicView):
    """The entries of a live blog, the newest first; with `since` what changed after an earlier answer.

    `meta.cursor` of each answer is what to ask for next. Whoever does so gets every entry, every edit and
    every deletion once.
    """

    is_kept = True
    parameters = questions.LIVE
    answer = LiveListSerializer
    path_parameters = {"article_id": "Id of the article."}

    def read(self, request: HttpRequest, query: Query, *, article_id: int) -> HttpResponse:
        questions.refuse_together(query, "since", "cursor")
        at, now = scope(query), clock.now()
        bound_to = f"live/{at.portal.site_id}/{article_id}"
        since, older = _since(query["since"], bound_to), _older(query["cursor"], bound_to)
        found = None
        if article_id <= MAX_ID:
            found = liveblog.entries(
                portal=at.portal, article_id=article_id, since=since, older=older, now=now
            )
        if found is None:
            raise not_found()
        return responses.public(
            request,
            _body(found, query, f"/api/v1/live/{article_id}/", bound_to),
            now=now,
            boundary=found.boundary,
            tags=found.tags,
            is_brief=True,
        )


def _since(text: str | None, bound_to: str) -> int | None:
    return None if text is None else int(pagination.read_position(text, bound_to, int, name="since")[0])


def _older(text: str | None, bound_to: str) -> Older | None:
    if text is None:
        return None
    position, microseconds, entry_id = pagination.read_position(text, bound_to, int, int, int)
    try:
        return Older(position, pagination.moment_of(microseconds), entry_id)
    except OverflowError:
        raise pagination.no_cursor() from None


def _body(found: Entries, query: Query, path: str, bound_to: str) -> bytes:
    cursor = pagination.position_text(bound_to, found.position)
    meta: dict[str, Any] = {
        "total_count": found.total,
        "next": _next(found, query, path, bound_to, cursor),
        "previous": None,
        "cursor": cursor,
        "is_running": found.is_running,
    }
    shaper = LiveEntrySerializer()
    items = [shaper.to_representation(item) for item in found.items]
    return shape_bytes(
        {"meta": meta, "items": with_nodes(items) if query["rich_text_format"] == "json" else items}
    )


def _next(found: Entries, query: Query, path: str, bound_to: str, cursor: str) -> str | None:
    if found.has_more_changes:
        place = {"since": cursor}
    elif found.older is not None:
        position, at, entry_id = astuple(found.older)
        text = pagination.position_text(bound_to, position, pagination.microseconds_of(at), entry_id)
        place = {"cursor": text}
    else:
        return None
    return f"{settings.PUBLIC_URL}{path}?{query.canonical(without=('since', 'cursor'), **place)}"
