"""The line items: list, form, inspection."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import EditView, IndexView, InspectView, SnippetViewSet

from ads import targets
from ads.admin import columns, importing, tier_rules
from ads.admin.acts import Act, ActView, acts_of, seldom_acts_of
from ads.admin.archiving import LIST_TEMPLATE
from ads.admin.choosers import DeskChooserViewSet
from ads.admin.delivery import delivery_of
from ads.admin.forecast import ForecastPanel
from ads.admin.forms import LineItemForm
from ads.admin.importing import ImportView
from ads.admin.panels import SummaryPanel, summary_of
from ads.admin.promised import late_copy, made_good
from ads.admin.targets import warned
from ads.admin.tier_rules import PAID, panel, row, shown
from ads.admin.traced import why_not_more
from ads.admin.why import WhyView
from ads.counting.accounting import day_of
from ads.counting.reading import totals
from ads.models import AdSlot, Advertiser, Campaign, LineItem, Status, Tier, status_of
from runtime import clock


class LineItemFilters(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status.choices, method="with_status"
    )
    tier = django_filters.MultipleChoiceFilter(label=_("Tier"), choices=Tier.choices)
    advertiser = django_filters.ModelChoiceFilter(
        label=_("Advertiser"), field_name="campaign__advertiser", queryset=Advertiser.objects.order_by("name")
    )
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"), queryset=Campaign.objects.order_by("name")
    )
    slot = django_filters.ModelChoiceFilter(
        label=_("Slot"), queryset=AdSlot.objects.order_by("code"), method="in_slot"
    )
    copy = django_filters.ChoiceFilter(
        label=_("Artwork"), choices=[("late", _("overdue"))], method="with_copy"
    )

    class Meta:
        model = LineItem
        fields: tuple[str, ...] = ()

    def with_status(self, queryset: QuerySet[Any], name: str, values: list[str]) -> QuerySet[Any]:
        return queryset.filter(status__in=values) if values else queryset

    def with_copy(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(pk__in=LineItem.objects.without_copy(clock.now()).values("pk"))

    def in_slot(self, queryset: QuerySet[Any], name: str, slot: AdSlot) -> QuerySet[Any]:
        booked = LineItem.objects.filter(Q(slots=slot) | Q(slot_groups__slots=slot)).values("pk")
        return queryset.filter(pk__in=booked)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What is archived shows only to whom asks for it."""
        filtered = super().filter_queryset(queryset)
        asked = Status.ARCHIVED in (self.form.cleaned_data.get("status") or [])
        return filtered if asked else filtered.exclude(status=Status.ARCHIVED)


class LineItemIndexView(IndexView):
    table_classname = "listing desk-list"

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        if importing.may_import(self.request):
            url = reverse("wagtailsnippets_ads_lineitem:import")
            buttons.append(Button(_("Book from a spreadsheet"), url=url, icon_name="upload", priority=50))
        return buttons

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = LineItem.objects.with_status(clock.now()).select_related("campaign__advertiser", "control")
        return rows.prefetch_related("slots", "slot_groups")

    @cached_property
    def columns(self) -> list[Any]:
        return [
            self._get_title_column("name"),
            columns.StatusColumn("status", Status, acts_of=self._acts_of, label=_("Status")),
            columns.LinesColumn("campaign", label=_("Advertiser, campaign"), accessor=_deal),
            columns.LinesColumn("tier", label=_("Tier"), accessor=columns.right_in_tier, sort_key="tier"),
            columns.LinesColumn(
                "starts_at", label=_("Dates"), accessor=columns.period_of, sort_key="starts_at"
            ),
            columns.LinesColumn("slots", label=_("Slots"), accessor=columns.places_of),
            columns.CountColumn("impressions", label=_("Impressions"), classname="desk-number"),
            columns.CountColumn("clicks", label=_("Clicks"), classname="desk-number"),
        ]

    def _acts_of(self, line_item: LineItem) -> list[Act]:
        # The rows of a search come without the page around them; the way back leads to the page.
        back = f"{self.index_url}?{self.request.GET.urlencode()}"
        return acts_of(line_item, Status(line_item.status), self.request, back=back)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        # Counts live in another database: one query on the ledger for the rows of this page.
        counted = totals([line_item.pk for line_item in shown])
        faults = targets.faults_of({line_item.pk: line_item.targeting for line_item in shown})
        late = set(
            LineItem.objects.without_copy(clock.now()).filter(pk__in=counted).values_list("pk", flat=True)
        )
        for line_item in shown:
            line_item.totals = counted[line_item.pk]
            line_item.faults = warned(line_item, faults.get(line_item.pk, []))
            if line_item.pk in late:
                line_item.faults.append(late_copy(line_item))
        return dict(context)


class _ActsInHeader:
    """Buttons of the header that act on the stored row at once, whatever the form holds."""

    object: LineItem
    request: Any

    @cached_property
    def header_buttons(self) -> list[Any]:
        why = reverse("wagtailsnippets_ads_lineitem:why", args=(self.object.pk,))
        buttons = [_button(act, HeaderButton, priority) for priority, act in enumerate(self._acts(acts_of))]
        return [*buttons, HeaderButton(_("Why not?"), url=why, icon_name="help", priority=90)]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        seldom = [
            _button(act, Button, 100 + priority) for priority, act in enumerate(self._acts(seldom_acts_of))
        ]
        return [*super().header_more_buttons, *seldom]  # type: ignore[misc]

    def _acts(self, offered: Any) -> list[Act]:
        stored = LineItem.objects.with_children().get(pk=self.object.pk)
        back = self.request.get_full_path()
        return list(offered(stored, status_of(stored, clock.now()), self.request, back=back))


