"""The archive of advertisers, campaigns, creatives, slots and groups: in and out, never deleted."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import EditView, IndexView, InspectView, SnippetViewSet

from ads import services
from ads.admin import columns
from ads.admin.choosers import DeskChooserViewSet
from ads.admin.crumbs import crumbs
from ads.models import CreativeAsset, Format
from runtime import clock

LIST_TEMPLATE = "wagtailadmin/generic/index.html"  # the snippets' own offers to delete many at once


class ArchiveFilters(WagtailFilterSet):
    """Lists show what is in use unless the archive is asked for."""

    archive = django_filters.ChoiceFilter(
        label=gettext_lazy("Archive"), choices=[("only", gettext_lazy("Only archived"))], method="of_archive"
    )

    def of_archive(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        filtered = super().filter_queryset(queryset)
        is_archive = self.form.cleaned_data.get("archive") == "only"
        return filtered.filter(archived_at__isnull=not is_archive)


class ArchiveView(View):
    """GET asks, POST archives; a row that is archived already is restored."""

    model: Any = None
    url_namespace = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not policy_registry.get_by_type(self.model).user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(self.model, pk=pk)
        label = _("Restore") if row.is_archived else _("Archive")
        title = f"{label}: {row}"
        context = {
            "header_title": title,
            "question": self._question(row),
            "label": label,
            "back": self._url("edit", row),
            "breadcrumbs_items": crumbs(
                (self._url("list"), capfirst(self.model._meta.verbose_name_plural)),
                ("", title),
            ),
        }
        return TemplateResponse(request, "ads/admin/ask.html", context)

    def post(self, request: Any, pk: int) -> HttpResponse:
        row = get_object_or_404(self.model, pk=pk)
        if row.is_archived:
            services.restore(target=row, by=request.user)
            messages.success(request, _("“%(name)s” is in use again.") % {"name": row})
        else:
            services.archive(target=row, by=request.user, now=clock.now())
            messages.success(request, _("“%(name)s” is in the archive.") % {"name": row})
        return redirect(self._url("list"))

    def _question(self, row: Any) -> str:
        if row.is_archived:
            return _("It returns to the lists, and what is booked with it may be shown again. Restore it?")
        return _("It leaves the lists, and nothing that needs it is shown any more, from now on. Archive it?")

    def _url(self, name: str, row: Any = None) -> str:
        return reverse(f"{self.url_namespace}:{name}", args=(row.pk,) if row else ())


class _ArchiveButton:
    object: Any

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        label = _("Restore") if self.object.is_archived else _("Archive")
        url = reverse(f"{self.model.snippet_viewset.url_namespace}:archive", args=(self.object.pk,))  # type: ignore[attr-defined]
        buttons = super().header_more_buttons  # type: ignore[misc]
        return [*buttons, Button(label, url=url, icon_name="folder", priority=90)]


class ArchivableEditView(_ArchiveButton, EditView):
    pass


class ArchivableInspectView(_ArchiveButton, InspectView):
    """Lists, sizes and pictures as a person writes them."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return "–" if value in (None, "") else value

    def get_exclusion_labels_display_value(self) -> str:
        return ", ".join(self.object.exclusion_labels) or "–"

    def get_formats_display_value(self) -> str:
        return ", ".join(str(Format(name).label) for name in self.object.formats)

    def get_breakpoints_display_value(self) -> str:
        return columns.breakpoints_of(self.object)

    def get_asset_display_value(self) -> Any:
        return Picture(self.object.asset) if self.object.asset else "–"

    def get_slots_display_value(self) -> str:
        return ", ".join(slot.code for slot in self.object.slots.order_by("code")) or "–"


class Picture(Component):
    """A stored picture in its own size."""

    template_name = "ads/admin/picture.html"

    def __init__(self, asset: CreativeAsset) -> None:
        self.asset = asset

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"asset": self.asset}


class RelatedIndexView(IndexView):
    """A list that reads what its columns show in the same query, without boxes to delete what was ticked."""

    related: tuple[str, ...] = ()
    table_classname = "listing desk-list"

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.model.objects.select_related(*self.related)


class ArchivableViewSet(SnippetViewSet):
    """What the screens of all archivable rows have in common."""

    edit_view_class = ArchivableEditView
    inspect_view_class = ArchivableInspectView
    inspect_view_enabled = True
    index_view_class = RelatedIndexView
    chooser_viewset_class = DeskChooserViewSet
    has_usage = True
    filterset_class = ArchiveFilters
    search_backend_name = None
    index_template_name = LIST_TEMPLATE
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common = super().get_common_view_kwargs(**kwargs)
        return {**common, "usage_url_name": common["usage_url_name"] if self.has_usage else None}

    def get_urlpatterns(self) -> list[URLPattern]:
        view = ArchiveView.as_view(model=self.model, url_namespace=self.url_namespace)
        return [*super().get_urlpatterns(), path("archive/<int:pk>/", view, name="archive")]
