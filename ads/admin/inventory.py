"""The screens of slots and slot groups."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Q, QuerySet
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column

from ads.admin import columns
from ads.admin.archiving import ArchivableInspectView, ArchivableViewSet, ArchiveFilters, RelatedIndexView
from ads.admin.forms import SlotForm
from ads.models import AdSlot, LineItem, SlotGroup, Status
from ads.statuses import OVER
from runtime import clock


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


class BookedInspectView(ArchivableInspectView):
    """Says who books it, which Wagtail's index of references does not know of many-to-many fields."""

    def get_fields_context(self) -> list[dict[str, Any]]:
        booked = {"label": _("Booked by"), "value": None, "component": Bookings(self._bookings())}
        return [*super().get_fields_context(), *self._of_the_page(), booked]

    def _of_the_page(self) -> list[dict[str, Any]]:
        slot = self.object
        if not isinstance(slot, AdSlot):
            return []
        blocked = ", ".join(slot.blocked_categories) or "–"
        return [
            {"label": _("Blocked categories"), "value": blocked, "component": None},
            {"label": _("Pages"), "value": columns.pages_of(slot), "component": None},
            {"label": _("In the template"), "value": None, "component": Embed(slot.code)},
        ]

    def _bookings(self) -> QuerySet[Any]:
        rows = LineItem.objects.with_status(clock.now()).exclude(status__in=OVER)
        return (
            rows.filter(pk__in=booked_in(self.object)).select_related("campaign__advertiser").order_by("pk")
        )


class Embed(Component):
    """What whoever builds the page writes to have the slot there."""

    template_name = "ads/admin/embed.html"

    def __init__(self, code: str) -> None:
        self.code = code

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"code": self.code, "script": f"{settings.PUBLIC_URL}{static('slots.js')}"}


class Bookings(Component):
    """Line items, each with its tier, its right and its status."""

    template_name = "ads/admin/bookings.html"

    def __init__(self, line_items: QuerySet[Any]) -> None:
        self.line_items = line_items

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        bookings = [
            {"line_item": row, "status": Status(row.status), "right": columns.right_of(row)}
            for row in self.line_items
        ]
        return {"bookings": bookings}


def booked_in(place: AdSlot | SlotGroup) -> QuerySet[Any]:
    if isinstance(place, SlotGroup):
        return LineItem.objects.filter(slot_groups=place).values("pk")
    return LineItem.objects.filter(Q(slots=place) | Q(slot_groups__slots=place)).values("pk")


class SlotGroupIndexView(RelatedIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().prefetch_related("slots")


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
    inspect_view_class = BookedInspectView
    has_usage = False
    filterset_class = SlotFilters
    search_fields = ("code", "name")
    ordering = "code"
    list_display = (
        "code",
        Column("name", label=_("Name"), sort_key="name"),
        Column("group", label=_("Group"), sort_key="group__code"),
        Column("sizes", label=_("Sizes by screen width"), accessor=columns.breakpoints_of),
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
        "refresh_seconds",
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
                [
                    FieldPanel("disclosure"),
                    FieldPanel("page_repeat"),
                    FieldPanel("lazy"),
                    FieldPanel("refresh_seconds"),
                ],
                heading=_("On the page"),
            ),
            FieldPanel("page_scope"),
            FieldPanel("blocked_categories"),
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
    inspect_view_class = BookedInspectView
    has_usage = False
    filterset_class = SlotGroupFilters
    search_fields = ("code", "name")
    ordering = "code"
    list_display = (
        "code",
        Column("name", label=_("Name"), sort_key="name"),
        Column("slots", label=_("Slots"), accessor=members_of),
    )
    inspect_view_fields = ("code", "name", "slots")
    edit_handler = ObjectList([FieldPanel("code"), FieldPanel("name")])
