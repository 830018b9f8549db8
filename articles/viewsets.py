"""The newsroom's screens: a flat list of articles, authors, tags."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import BooleanColumn, TitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from articles.admin.authors import ArchivedColumn, AuthorChooserViewSet, AuthorEditView, AuthorFilterSet
from articles.admin.fronts import (
    FrontDeleteView,
    FrontEditView,
    FrontForm,
    FrontHistoryView,
    ZonesColumn,
)
from articles.admin.listing import (
    ARTICLE_COLUMNS,
    ArticleChooseSectionView,
    ArticleFilterSet,
    ArticleIndexView,
)
from articles.admin.submissions import (
    FormForm,
    SubmissionFilterSet,
    SubmissionIndexView,
    SubmissionInspectView,
    SummaryColumn,
    inspect_url,
)
from articles.admin.visibility import ReviewView
from articles.models import ArticlePage, Author, Form, FormSubmission, Front, Tag
from runtime.choosing import PermittedChooserViewSet


class PagesMenuItem(MenuItem):
    """For whom has a page to look at; an ad manager has none."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_has_any_page_permission(request.user))


class ArticleListing(PageListingViewSet):
    """Every article, whatever its section."""

    name = "articles"
    url_prefix = "articles"
    model = ArticlePage
    icon = "doc-full"
    menu_label = _("Articles")
    menu_order = 90
    add_to_admin_menu = True
    menu_item_class = PagesMenuItem
    index_view_class = ArticleIndexView
    choose_parent_view_class = ArticleChooseSectionView
    columns = ARTICLE_COLUMNS
    filterset_class = ArticleFilterSet
    list_per_page = 30
    ordering = "-latest_revision_created_at"


class ArticlePages(PageViewSet):
    """The views of a single article, one of them our own."""

    model = ArticlePage
    workflow_action_view_class = ReviewView


class FrontViewSet(SnippetViewSet):
    """Where editors place stories on the home page and on sections."""

    model = Front
    chooser_viewset_class = PermittedChooserViewSet
    icon = "home"
    menu_label = _("Front pages")
    menu_name = "fronts"
    menu_order = 95
    add_to_admin_menu = True
    list_display: ClassVar = ["__str__", ZonesColumn("zones", label=_("Zones"))]
    ordering: ClassVar = ["page__path"]
    copy_view_enabled = False
    edit_view_class = FrontEditView
    delete_view_class = FrontDeleteView
    history_view_class = FrontHistoryView
    edit_handler = ObjectList(
        [
            PageChooserPanel("page", ["articles.HomePage", "articles.SectionPage"]),
            FieldPanel("zones"),
        ],
        base_form_class=FrontForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those that somebody may edit."""
        return self.permission_policy.instances_user_has_any_permission_for(
            request.user, ("change", "delete")
        )


class AuthorViewSet(SnippetViewSet):
    """The people of the byline."""

    model = Author
    icon = "user"
    menu_label = _("Authors")
    menu_name = "authors"
    menu_order = 110
    add_to_admin_menu = True
    list_display: ClassVar = ["name", "role", "user", ArchivedColumn("archived_at", label=_("Status"))]
    search_fields: ClassVar = ["name", "role"]
    filterset_class = AuthorFilterSet
    ordering: ClassVar = ["name"]
    copy_view_enabled = False
    edit_view_class = AuthorEditView
    chooser_viewset_class = AuthorChooserViewSet
    panels: ClassVar = [
        FieldPanel("name", icon="user"),
        FieldPanel("slug"),
        FieldPanel("role"),
        FieldPanel("bio"),
        FieldPanel("photo"),
        FieldPanel("user"),
        FieldPanel("links"),
    ]


class TagViewSet(SnippetViewSet):
    """The topics of articles."""

    model = Tag
    chooser_viewset_class = PermittedChooserViewSet
    icon = "tag"
    menu_label = _("Tags")
    menu_name = "tags"
    menu_order = 120
    add_to_admin_menu = True
    list_display: ClassVar = ["name", "slug"]
    search_fields: ClassVar = ["name", "slug"]
    ordering: ClassVar = ["name"]
    copy_view_enabled = False
    panels: ClassVar = [FieldPanel("name"), FieldPanel("slug")]


class FormViewSet(SnippetViewSet):
    """What readers are asked."""

    model = Form
    chooser_viewset_class = PermittedChooserViewSet
    icon = "form"
    menu_label = _("Forms")
    menu_name = "reader-forms"
    list_display: ClassVar = ["title", "code", BooleanColumn("is_open", label=_("Open"))]
    ordering: ClassVar = ["title"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("title"), FieldPanel("code"), FieldPanel("site"), FieldPanel("is_open")],
                heading=_("Form"),
            ),
            FieldPanel("intro"),
            InlinePanel("form_fields", heading=_("Fields"), label=_("Field"), min_num=1, max_num=30),
            FieldPanel("consent_text"),
            FieldPanel("submit_label"),
            FieldPanel("thanks"),
            FieldPanel("keep_days"),
        ],
        base_form_class=FormForm,
    )


class SubmissionViewSet(SnippetViewSet):
    """What readers have sent."""

    model = FormSubmission
    chooser_viewset_class = PermittedChooserViewSet
    icon = "mail"
    menu_label = _("Submissions")
    menu_name = "submissions"
    index_view_class = SubmissionIndexView
    inspect_view_class = SubmissionInspectView
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = ["form", "submitted_at", "answers"]
    list_display: ClassVar = [
        TitleColumn("submitted_at", label=_("Sent at"), sort_key="submitted_at", get_url=inspect_url),
        "form",
        SummaryColumn("answers", label=_("Answers")),
    ]
    list_export: ClassVar = ["submitted_at", "form"]
    export_filename = "submissions"
    filterset_class = SubmissionFilterSet
    ordering: ClassVar = ["-submitted_at"]
    list_per_page = 50
    copy_view_enabled = False


class FormsGroup(SnippetViewSetGroup):
    """Forms and what was sent, under one entry of the menu."""

    menu_label = _("Forms")
    menu_icon = "form"
    menu_name = "forms-and-submissions"
    menu_order = 130
    add_to_admin_menu = True
    items = (FormViewSet, SubmissionViewSet)
