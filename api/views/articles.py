"""The list of articles."""

from __future__ import annotations

from datetime import datetime

from api.http.parameters import Query
from api.http.portals import Scope
from api.published import listing
from api.published.models import ARTICLE, DocumentQuerySet
from api.serializers.envelope import ArticleListSerializer
from api.views import names, questions
from api.views.cards import CardList, Kind, Kinds

KINDS: Kinds = {ARTICLE: Kind(names.CARD, names.ARTICLE)}


class ArticleList(CardList):
    """Articles in pages, filtered and ordered; cards, or what `fields=` picks from cards and details."""

    parameters = questions.ARTICLES
    answer = ArticleListSerializer
    path = "/api/v1/articles/"

    def kinds(self, query: Query) -> Kinds:
        return KINDS

    def rows(self, query: Query, at: Scope, now: datetime) -> DocumentQuerySet:
        return listing.articles(questions.article_filters(query), portal=at.portal, locale=at.locale, now=now)
