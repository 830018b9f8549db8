"""Pages of every type: their list, as Wagtail's own API asks for it, and the page at a path."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes

from api.http import responses
from api.http.base import PublicView
from api.http.errors import Fault, bad_query, not_found
from api.http.parameters import Query
from api.http.portals import Scope, scope
from api.published import listing, store
from api.published.listing import RELATIONS, Listing
from api.published.models import HOME, SECTION, STANDARD
from api.published.page import detail_url
from api.serializers.envelope import PageListSerializer
from api.views import names, questions
from api.views.articles import KINDS as ARTICLES
from api.views.cards import CardList, Kind, Kinds
from runtime import clock

KINDS: Kinds = {
    **ARTICLES,
    SECTION: Kind(names.SECTION_CARD, names.SECTION),
    STANDARD: Kind(names.PAGE_CARD, names.STANDARD),
    HOME: Kind(names.PAGE_CARD, names.PAGE),
}


class PageList(CardList):
    """Pages of every type in pages, filtered and ordered, with the relations of Wagtail's own API."""

    parameters = questions.PAGES
    answer = PageListSerializer
    path = "/api/v1/pages/"
    place = "pages/"

    def kinds(self, query: Query) -> Kinds:
        asked = questions.page_types(query)
        return {page_type: kind for page_type, kind in KINDS.items() if page_type in asked}

    def listing(self, query: Query, at: Scope) -> Listing:
        questions.refuse_together(query, "child_of", "descendant_of")
        filters = questions.page_filters(query, root_id=at.portal.locale(at.locale).root_id)
        # A page that is named says the language by itself.
        is_any = at.asked_locale is None and filters.related_to and filters.search is None
        return Listing(at.portal.site_id, None if is_any else at.locale, filters)

    def total(self, asked: Listing, query: Query, at: Scope, now: datetime) -> int | None:
        """With the relations checked by the same query."""
        related = {name: query[name] for name in RELATIONS if query[name] not in (None, questions.ROOT)}
        if not related:
            return super().total(asked, query, at, now)
        rows = asked.documents(now)
        counted = rows if questions.is_counted(query) else rows.none()
        counts = listing.count_beside(counted, related.values(), portal=at.portal, now=now)
        faults = [_unknown(name) for name, page_id in related.items() if page_id not in counts]
        if faults:
            raise bad_query(*faults)
        return min(counts.values()) if questions.is_counted(query) else None


def _unknown(relation: str) -> Fault:
    return Fault(relation, "unknown_page", f"{relation}: There is no such page.", "id of a visible page")


class FindPage(PublicView):
    """Leads to the detail of the page at a path."""

    parameters = questions.FIND
    answer = OpenApiTypes.NONE
    redirects = "To `detail_url` of the page."

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        at = scope(query)
        page_id = store.page_id_at(
            portal=at.portal, path=query["html_path"], locale=at.asked_locale, now=clock.now()
        )
        if page_id is None:
            raise not_found()
        site = query.canonical(without=("html_path", "locale"))
        return responses.found(detail_url(page_id) + (f"?{site}" if site else ""))
