"""Table columns of the ad desk's lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from ads.models import AdSlot, LineItem, Review, Status, Tier


class StatusColumn(Column):
    """A tag, and below it the buttons that change it at once (`acts_of` says which)."""

    cell_template_name = "ads/admin/cells/status.html"

    def __init__(
        self,
        name: str,
        choices: type[Status] | type[Review],
        acts_of: Callable[[Any], list[Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self.choices = choices
        self.acts_of = acts_of

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "acts": self.acts_of(instance) if self.acts_of else []}

    def get_value(self, instance: Any) -> Status | Review:
        return self.choices(getattr(instance, self.name))


class CountColumn(Column):
    """A number of the ledger, fetched for all rows of the page at once."""

    cell_template_name = "ads/admin/cells/count.html"

    def get_value(self, instance: LineItem) -> int:
        return int(getattr(instance.totals, self.name))


class LinesColumn(Column):
    """A few short texts below each other."""

    cell_template_name = "ads/admin/cells/lines.html"


class ThumbnailColumn(Column):
    cell_template_name = "ads/admin/cells/thumbnail.html"


def right_of(line_item: LineItem) -> str:
    """Its share or its weight, whichever counts in its tier."""
    if line_item.tier != Tier.SPONSORSHIP:
        return _("weight %(weight)s") % {"weight": line_item.weight}
    if line_item.share_percent is None:
        return "100%"
    return f"{line_item.share_percent.normalize():f}%"


def right_in_tier(line_item: LineItem) -> list[str]:
    return [line_item.get_tier_display(), right_of(line_item)]


def period_of(line_item: LineItem) -> list[str]:
    starts = _day(line_item.starts_at)
    return [f"{starts} –", _day(line_item.ends_at) if line_item.ends_at else _("open end")]


def dates_of(line_item: LineItem) -> str:
    starts = _day(line_item.starts_at)
    return (
        f"{starts} – {_day(line_item.ends_at)}" if line_item.ends_at else _("from %(day)s") % {"day": starts}
    )


def places_of(line_item: LineItem) -> list[str]:
    groups = [_("%(group)s (group)") % {"group": group.code} for group in line_item.slot_groups.all()]
    return [*sorted(slot.code for slot in line_item.slots.all()), *sorted(groups)]


def sizes_of(creative: Any) -> str:
    return "×".join(map(str, creative.size)) if creative.size else ""


def _day(at: Any) -> str:
    return date_format(timezone.localtime(at), "j M Y H:i")


def breakpoints_of(slot: AdSlot) -> str:
    return "; ".join(
        f"{row['min_width']}+: " + ", ".join(f"{width}×{height}" for width, height in row["sizes"])
        for row in slot.breakpoints
    )
