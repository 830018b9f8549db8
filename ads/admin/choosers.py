"""Choosers that offer what is in use and search it by name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
)

from ads.admin.columns import ThumbnailColumn, sizes_of
from ads.models import AdSlot, Campaign, Creative, SlotGroup
from runtime.choosing import PermittedChooserViewSet

SEARCHED: dict[type[Any], tuple[str, ...]] = {
    AdSlot: ("code", "name"),
    SlotGroup: ("code", "name"),
    Campaign: ("name", "advertiser__name", "order_number"),
    Creative: ("name", "advertiser__name", "title"),
}


class SearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")})
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        words = self.cleaned_data["q"].split()
        self.is_searching = bool(words)
        self.search_query = self.cleaned_data["q"] if words else None
        for word in words:
            objects = objects.filter(_matches(objects.model, word))
        return objects


def _matches(model: type[Any], word: str) -> Q:
    condition = Q()
    for field in SEARCHED.get(model, ("name",)):
        condition |= Q(**{f"{field}__icontains": word})
    return condition


class InUse:
    """The list of a chooser: newest first, without what is archived."""

    model: Any
    filter_form_class = SearchForm
    ordering = "-pk"

    def get_object_list(self) -> QuerySet[Any]:
        rows = self.model.objects.all()
        if hasattr(rows, "in_use"):
            rows = rows.in_use()
        return rows.select_related(*_RELATED.get(self.model, ()))

    @property
    def columns(self) -> list[Any]:
        columns = list(super().columns)  # type: ignore[misc]
        return [*columns[:1], *_COLUMNS.get(self.model, []), *columns[1:]]


_RELATED: dict[type[Any], tuple[str, ...]] = {Campaign: ("advertiser",), Creative: ("advertiser", "asset")}
_COLUMNS: dict[type[Any], list[Any]] = {
    Campaign: [Column("advertiser", label=_("Advertiser"))],
    Creative: [
        ThumbnailColumn("picture", label=_("Shows")),
        Column("size", label=_("Size"), accessor=sizes_of),
        Column("advertiser", label=_("Advertiser")),
    ],
}


class DeskChooseView(InUse, ChooseView):
    pass


class DeskChooseResultsView(InUse, ChooseResultsView):
    pass


class DeskChooserViewSet(PermittedChooserViewSet):
    choose_view_class = DeskChooseView
    choose_results_view_class = DeskChooseResultsView
