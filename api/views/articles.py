"""The list of articles."""

from __future__ import annotations

from api.http.parameters import Query
from api.http.portals import Scope
from api.published.listing import Listing
from api.published.models import ARTICLE
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

    def listing(self, query: Query, at: Scope) -> Listing:
        return Listing(at.portal.site_id, at.locale, questions.article_filters(query))
