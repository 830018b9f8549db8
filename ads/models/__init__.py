"""Re-exports every model of the ad side."""

from ads.models.ads_txt import AdsTxt
from ads.models.booking import (
    GoalType,
    LineItem,
    LineItemControl,
    LineItemCreative,
    Pause,
    Roadblock,
    Tier,
)
from ads.models.creatives import Creative, CreativeAsset, Requires
from ads.models.desk import DeskSettings
from ads.models.inventory import AdSlot, Format, PageRepeat, SlotGroup
from ads.models.parties import Advertiser, Campaign, DealType
from ads.statuses import Review, Status, status_of

__all__ = [
    "AdSlot",
    "AdsTxt",
    "Advertiser",
    "Campaign",
    "Creative",
    "CreativeAsset",
    "DealType",
    "DeskSettings",
    "Format",
    "GoalType",
    "LineItem",
    "LineItemControl",
    "LineItemCreative",
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