class LineItemEditView(_ActsInHeader, EditView):
    pass


class LineItemInspectView(_ActsInHeader, InspectView):
    template_name = "ads/admin/line_item_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "summary": summary_of(self.object),
            "delivery": delivery_of(self.object),
            "traced": why_not_more(self.object, today=day_of(clock.now())),
        }

    def get_fields(self) -> list[str]:
        return []

    def get_fields_context(self) -> list[dict[str, Any]]:
        item = self.object
        uses = item.uses.select_related("creative__asset")
        rows = [
            (_("Advertiser"), item.campaign.advertiser),
            (_("Campaign"), item.campaign),
            (_("Order number"), item.campaign.order_number or "–"),
            (_("Tier"), item.get_tier_display()),
            (_("Promised"), columns.right_of(item)),
            (_("Caps"), columns.caps_of(item)),
            (_("Price"), columns.price_of(item)),
            (_("Dates"), columns.dates_of(item)),
            (_("Held until"), columns.moment_of(item.hold_until)),
            (_("Artwork due"), columns.moment_of(item.copy_due_at)),
            (_("Make-good of"), made_good([item.make_good_of] if item.make_good_of else [])),
            (_("Made good by"), made_good(item.make_goods.order_by("pk"))),
            (_("Slots"), ", ".join(columns.places_of(item))),
            (_("Roadblock"), item.get_roadblock_display()),
            (_("Exclusive"), _("yes") if item.exclusive else _("no")),
            (_("Creatives"), ", ".join(f"{use.creative} ({_weight(use)})" for use in uses) or "–"),
            (_("Exclusion labels"), ", ".join(_labels(item)) or "–"),
            (_("Notes"), item.notes or "–"),
        ]
        return [{"label": label, "value": value, "component": None} for label, value in rows]


def _deal(line_item: LineItem) -> list[str]:
    return [line_item.campaign.advertiser.name, line_item.campaign.name]


def _weight(use: Any) -> str:
    return str(_("weight %(weight)s") % {"weight": use.weight})


def _labels(item: LineItem) -> list[str]:
    return sorted({*item.exclusion_labels, *item.campaign.advertiser.exclusion_labels})


def _button(act: Act, kind: type[Any], priority: int) -> Any:
    if act.asks_first:
        return kind(act.label, url=act.url, priority=priority)
    posts = {
        "data-controller": "w-action",
        "data-action": "w-action#post",
        "data-w-action-url-value": act.url,
    }
    return kind(act.label, attrs=posts, priority=priority)


PANELS = [
    SummaryPanel(),
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldPanel("campaign"),
            FieldPanel("tier"),
            panel("weight"),
            FieldPanel("exclusive"),
            FieldPanel("make_good_of"),
        ],
        heading=_("What"),
    ),
    MultiFieldPanel(
        [
            row("goal_type", "goal_quantity"),
            row("pacing", "overdelivery_percent"),
            panel("share_percent"),
            panel("proportional"),
            row("daily_cap", "lifetime_cap"),
            FieldPanel("frequency_caps"),
        ],
        heading=_("How much"),
    ),
    MultiFieldPanel(
        [panel("cost_type"), row("rate", "budget")], heading=_("At what price"), attrs=shown(PAID)
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldRowPanel([FieldPanel("hold_until"), FieldPanel("copy_due_at")]),
            FieldPanel("dayparts"),
        ],
        heading=_("When"),
    ),
    MultiFieldPanel(
        [FieldPanel("slots"), FieldPanel("slot_groups"), FieldPanel("roadblock")], heading=_("Where")
    ),
    InlinePanel(
        "uses",
        panels=[
            FieldPanel("creative"),
            FieldRowPanel([FieldPanel("weight"), FieldPanel("starts_at"), FieldPanel("ends_at")]),
        ],
        heading=_("Creatives"),
        label=_("Creative"),
        help_text=_(
            "They take turns by their weights. Dates are only needed where they differ from the booking's."
        ),
    ),
    FieldPanel("rotation", help_text=_("Evenly: whatever weights stand beside them.")),
    MultiFieldPanel([FieldPanel("targeting"), FieldPanel("exclusion_labels")], heading=_("For whom")),
    ForecastPanel(heading=_("Does it fit?")),
    FieldPanel("notes"),
]


class LineItemViewSet(SnippetViewSet):
    model = LineItem
    icon = "calendar-check"
    menu_label = _("Line items")
    menu_name = "line-items"
    base_url_path = "advertising/line-items"
    chooser_base_url_path = "advertising/choose/line-items"
    index_view_class = LineItemIndexView
    edit_view_class = LineItemEditView
    inspect_view_class = LineItemInspectView
    inspect_view_enabled = True
    chooser_viewset_class = DeskChooserViewSet
    filterset_class = LineItemFilters
    search_fields = ("name", "campaign__name", "campaign__advertiser__name", "campaign__order_number")
    search_backend_name = None
    index_template_name = LIST_TEMPLATE
    list_per_page = 50
    ordering = "-pk"
    edit_handler = ObjectList(PANELS, base_form_class=LineItemForm, attrs=tier_rules.FORM)

    def get_urlpatterns(self) -> list[URLPattern]:
        acts = path("act/<int:pk>/<slug:name>/", ActView.as_view(), name="act")
        why = path("why/<int:pk>/", WhyView.as_view(), name="why")
        sheet = path("import/", ImportView.as_view(), name="import")
        template = path("import/template/", importing.template, name="import_template")
        return [*super().get_urlpatterns(), acts, why, sheet, template]
