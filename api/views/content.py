"""Articles and pages: the list of cards, and one page by id or slug."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
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

Find = Callable[[Collection[str]], Answer | None]
"""From the ETags that a client holds to the object; without its body where one of them holds."""

LAST_MODIFIED = {"Last-Modified": "When the page was last published."}


def object_response(
    request: HttpRequest,
    query: Query,
    *,
    known: Names,
    find: Find,
    around: tuple[bytes, bytes] = (b"", b""),
) -> HttpResponse | None:
    """One stored object in the form that is asked for; None where there is none.

    The client's ETags go down to the query, so that a 304 loads no body.
    """
    form = shape(query, known)
    question = form.question + around[0].decode()
    held = caching.asked_etags(caching.held(request.META), question)
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


def first(locales: Iterable[Any], find: Callable[[Any, Collection[str]], Answer | None]) -> Find:
    """Finds in one language after the other: `fallback=`."""

    def found(etags: Collection[str]) -> Answer | None:
        answers = (find(locale, etags) for locale in locales)
        return next((answer for answer in answers if answer is not None), None)

    return found


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
            request,
            query,
            known=self.known,
            find=first(self.locales(at), lambda locale, etags: self.find(at, locale, etags, **where)),
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
        locale = {"locale__in": at.locales} if at.asked_locale is not None else {}
        return {**where, **types, **locale}

    def locales(self, at: Scope) -> Iterable[str | None]:
        return at.asked_locales

    def find(self, at: Scope, locale: str | None, etags: Collection[str], *, page_id: int) -> Answer | None:
        return store.detail(
            portal=at.portal,
            now=clock.now(),
            page_id=page_id,
            locale=locale,
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
        return {**super().conditions(at, where), "locale__in": at.locales}

    def locales(self, at: Scope) -> Iterable[str | None]:
        return at.locales

    def find(  # type: ignore[override]
        self, at: Scope, locale: str | None, etags: Collection[str], *, slug: str
    ) -> Answer | None:
        return store.detail(
            portal=at.portal,
            now=clock.now(),
            slug=slug,
            locale=locale,
            page_types=self.page_types,
            etags=etags,
        )
