"""Authors and tags: their lists, and each by its slug."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from api.http import pagination, responses
from api.http.base import PublicView
from api.http.errors import not_found
from api.http.fields import Names
from api.http.parameters import Query
from api.http.portals import scope
from api.published import named
from api.serializers.named import (
    AuthorDetailSerializer,
    AuthorListSerializer,
    TagDetailSerializer,
    TagListSerializer,
)
from api.views import names, questions
from api.views.content import first, object_response
from runtime import clock


class AuthorList(PublicView):
    """The authors of visible articles in the order of their slugs, archived ones included."""

    parameters = questions.NAMED
    answer: ClassVar[Any] = AuthorListSerializer
    statuses = ()
    is_kept = True
    extra_headers = {"Link": "The next page: rel next."}
    kind: ClassVar[str] = named.AUTHOR

    def read(self, request: HttpRequest, query: Query) -> HttpResponse:
        now, at = clock.now(), scope(query)
        bound_to = pagination.binding(query, f"{self.kind}/{at.binding()}")
        cursor: str | None = query["cursor"]
        after = pagination.read_position(cursor, bound_to, str)[0] if cursor is not None else ""
        found = named.listed(
            kind=self.kind,
            portal=at.portal,
            locale=at.locale,
            after=after,
            limit=query["limit"],
            is_counted=questions.is_counted(query),
            now=now,
        )
        onward = pagination.position_text(bound_to, found.last_slug) if found.last_slug else None
        next_url = pagination.url(f"/api/v1/{self.kind}s/", query, {"cursor": onward} if onward else None)
        body = pagination.envelope(
            found.items, total=found.total, next_url=next_url, previous_url=None, cursor=onward
        )
        link = pagination.link_header(next_url, None)
        return responses.public(
            request,
            body,
            now=now,
            boundary=at.portal.next_boundary(now),
            tags=found.tags,
            extra={"Link": link} if link else None,
        )


class TagList(AuthorList):
    """The tags of visible articles in the order of their slugs."""

    answer = TagListSerializer
    kind = named.TAG


class AuthorDetail(PublicView):
    """One author by slug, as long as a visible article in the language has this byline."""

    parameters = questions.DETAIL
    answer: ClassVar[Any] = AuthorDetailSerializer
    path_parameters: ClassVar[dict[str, str]] = {"slug": "Slug of the author."}
    kind: ClassVar[str] = named.AUTHOR
    known: ClassVar[Names] = names.AUTHOR
    is_kept = True

    def read(self, request: HttpRequest, query: Query, *, slug: str) -> HttpResponse:
        at = scope(query)
        found = object_response(
            request,
            query,
            known=self.known,
            find=first(
                at.locales,
                lambda locale, _: named.detail(
                    kind=self.kind, portal=at.portal, locale=locale, slug=slug, now=clock.now()
                ),
            ),
        )
        if found is None:
            raise not_found()
        return found


class TagDetail(AuthorDetail):
    """One tag by slug, as long as a visible article in the language carries it."""

    answer = TagDetailSerializer
    path_parameters = {"slug": "Slug of the tag."}
    kind = named.TAG
    known = names.TAG
