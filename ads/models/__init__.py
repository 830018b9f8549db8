"""Re-exports every model of the ad side."""

from ads.models.ads_txt import AdsTxt
from ads.models.booking import (
    LineItem,
    LineItemControl,
    LineItemCreative,
    Pause,
    Roadblock,
)
from ads.models.creatives import Creative, CreativeAsset, Requires
from ads.models.desk import DeskSettings
from ads.models.inventory import AdSlot, Format, PageRepeat, SlotGroup
from ads.models.parties import Advertiser, Campaign, DealType
from ads.models.promises import CostType, GoalType, Pacing, Tier
from ads.statuses import Review, Status, status_of

__all__ = [
    "AdSlot",
    "AdsTxt",
    "Advertiser",
    "Campaign",
    "CostType",
    "Creative",
    "CreativeAsset",
    "DealType",
    "DeskSettings",
    "Format",
    "GoalType",
    "LineItem",
    "LineItemControl",
    "LineItemCreative",
    "Pacing",
    "PageRepeat",
    "Pause",
    "Requires",
    "Review",
    "Roadblock",
    "SlotGroup",
    "Status",
    "Tier",
    "status_of",
]
