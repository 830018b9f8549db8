"""The flat list of articles: its columns, its filters and the way to a new article."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelMultipleChoiceField
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView

from articles.admin.visibility import moment
from articles.models import ArticlePage, Author, SectionPage

FIRST_SECTION_DEPTH = 3
"""Root, home page, section."""


def byline_of(article: ArticlePage) -> str:
    """The authors in order; read from rows that the list has loaded."""
    return ", ".join(row.author.name for row in article.article_authors.all())


def published_at_of(article: ArticlePage) -> str:
    """The date itself: `DateColumn` counts every day to come as a moment ago."""
    return moment(article.published_at)


WIDE = "warta-wide"
"""Columns that a telephone has no room for."""

ARTICLE_COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=_("Headline"), sort_key="title", classname="title"),
    ParentPageColumn("parent", label=_("Section"), classname=WIDE),
    Column("byline", label=_("Byline"), accessor=byline_of, classname=WIDE),
    Column("label", label=_("Label"), accessor="get_label_display", sort_key="label", classname=WIDE),
    PageStatusColumn("status", label=_("Status"), sort_key="live"),
    Column(
        "published_at",
        label=_("Published at"),
        accessor=published_at_of,
        sort_key="published_at",
        classname=WIDE,
    ),
    DateColumn(
        "latest_revision_created_at",
        label=_("Updated"),
        sort_key="latest_revision_created_at",
        classname=WIDE,
    ),
]


class KnownRowsField(ModelMultipleChoiceField):
    """Rows by their number; one beyond what a database holds is unknown, not a failure of the server."""

    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class RowsFilter(django_filters.ModelMultipleChoiceFilter):
    """Any of the chosen rows."""

    field_class = KnownRowsField


class SectionFilter(RowsFilter):
    """Articles of a section and of the sections under it."""

    def get_filter_predicate(self, v: Any) -> dict[str, Any]:
        return {"path__startswith": v.path}


class ArticleFilterSet(WagtailFilterSet):
    """Section, byline, label, status and the date that readers see."""

    STATUSES = [
        ("live", _("Published")),
        ("draft", _("Draft")),
        ("scheduled", _("Scheduled")),
        ("in_review", _("In review")),
        ("expired", _("Expired")),
    ]

    section = SectionFilter(
        label=_("Section"),
        queryset=lambda request: SectionPage.objects.order_by("path"),
        widget=CheckboxSelectMultiple,
    )
    author = RowsFilter(
        label=_("Byline"),
        field_name="article_authors__author",
        queryset=lambda request: Author.objects.order_by("name"),
        widget=CheckboxSelectMultiple,
    )
    label = django_filters.MultipleChoiceFilter(
        label=_("Label"), choices=ArticlePage.Label.choices, widget=CheckboxSelectMultiple
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=STATUSES, method="in_status", empty_label=_("Any"), widget=RadioSelect
    )
    published_at = django_filters.DateFromToRangeFilter(label=_("Published at"), widget=DateRangePickerWidget)

    class Meta:
        model = ArticlePage
        fields: list[str] = []

    def in_status(self, articles: Any, name: str, value: str) -> Any:
        return articles.in_status(value)


class ArticleIndexView(IndexView):
    """The list, searched by words of the headline and the standfirst."""

    add_item_label = _("Add article")
    page_title = _("Articles")
    header_icon = "doc-full"

    def annotate_queryset(self, pages: Any) -> Any:
        return super().annotate_queryset(pages).prefetch_related("article_authors__author")

    def search_queryset(self, queryset: Any) -> Any:
        """Plain word matching: any input is a search, operators and quotes included."""
        return queryset.with_words(self.search_query) if self.is_searching else queryset

    def get_ordering(self) -> Any:
        ordering = self.request.GET.get("ordering", self.default_ordering)
        return ordering if ordering in self.get_valid_orderings() else self.default_ordering

    def order_queryset(self, queryset: Any) -> Any:
        return super(IndexView, self).order_queryset(queryset)


class SectionChoice(forms.ModelChoiceField):
    """Sections in the order of the tree, those under another one set in."""

    def label_from_instance(self, obj: Any) -> str:
        depth = obj.depth - FIRST_SECTION_DEPTH
        return "\u2003" * depth + str(obj.get_admin_display_title())


class SectionForm(forms.Form):
    """Where a new article goes."""

    def __init__(self, sections: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["parent_page"] = SectionChoice(
            label=_("Section"),
            queryset=sections,
            empty_label=None,
            help_text=_("It can be moved to another one later; its address then changes."),
        )


class ArticleChooseSectionView(ChooseParentView):
    """Asks for the section of a new article."""

    page_title = _("Add article")
    submit_button_label = _("Write the article")

    def get_page_subtitle(self) -> str:
        return ""

    def form_valid(self, form: SectionForm) -> HttpResponse:
        """Goes on to the form, from which one comes back to this list."""
        model = self.model._meta
        section = form.cleaned_data["parent_page"]
        url = reverse("wagtailadmin_pages:add", args=[model.app_label, model.model_name, section.pk])
        return redirect(f"{url}?next={self.get_index_url()}")

    def get_form(self) -> SectionForm:
        data = self.request.POST if self.request.method == "POST" else None
        return SectionForm(self.get_valid_parent_pages(self.request.user).order_by("path"), data)
