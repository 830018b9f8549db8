"""The first screen after the login: write an article, what goes live next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from articles.admin.visibility import moment
from articles.models import ArticlePage, Image

COMING = 8


class ArticlesSummary(SummaryItem):
    """How many articles somebody may look into."""

    order = 90
    template_name = "articles/admin/summary_articles.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"total": ArticlePage.objects.filter(pk__in=_explorable(self.request)).count()}

    def is_shown(self) -> bool:
        return bool(user_has_any_page_permission(self.request.user))


class DeskPanel(Component):
    """The way to a new article, and the articles whose time is set."""

    name = "desk"
    order = 100
    template_name = "articles/admin/desk.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "heading": _("Newsroom"),
            "can_add": policy_registry.get_by_type(Page).user_has_permission(request.user, "add"),
            "coming": coming(request),
            "pictures": pictures_to_make(),
        }


def coming(request: HttpRequest) -> list[dict[str, Any]]:
    """The next articles with an approved schedule, soonest first."""
    if not user_has_any_page_permission(request.user):
        return []
    articles = ArticlePage.objects.filter(pk__in=_explorable(request)).going_live_next()[:COMING]
    return [{"page": each, "when": moment(each.approved_at)} for each in articles]


def pictures_to_make() -> dict[str, int] | None:
    """How far the smaller formats are; None while all are made."""
    due, total = Image.objects.without_later_formats().count(), Image.objects.count()
    return {"made": total - due, "total": total} if due else None


def _explorable(request: HttpRequest) -> Any:
    return policy_registry.get_by_type(Page).explorable_instances(request.user).values("pk")
