"""The desk of a live blog: write an entry in a few seconds, the newest ones below."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies.pages import PagePermissionPolicy

from articles import text
from articles.admin.visibility import moment
from articles.models import ArticlePage, LiveEntry
from runtime import clock

A_PAGE = 50
EXCERPT = 240


class LiveEntryForm(WagtailAdminModelForm):
    """Says in an entry when its words were last changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A form may stay open for a while before the entry is published.
        self.fields["at"].required = False
        if not self.instance.pk:
            self.initial["at"] = None

    def clean_at(self) -> datetime:
        """The widget shows minutes: a time that nobody changed keeps its seconds."""
        entered: datetime | None = self.cleaned_data["at"]
        if entered is None:
            return clock.now()
        stored: datetime = self.instance.at
        return stored if entered == stored.replace(second=0, microsecond=0) else entered

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "body" in cleaned and not (cleaned.get("title") or cleaned["body"]):
            self.add_error("title", _("Write a headline or a text."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk and {"title", "body"} & set(self.changed_data):
            self.instance.updated_at = clock.now()
        return super().save(commit)


_PANEL = ObjectList(
    [
        FieldPanel("title"),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("is_key_event"), FieldPanel("author"), FieldPanel("at")]),
    ],
    base_form_class=LiveEntryForm,
)


class OfLiveBlog:
    """A view of one live blog: for whoever may publish its article."""

    model = LiveEntry
    header_icon = "history"
    permission_required = None
    _show_breadcrumbs = True
    request: Any

    def get_panel(self) -> Any:
        return _PANEL.bind_to_model(LiveEntry)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.article.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @cached_property
    def article(self) -> ArticlePage:
        raise NotImplementedError

    def desk_url(self) -> str:
        return reverse("articles_live_desk", args=[self.article.pk])

    def get_success_url(self) -> str:
        return self.desk_url()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        blogs = {"url": reverse("articles_live"), "label": _("Live blogs")}
        return [blogs, {"url": self.desk_url(), "label": self.article.title}]


class LiveDeskView(OfLiveBlog, CreateView):
    """The form of a new entry, and the entries that are there."""

    template_name = "articles/admin/live_desk.html"
    page_title = _("Live blog")
    submit_button_label = _("Publish entry")
    submit_button_active_label = _("Publishing…")
    success_message = _("The entry is published.")

    @cached_property
    def article(self) -> ArticlePage:
        article: ArticlePage = get_object_or_404(ArticlePage, pk=self.kwargs["article_id"])
        return article

    def get_page_subtitle(self) -> str:
        return str(self.article.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items()[:1], {"url": "", "label": self.article.title}]

    def get_initial_form_instance(self) -> LiveEntry:
        return LiveEntry(article=self.article, body=[("paragraph", "")], author=_author_of(self.request.user))

    def get_add_url(self) -> str:
        return self.desk_url()

    def get_edit_url(self) -> str:
        return reverse("articles_live_edit", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        entries = LiveEntry.objects.filter(article=self.article).select_related("author").newest_first()
        page = Paginator(entries, A_PAGE).get_page(self.request.GET.get("p"))
        lines = [{"entry": each, "when": moment(each.at), "excerpt": excerpt(each)} for each in page]
        return {**context, "article": self.article, "lines": lines, "page": page}


def _author_of(user: Any) -> Any:
    author = getattr(user, "author", None)
    return None if author is None or author.is_archived else author


def excerpt(entry: LiveEntry) -> str:
    """The beginning of its text."""
    written = (text.plain(block.value.source) for block in entry.body if block.block_type == "paragraph")
    return Truncator(" ".join(written)).chars(EXCERPT)


class _OneEntry(OfLiveBlog):
    kwargs: dict[str, Any]

    @cached_property
    def article(self) -> ArticlePage:
        entry = get_object_or_404(LiveEntry.objects.select_related("article"), pk=self.kwargs["pk"])
        article: ArticlePage = entry.article
        return article


class LiveEntryEditView(_OneEntry, EditView):
    delete_url_name = "articles_live_delete"
    edit_url_name = "articles_live_edit"
    success_message = _("The entry is changed.")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": str(self.object)}]

    def get_success_buttons(self) -> list[Any]:
        return []


class LiveEntryDeleteView(_OneEntry, DeleteView):
    delete_url_name = "articles_live_delete"
    success_message = _("The entry is deleted; it disappears from the pages of those who read along.")

    def get_panel(self) -> Any:
        return None


class LiveBlogsView(IndexView):
    """The live blogs that somebody may write in: those that run first, then by their newest entry."""

    model = ArticlePage
    permission_required = None
    any_permission_required = None
    page_title = _("Live blogs")
    header_icon = "history"
    index_url_name = "articles_live"
    _show_breadcrumbs = True
    is_searchable = False
    paginate_by = A_PAGE
    columns = (
        TitleColumn(
            "title",
            label=_("Headline"),
            get_url=lambda article: reverse("articles_live_desk", args=[article.pk]),
        ),
        Column("label", label=_("Label"), accessor="get_label_display"),
        Column("entry_count", label=_("Entries")),
        Column("newest_at", label=_("Newest entry"), accessor=lambda article: moment(article.newest_at)),
    )

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": _("Live blogs")}]

    def get_base_queryset(self) -> Any:
        mine = PagePermissionPolicy().instances_user_has_permission_for(self.request.user, "publish")
        counted = ArticlePage.objects.filter(pk__in=mine.values("pk")).annotate(
            entry_count=Count("live_entries"), newest_at=Max("live_entries__at")
        )
        return counted.filter(Q(label=ArticlePage.Label.LIVE) | Q(entry_count__gt=0))

    def order_queryset(self, queryset: Any) -> Any:
        running = Q(label=ArticlePage.Label.LIVE)
        return queryset.annotate(runs=Count("pk", filter=running)).order_by("-runs", "-newest_at", "-pk")


def urls() -> list[Any]:
    return [
        path("live/", LiveBlogsView.as_view(), name="articles_live"),
        path("live/<int:article_id>/", LiveDeskView.as_view(), name="articles_live_desk"),
        path("live/entries/<int:pk>/", LiveEntryEditView.as_view(), name="articles_live_edit"),
        path("live/entries/<int:pk>/delete/", LiveEntryDeleteView.as_view(), name="articles_live_delete"),
    ]


def desk_button(page: Any, user: Any) -> Button | None:
    """The way from an article to its entries."""
    if not isinstance(page, ArticlePage) or not page.pk:
        return None
    is_one = page.label == ArticlePage.Label.LIVE or page.live_entries.exists()
    if not (is_one and page.permissions_for_user(user).can_publish()):
        return None
    url = reverse("articles_live_desk", args=[page.pk])
    return Button(_("Live entries"), url=url, icon_name="history", priority=12)
