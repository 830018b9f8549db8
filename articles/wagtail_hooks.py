"""Registers the newsroom's screens, buttons and messages with Wagtail's admin; nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from articles.admin import authors, dashboard, live, moving, visibility
from articles.admin.fronts import FrontPolicy
from articles.admin.submissions import SubmissionPolicy
from articles.models import Author, FormSubmission, Front
from articles.viewsets import (
    ArticleListing,
    ArticlePages,
    AuthorViewSet,
    FormsGroup,
    FrontViewSet,
    PagesMenuItem,
    TagViewSet,
)

register_permission_policy(Front, FrontPolicy(Front))
register_permission_policy(FormSubmission, SubmissionPolicy(FormSubmission))
register_snippet(FrontViewSet)
register_snippet(AuthorViewSet)
register_snippet(TagViewSet)
register_snippet(FormsGroup)


@hooks.register("register_admin_viewset")
def article_listing() -> ArticleListing:
    return ArticleListing("articles")


@hooks.register("register_admin_viewset")
def article_pages() -> ArticlePages:
    return ArticlePages()


@hooks.register("register_admin_urls")
def author_urls() -> list[Any]:
    return [
        path("authors/<int:author_id>/archive/", authors.archive, name="articles_author_archive"),
        path("authors/<int:author_id>/restore/", authors.restore, name="articles_author_restore"),
    ]


@hooks.register("register_admin_urls")
def live_urls() -> list[Any]:
    return live.urls()


@hooks.register("register_admin_menu_item")
def live_blogs() -> PagesMenuItem:
    return PagesMenuItem(
        _("Live blogs"), reverse("articles_live"), name="live-blogs", icon_name="history", order=97
    )


@hooks.register("register_page_header_buttons")
def to_the_live_desk(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Any]:
    button = live.desk_button(page, user)
    if button is not None:
        yield button


@hooks.register("before_delete_snippet")
def authors_stay(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    return authors.refuse_deletion(request, instances)


@hooks.register("construct_snippet_listing_buttons")
def archive_in_place_of_delete(buttons: list[Any], snippet: Any, user: Any) -> None:
    if isinstance(snippet, Author):
        authors.offer_archive(buttons, snippet, user)


@hooks.register("after_publish_page")
def say_where_it_is_visible(request: HttpRequest, page: Any) -> None:
    visibility.tell(request, page)


@hooks.register("after_edit_page")
def say_where_a_review_made_it_visible(request: HttpRequest, page: Any) -> None:
    if request.POST.get("action-workflow-action"):
        visibility.tell_after_review(request, page.pk)


@hooks.register("before_move_page")
def no_doubles_in_another_tree(request: HttpRequest, page: Any, destination: Any) -> HttpResponse | None:
    return moving.refuse_doubles(request, page, destination)


# After Wagtail's own, which would else come back.
@hooks.register("construct_homepage_summary_items", order=1000)
def count_articles(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [each for each in items if not isinstance(each, PagesSummaryItem)]
    items.append(dashboard.ArticlesSummary(request))


@hooks.register("construct_homepage_panels")
def open_the_desk(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(dashboard.DeskPanel())


@hooks.register("construct_help_menu")
def no_links_to_foreign_hosts(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [each for each in items if not str(each.url).startswith("http")]


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("articles/admin.css"))
