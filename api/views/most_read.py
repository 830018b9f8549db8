"""What is read most on a site: cards by counted page views."""

from __future__ import annotations

from datetime import timedelta

import orjson
from django.http import HttpRequest, HttpResponse

from api.http import caching, responses
from api.http.base import PublicView
from api.http.parameters import Query
from api.http.portals import scope
from api.published import popular, store
from api.serializers.envelope import MostReadSerializer
from api.views import questions
from runtime import clock

COUNTED_EVERY = timedelta(minutes=1)
"""The ranking is no published content: a new one raises no version, so an answer is kept no longer."""


class MostRead(PublicView):
    """Articles by the views of a time that has just passed, the most read first."""

    is_kept = True
    parameters = questions.MOST_READ
    answer = MostReadSerializer
    statuses = ()

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        now, at = clock.now(), scope(query)
        window, limit = query["window"], query["limit"]
        rows = popular.listed(portal=at.portal, locale=at.locale, window=window, limit=limit, now=now)
        cards = store.cards(list(rows), portal=at.portal, now=now)
        meta = {"total_count": len(cards), "next": None, "previous": None, "cursor": None, "window": window}
        items = b",".join(card.body for card in cards)
        body = b'{"meta":%b,"items":[%b]}' % (orjson.dumps(meta), items)
        ends = (card.next_boundary for card in cards)
        return responses.public(
            request,
            body,
            now=now,
            boundary=caching.earliest(now + COUNTED_EVERY, at.portal.next_boundary(now), *ends),
            tags=["list", *(f"article-{card.page_id}" for card in cards)],
        )
