"""Articles and pages: the list of cards, and one page by id or slug."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from api.http import caching, responses
from api.http.base import PublicView
from api.http.errors import not_found
from api.http.fields import Names
from api.http.parameters import MAX_ID, Query
from api.http.portals import Scope, scope
from api.http.shapes import shape
from api.published import locked, store
from api.published.models import ARTICLE
from api.published.store import Answer
from api.serializers import envelope
from api.serializers.detail import ArticleDetailSerializer
from api.views import names, questions, unlock
from runtime import clock

LAST_MODIFIED = {"Last-Modified": "When the page was last published."}


def object_response(
    request: HttpRequest,
    query: Query,
    *,
    known: Names,
    find: Callable[[Collection[str]], Answer | None],
    around: tuple[bytes, bytes] = (b"", b""),
) -> HttpResponse | None:
    """One stored object in the form that is asked for; None where there is none.

    The client's ETags go down to the query, so that a 304 loads no body.
    """
    form = shape(query, known)
    question = form.question + around[0].decode()
    held = caching.asked_etags(request.headers.get("If-None-Match", ""), question)
    answer = find(() if "*" in held else held)
    if answer is None:
        return None
    body = None if answer.body is None else around[0] + form.of(answer.body) + around[1]
    return responses.public(
        request,
        body,
        etag=caching.variant(answer.etag, question),
        now=clock.now(),
        boundary=answer.next_boundary,
        tags=answer.tags,
        last_modified=answer.last_modified,
    )


class PageDetail(PublicView):
    """One page of any type; an article answers with the same bytes as under `articles/`."""

    is_kept = True
    parameters = questions.DETAIL
    answer: ClassVar[Any] = envelope.ANY_PAGE
    path_parameters = {"page_id": "Id of the page."}
    extra_headers = LAST_MODIFIED
    request_headers = unlock.IN_HEADER
    page_types: ClassVar[tuple[str, ...]] = ()
    known: ClassVar[Names] = names.ANY_PAGE

    def read(self, request: HttpRequest, query: Query, **where: Any) -> HttpResponse:
        at = scope(query)
        if where.get("page_id", 0) > MAX_ID:
            raise not_found()
        found = object_response(
            request, query, known=self.known, find=lambda etags: self.find(at, etags, **where)
        )
        if found is not None:
            return found
        return self._of_locked(request, query, at, where)

    def _of_locked(
        self, request: HttpRequest, query: Query, at: Scope, where: Mapping[str, Any]
    ) -> HttpResponse:
        """The page behind a password, for the holder of a token."""
        found = locked.at(portal=at.portal, now=clock.now(), **self.conditions(at, where))
        if found is None:
            raise not_found()
        page = unlock.opened(request, found, at, shape(query, self.known))
        return unlock.untold() if page is None else responses.private(page)

    def conditions(self, at: Scope, where: Mapping[str, Any]) -> dict[str, Any]:
        """How a page of the kind is found among those that are hidden."""
        types = {"page_type__in": self.page_types} if self.page_types else {}
        locale = {"locale": at.asked_locale} if at.asked_locale is not None else {}
        return {**where, **types, **locale}

    def find(self, at: Scope, etags: Collection[str], *, page_id: int) -> Answer | None:
        return store.detail(
            portal=at.portal,
            now=clock.now(),
            page_id=page_id,
            locale=at.asked_locale,
            page_types=self.page_types,
            etags=etags,
        )


class ArticleDetail(PageDetail):
    """One article by its id."""

    answer = ArticleDetailSerializer
    page_types = (ARTICLE,)
    known = names.ARTICLE


class ArticleBySlug(ArticleDetail):
    """One article by its slug, which is unique per site and language."""

    path_parameters = {"slug": "Slug of the article."}

    def conditions(self, at: Scope, where: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().conditions(at, where), "locale": at.locale}

    def find(self, at: Scope, etags: Collection[str], *, slug: str) -> Answer | None:  # type: ignore[override]
        return store.detail(
            portal=at.portal,
            now=clock.now(),
            slug=slug,
            locale=at.locale,
            page_types=self.page_types,
            etags=etags,
        )
