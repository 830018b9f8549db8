"""A site as a whole: its sections, its front pages, and what a frontend must know before the first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from api.http import responses
from api.http.base import PublicView
from api.http.errors import not_found
from api.http.parameters import Query
from api.http.portals import scope
from api.published import store
from api.published.store import Answer
from api.serializers.envelope import SectionTreeListSerializer
from api.serializers.front import FrontSerializer
from api.serializers.section import SectionDetailSerializer
from api.serializers.site import SiteSerializer
from api.views import names, questions
from api.views.content import LAST_MODIFIED, first, object_response
from runtime import clock


def stored_response(request: HttpRequest, answer: Answer | None) -> HttpResponse:
    """An answer that has one form only."""
    if answer is None:
        raise not_found()
    return responses.public(
        request,
        answer.body,
        etag=answer.etag,
        now=clock.now(),
        boundary=answer.next_boundary,
        tags=answer.tags,
        last_modified=answer.last_modified,
    )


class SectionTree(PublicView):
    """The visible sections, each with those below it."""

    is_kept = True
    parameters = questions.PLACE
    answer = SectionTreeListSerializer
    statuses = ()

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        at = scope(query)
        return stored_response(request, store.sections(portal=at.portal, locale=at.locale, now=clock.now()))


class SectionDetail(PublicView):
    """One section by its key, which stays when it is renamed or moved."""

    is_kept = True
    parameters = questions.DETAIL
    answer = SectionDetailSerializer
    path_parameters = {"key": "Key of the section."}
    extra_headers = LAST_MODIFIED

    def read(self, request: HttpRequest, query: Query, *, key: str) -> HttpResponse:
        at = scope(query)
        found = object_response(
            request,
            query,
            known=names.SECTION,
            find=first(
                at.locales,
                lambda locale, etags: store.section(
                    portal=at.portal, locale=locale, key=key, now=clock.now(), etags=etags
                ),
            ),
        )
        if found is None:
            raise not_found()
        return found


class Front(PublicView):
    """A front page: zones of cards, no card twice."""

    is_kept = True
    parameters = questions.PLACE_OR_FALLBACK
    answer = FrontSerializer

    def read(self, request: HttpRequest, query: Query, *, section_key: str | None = None) -> HttpResponse:
        at = scope(query)
        answers = (
            store.front(portal=at.portal, locale=locale, now=clock.now(), section_key=section_key)
            for locale in at.locales
        )
        return stored_response(request, next((each for each in answers if each is not None), None))


class SectionFront(Front):
    """The front page of one section."""

    path_parameters = {"section_key": "Key of the section."}


class SiteFacts(PublicView):
    """Names, languages, menus, routes and texts of the site."""

    is_kept = True
    parameters = questions.PLACE_OR_FALLBACK
    answer = SiteSerializer
    statuses = ()

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        at = scope(query)
        return stored_response(
            request,
            store.site(portal=at.portal, locale=at.asked_locale, fallback=at.fallback, now=clock.now()),
        )
