"""Table columns of the ad desk's lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from ads import targets
from ads.admin.amounts import goal_words, money, number, share_words
from ads.models import AdSlot, LineItem, Review, Status, Tier
from ads.rules.goals import counted_type, goal_name


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
        faults = getattr(instance, "faults", [])
        return {**context, "faults": faults, "acts": self.acts_of(instance) if self.acts_of else []}

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
    """Its goal, its share or its weight, whichever counts in its tier."""
    if line_item.goal_quantity:
        return goal_words(line_item)
    if line_item.tier == Tier.SPONSORSHIP:
        return share_words(line_item)
    return _("weight %(weight)s") % {"weight": line_item.weight}


def caps_of(line_item: LineItem) -> str:
    event = goal_name(counted_type(line_item.goal_type, line_item.cost_type))
    caps = []
    if line_item.daily_cap:
        caps.append(_("%(number)s %(event)s a day") % {"number": number(line_item.daily_cap), "event": event})
    if line_item.lifetime_cap:
        caps.append(
            _("%(number)s %(event)s in all") % {"number": number(line_item.lifetime_cap), "event": event}
        )
    return ", ".join(caps) or "–"


def price_of(line_item: LineItem) -> str:
    if not line_item.cost_type:
        return "–"
    price = f"{line_item.cost_type} {money(line_item.rate or 0)}"
    if not line_item.budget:
        return price
    return _("%(price)s, up to %(budget)s") % {"price": price, "budget": money(line_item.budget)}


def right_in_tier(line_item: LineItem) -> list[str]:
    return [line_item.get_tier_display(), right_of(line_item)]


def period_of(line_item: LineItem) -> list[str]:
    starts = _day(line_item.starts_at)
    held = line_item.hold_until
    return [
        f"{starts} –",
        _day(line_item.ends_at) if line_item.ends_at else _("open end"),
        *([_("held until %(moment)s") % {"moment": _day(held)}] if held else []),
    ]


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


def moment_of(at: Any) -> str:
    return _day(at) if at else "–"


def _day(at: Any) -> str:
    return date_format(timezone.localtime(at), "j M Y H:i")


def pages_of(slot: AdSlot) -> str:
    """Which pages have the slot, in words."""
    words = []
    for dimension, modes in slot.page_scope.items():
        names = targets.named(dimension, {value for values in modes.values() for value in values})
        for mode, text in (("any_of", _("only %(values)s")), ("none_of", _("never %(values)s"))):
            if mode in modes:
                values = ", ".join(names.get(value, value) for value in modes[mode]) or "–"
                words.append(f"{targets.TITLES[dimension]}: {text % {'values': values}}")
    return "; ".join(words) or _("all that ask for it")


def breakpoints_of(slot: AdSlot) -> str:
    return "; ".join(
        f"{row['min_width']}+: " + ", ".join(f"{width}×{height}" for width, height in row["sizes"])
        for row in slot.breakpoints
    )
