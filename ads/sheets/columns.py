"""The columns of a sheet of bookings: what each is called, takes, and means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads.counting.accounting import zone
from ads.models.booking import Roadblock, Rotation
from ads.models.promises import CostType, GoalType, Pacing, Tier
from ads.sheets.table import LONGEST_CELL, Cell

WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[., \u00a0][0-9]{3})+")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
HOURS = ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S")
YES, NO = ("yes", "ya", "true", "1", "x"), ("no", "tidak", "false", "0")
Reader = Callable[[Cell], Any]


class Unfit(ValueError):
    """A cell is not what its column takes; the text says what that is."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    read: Reader
    told: str | Promise
    is_required: bool = False


def text(value: Cell) -> str:
    found = f"{value:g}" if isinstance(value, float) else str(value)
    if len(found) > LONGEST_CELL:
        raise Unfit(_("Allowed are at most %(most)d characters.") % {"most": LONGEST_CELL})
    return found


def listed(value: Cell) -> list[str]:
    return [part for each in re.split(r"[;,\n]", text(value)) if (part := each.strip())]


def whole(value: Cell) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = str(value)
    if not WHOLE.fullmatch(found) or len(found) > 20:
        raise Unfit(_("Allowed is a whole number, as 100000 or 100.000."))
    return int(re.sub(r"[^0-9]", "", found))


def percent(value: Cell) -> Decimal:
    try:
        return round(Decimal(str(value).strip().rstrip("%").strip().replace(",", ".")), 2)
    except InvalidOperation:
        raise Unfit(_("Allowed is a number, as 40 or 12,5.")) from None


def one_of(choices: type[TextChoices]) -> Reader:
    """The code of one of the choices, or its name in the language in use."""

    def read(value: Cell) -> str:
        wanted = text(value).casefold()
        for code, name in choices.choices:
            if code and wanted in (code.casefold(), str(name).casefold()):
                return str(code)
        allowed = ", ".join(code for code, _name in choices.choices if code)
        raise Unfit(_("Allowed are: %(allowed)s.") % {"allowed": allowed})

    return read


def yes_or_no(value: Cell) -> bool:
    found = str(value).casefold()
    if found not in (*YES, *NO):
        raise Unfit(_("Allowed are yes and no."))
    return found in YES


def start(value: Cell) -> datetime:
    """A day alone begins at its midnight."""
    return _moment(value)[0]


def end(value: Cell) -> datetime:
    """A day alone is meant whole: it ends at the midnight after it."""
    at, is_day = _moment(value)
    return _aware((at.astimezone(zone()) + timedelta(days=1)).replace(tzinfo=None)) if is_day else at


def _moment(value: Cell) -> tuple[datetime, bool]:
    if isinstance(value, datetime):
        return _aware(value), False
    if isinstance(value, date):
        return _aware(datetime.combine(value, time())), True
    found = str(value).strip()
    for day in DAYS:
        for hours in HOURS:
            try:
                return _aware(datetime.strptime(found, day + hours)), not hours
            except ValueError:
                continue
    try:
        at = datetime.fromisoformat(found)
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        raise Unfit(_("Allowed is a day or a moment, as 2026-08-17, 17/08/2026 or 2026-08-17 09:00."))
    return at, False


def _aware(at: datetime) -> datetime:
    return at if timezone.is_aware(at) else at.replace(tzinfo=zone())


DAY_TOLD = gettext_lazy("A day or a moment in the zone of the installation; a day alone is meant whole.")
LIST_TOLD = gettext_lazy("Separated by commas.")

COLUMNS = (
    Column("name", text, gettext_lazy("What your desk calls it; once in its campaign."), is_required=True),
    Column("campaign", text, gettext_lazy("Name or order number of the campaign."), is_required=True),
    Column("advertiser", text, gettext_lazy("Only where two advertisers have a campaign of that name.")),
    Column(
        "tier",
        one_of(Tier),
        "sponsorship, standard-1, standard-2, standard-3, network, house",
        is_required=True,
    ),
    Column(
        "starts_at",
        start,
        gettext_lazy("A day or a moment in the zone of the installation."),
        is_required=True,
    ),
    Column("ends_at", end, DAY_TOLD),
    Column(
        "slots",
        listed,
        gettext_lazy("Codes of slots and of slot groups, separated by commas."),
        is_required=True,
    ),
    Column(
        "creatives",
        listed,
        gettext_lazy("Names or numbers of creatives of the advertiser, separated by commas."),
    ),
    Column("goal_type", one_of(GoalType), "impressions, viewable, clicks, share_of_voice"),
    Column("goal_quantity", whole, gettext_lazy("A whole number.")),
    Column("share_percent", percent, gettext_lazy("Sponsorship only, as 40 or 12,5.")),
    Column("proportional", yes_or_no, gettext_lazy("Sponsorship only: scale down to fit; yes or no.")),
    Column("weight", whole, gettext_lazy("Network and house; 1 without it.")),
    Column("pacing", one_of(Pacing), "even, asap"),
    Column("overdelivery_percent", whole, gettext_lazy("A whole number.")),
    Column("daily_cap", whole, gettext_lazy("A whole number.")),
    Column("lifetime_cap", whole, gettext_lazy("A whole number.")),
    Column("cost_type", one_of(CostType), "flat, CPM, vCPM, CPC, CPD"),
    Column("rate", whole, gettext_lazy("In rupiah.")),
    Column("budget", whole, gettext_lazy("In rupiah.")),
    Column("hold_until", end, DAY_TOLD),
    Column("copy_due_at", end, DAY_TOLD),
    Column("roadblock", one_of(Roadblock), "none, all"),
    Column("exclusive", yes_or_no, gettext_lazy("yes or no")),
    Column("rotation", one_of(Rotation), "even, weighted"),
    Column("exclusion_labels", listed, LIST_TOLD),
    Column("sections", listed, gettext_lazy("Only in these; keys of sections, separated by commas.")),
    Column("tags", listed, gettext_lazy("Only beside these; short names of tags, separated by commas.")),
    Column("devices", listed, "mobile, tablet, desktop, other"),
    Column("places", listed, gettext_lazy("Only there; ID is a country, ID-JB a province of it.")),
    Column("key_values", listed, gettext_lazy("Only where the page says so, as topic=elections.")),
    Column("notes", text, gettext_lazy("Any text.")),
)
BY_NAME = {column.name: column for column in COLUMNS}
TARGETING = {
    "sections": "section",
    "tags": "tag",
    "devices": "device",
    "places": "geo",
    "key_values": "key_value",
}
"""Columns of targeting, and their dimensions: any of these."""
