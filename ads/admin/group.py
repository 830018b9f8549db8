"""The menu "Advertising" and what is in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from ads.admin.creatives import CreativeViewSet
from ads.admin.emergency import EmergencyMenuItem
from ads.admin.inventory import SlotGroupViewSet, SlotViewSet
from ads.admin.line_items import LineItemViewSet
from ads.admin.parties import AdvertiserViewSet, CampaignViewSet
from ads.admin.simulator import SimulatorMenuItem


class AdvertisingGroup(SnippetViewSetGroup):
    menu_label = _("Advertising")
    menu_name = "advertising"
    menu_icon = "desk-megaphone"
    menu_order = 300
    items = (
        LineItemViewSet,
        CreativeViewSet,
        CampaignViewSet,
        AdvertiserViewSet,
        SlotViewSet,
        SlotGroupViewSet,
    )

    def get_submenu_items(self) -> list[Any]:
        return [*super().get_submenu_items(), SimulatorMenuItem(), EmergencyMenuItem()]
