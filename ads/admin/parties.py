"""The screens of advertisers and campaigns."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from ads.admin.archiving import (
    ArchivableEditView,
    ArchivableInspectView,
    ArchivableViewSet,
    ArchiveFilters,
    RelatedIndexView,
)
from ads.admin.forms import AdvertiserForm
from ads.admin.report_links import ReportLinkView
from ads.models import Advertiser, Campaign, DealType


class AdvertiserFilters(ArchiveFilters):
    class Meta:
        model = Advertiser
        fields: tuple[str, ...] = ()


class CampaignFilters(ArchiveFilters):
    advertiser = django_filters.ModelChoiceFilter(
        label=_("Advertiser"), queryset=Advertiser.objects.order_by("name")
    )
    deal_type = django_filters.MultipleChoiceFilter(label=_("Deal type"), choices=DealType.choices)

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = ()


class CampaignIndexView(RelatedIndexView):
    related = ("advertiser", "owner")


class _ReportLinkButton:
    """Beside the title: the link that the advertiser is given."""

    object: Advertiser

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = reverse("wagtailsnippets_ads_advertiser:report_link", args=(self.object.pk,))
        return [*super().header_buttons, HeaderButton(_("Report link"), url=url, icon_name="link")]  # type: ignore[misc]


class AdvertiserEditView(_ReportLinkButton, ArchivableEditView):
    pass


class AdvertiserInspectView(_ReportLinkButton, ArchivableInspectView):
    pass


class AdvertiserViewSet(ArchivableViewSet):
    model = Advertiser
    edit_view_class = AdvertiserEditView
    inspect_view_class = AdvertiserInspectView
    icon = "group"
    menu_label = _("Advertisers")
    menu_name = "advertisers"
    base_url_path = "advertising/advertisers"
    chooser_base_url_path = "advertising/choose/advertisers"
    filterset_class = AdvertiserFilters
    search_fields = ("name", "legal_name", "agency")
    ordering = "name"
    list_display = (
        "name",
        Column("legal_name", label=_("Legal name"), sort_key="legal_name"),
        Column("agency", label=_("Agency"), sort_key="agency"),
        Column("labels", label=_("Exclusion labels"), accessor=lambda row: ", ".join(row.exclusion_labels)),
    )
    inspect_view_fields = (
        "name",
        "legal_name",
        "tax_id",
        "agency",
        "contacts",
        "exclusion_labels",
        "categories",
    )
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("exclusion_labels"), FieldPanel("categories")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("legal_name"), FieldPanel("tax_id")]),
                    FieldPanel("agency"),
                    FieldPanel("contacts"),
                ],
                heading=_("For contracts and invoices"),
            ),
        ],
        base_form_class=AdvertiserForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        link = path("report-link/<int:pk>/", ReportLinkView.as_view(), name="report_link")
        return [*super().get_urlpatterns(), link]


class CampaignViewSet(ArchivableViewSet):
    model = Campaign
    icon = "folder-open-inverse"
    menu_label = _("Campaigns")
    menu_name = "campaigns"
    base_url_path = "advertising/campaigns"
    chooser_base_url_path = "advertising/choose/campaigns"
    index_view_class = CampaignIndexView
    filterset_class = CampaignFilters
    search_fields = ("name", "advertiser__name", "order_number", "purchase_order_number")
    ordering = "-pk"
    list_display = (
        "name",
        Column("advertiser", label=_("Advertiser"), sort_key="advertiser__name"),
        Column("deal_type", label=_("Deal type"), accessor="get_deal_type_display", sort_key="deal_type"),
        Column("order_number", label=_("Order number"), sort_key="order_number"),
        Column("owner", label=_("Owner")),
    )
    inspect_view_fields = (
        "name",
        "advertiser",
        "deal_type",
        "order_number",
        "purchase_order_number",
        "currency",
        "budget",
        "owner",
        "notes",
    )
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("advertiser"),
            FieldPanel("deal_type"),
            FieldPanel("budget"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("order_number"), FieldPanel("purchase_order_number")]),
                    FieldPanel("owner"),
                    FieldPanel("notes"),
                ],
                heading=_("For contracts and invoices"),
            ),
        ]
    )
