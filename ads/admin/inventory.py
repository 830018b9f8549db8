"""The screens of slots and slot groups."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from ads.admin.archiving import ArchivableViewSet, ArchiveFilters, RelatedIndexView
from ads.admin.forms import SlotForm
from ads.models import AdSlot, SlotGroup


class SlotFilters(ArchiveFilters):
    group = django_filters.ModelChoiceFilter(label=_("Group"), queryset=SlotGroup.objects.order_by("code"))

    class Meta:
        model = AdSlot
        fields: tuple[str, ...] = ()


class SlotGroupFilters(ArchiveFilters):
    class Meta:
        model = SlotGroup
        fields: tuple[str, ...] = ()


class SlotIndexView(RelatedIndexView):
    related = ("group",)


class SlotGroupIndexView(RelatedIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().prefetch_related("slots")


def sizes_of(slot: AdSlot) -> str:
    return "; ".join(
        f"{row['min_width']}+: " + ", ".join(f"{width}×{height}" for width, height in row["sizes"])
        for row in slot.breakpoints
    )


def members_of(group: SlotGroup) -> str:
    return ", ".join(sorted(slot.code for slot in group.slots.all()))


class SlotViewSet(ArchivableViewSet):
    model = AdSlot
    icon = "desktop"
    menu_label = _("Slots")
    menu_name = "slots"
    base_url_path = "advertising/slots"
    chooser_base_url_path = "advertising/choose/slots"
    index_view_class = SlotIndexView
    filterset_class = SlotFilters
    search_fields = ("code", "name")
    ordering = "code"
    list_display = (
        "code",
        Column("name", label=_("Name"), sort_key="name"),
        Column("group", label=_("Group"), sort_key="group__code"),
        Column("sizes", label=_("Sizes by screen width"), accessor=sizes_of),
        Column("disclosure", label=_("Disclosure label")),
    )
    inspect_view_fields = (
        "code",
        "name",
        "group",
        "breakpoints",
        "formats",
        "disclosure",
        "lazy",
        "page_repeat",
        "fallback_creative",
    )
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("code"), FieldPanel("name")]), FieldPanel("group")],
                heading=_("What it is"),
            ),
            FieldPanel("breakpoints"),
            FieldPanel("formats"),
            MultiFieldPanel(
                [FieldPanel("disclosure"), FieldPanel("page_repeat"), FieldPanel("lazy")],
                heading=_("On the page"),
            ),
            FieldPanel("fallback_creative"),
        ],
        base_form_class=SlotForm,
    )


class SlotGroupViewSet(ArchivableViewSet):
    model = SlotGroup
    icon = "list-ul"
    menu_label = _("Slot groups")
    menu_name = "slot-groups"
    base_url_path = "advertising/slot-groups"
    chooser_base_url_path = "advertising/choose/slot-groups"
    index_view_class = SlotGroupIndexView
    filterset_class = SlotGroupFilters
    search_fields = ("code", "name")
    ordering = "code"
    list_display = (
        "code",
        Column("name", label=_("Name"), sort_key="name"),
        Column("slots", label=_("Slots"), accessor=members_of),
    )
    inspect_view_fields = ("code", "name")
    edit_handler = ObjectList([FieldPanel("code"), FieldPanel("name")])
