"""A sheet of bookings: judged as the form judges them, then booked all together or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ads import editing
from ads.bookings import check_shares
from ads.models import AdSlot, Campaign, Creative, LineItem, SlotGroup
from ads.sheets.columns import BY_NAME, COLUMNS, TARGETING, Unfit
from ads.sheets.table import Cell, Row

COLUMN_OF = {**{dimension: name for name, dimension in TARGETING.items()}, "slot_groups": "slots"}
"""Where a fault of a field stands in the sheet, if not in the column of its name."""


@dataclass(slots=True)
class Draft:
    """One row: the booking that it would make, or what is wrong with it, as (column, message)."""

    number: int
    cells: Mapping[str, Cell]
    values: dict[str, Any] = field(default_factory=dict)
    line_item: LineItem | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)


class SheetRefused(Exception):
    """Something is wrong with a row, so nothing was booked."""

    code = "sheet_refused"

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts


def judge(rows: Sequence[Row], *, now: datetime) -> list[Draft]:
    """What each row would book, and all that is wrong; nothing is written."""
    known = Known(rows)
    drafts = [_draft(row, known) for row in rows]
    _refuse_repeated(drafts)
    for draft in drafts:
        if not draft.faults:
            _check(draft, beside=[each for each in drafts if each is not draft], now=now)
    return drafts


def book(rows: Sequence[Row], *, by: User | None, now: datetime) -> list[LineItem]:
    """All of them, published as a click on Publish does, or none. Raises SheetRefused."""
    drafts = judge(rows, now=now)
    if any(draft.faults for draft in drafts):
        raise SheetRefused(drafts)
    with transaction.atomic():
        return [_stored(draft, drafts, by) for draft in drafts]


def _stored(draft: Draft, drafts: Sequence[Draft], by: User | None) -> LineItem:
    try:
        return editing.store_line_item(row=LineItem(), values=draft.values, by=by)
    except ValidationError as refused:  # somebody booked the same a moment ago
        _add(draft, refused)
        raise SheetRefused(drafts) from None


class Known:
    """What the cells of a sheet may name, in a fixed number of queries."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.slots = {slot.code: slot for slot in AdSlot.objects.in_use().order_by("code")}
        self.groups = {group.code: group for group in SlotGroup.objects.in_use().order_by("code")}
        self.campaigns = self._campaigns(_texts(rows, "campaign"))
        self.creatives = self._creatives()
        self.names = set(
            LineItem.objects.filter(
                campaign__in={each.pk for found in self.campaigns.values() for each in found}
            )
            .filter(Q(control__archived_at__isnull=True) | Q(control__isnull=True))
            .values_list("campaign", "name")
        )

    def _campaigns(self, wanted: set[str]) -> dict[str, list[Campaign]]:
        found: dict[str, list[Campaign]] = defaultdict(list)
        rows = Campaign.objects.in_use().filter(Q(name__in=wanted) | Q(order_number__in=wanted))
        for campaign in rows.select_related("advertiser").order_by("pk"):
            for name in {campaign.name, campaign.order_number}:
                found[name].append(campaign)
        return found

    def _creatives(self) -> dict[tuple[int, str], list[Creative]]:
        payers = {each.advertiser_id for found in self.campaigns.values() for each in found}
        found: dict[tuple[int, str], list[Creative]] = defaultdict(list)
        for creative in Creative.objects.in_use().filter(advertiser__in=payers).select_related("asset"):
            found[creative.advertiser_id, creative.name.casefold()].append(creative)
            found[creative.advertiser_id, str(creative.pk)].append(creative)
        return found


def _texts(rows: Iterable[Row], column: str) -> set[str]:
    return {str(row.cells[column]) for row in rows if column in row.cells}


def _draft(row: Row, known: Known) -> Draft:
    draft = Draft(row.number, row.cells)
    found: dict[str, Any] = {}
    for column in COLUMNS:
        if column.name not in row.cells:
            if column.is_required:
                draft.faults.append((column.name, str(_("This is needed."))))
            continue
        try:
            found[column.name] = column.read(row.cells[column.name])
        except Unfit as fault:
            draft.faults.append((column.name, str(fault)))
    draft.values = _values(draft, found, known)
    return draft


def _values(draft: Draft, found: dict[str, Any], known: Known) -> dict[str, Any]:
    """The fields of a line item; what the cells name is looked up, and what is not there is a fault."""
    values = {name: value for name, value in found.items() if name not in {*NAMING, *TARGETING}}
    campaign = _campaign(draft, found, known)
    if campaign is not None:
        values["campaign"] = campaign
        values["creatives"] = _uses(draft, found.get("creatives", []), campaign, known)
        if (campaign.pk, values.get("name")) in known.names:
            message = _("This campaign has a line item of that name already; give it another one.")
            draft.faults.append(("name", message))
    values["slots"] = [known.slots[code] for code in found.get("slots", ()) if code in known.slots]
    values["slot_groups"] = [known.groups[code] for code in found.get("slots", ()) if code in known.groups]
    missing = [code for code in found.get("slots", ()) if code not in {*known.slots, *known.groups}]
    if missing:
        draft.faults.append(("slots", _not_there(missing, [*known.slots, *known.groups])))
    values["targeting"] = {
        dimension: {"any_of": found[name]} for name, dimension in TARGETING.items() if found.get(name)
    }
    return values


NAMING = ("campaign", "advertiser", "slots", "creatives")


def _campaign(draft: Draft, found: dict[str, Any], known: Known) -> Campaign | None:
    if "campaign" not in found:
        return None
    payer = found.get("advertiser", "").casefold()
    fitting = [
        each
        for each in known.campaigns.get(found["campaign"], [])
        if not payer or payer == each.advertiser.name.casefold()
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"{each.advertiser}: {each.order_number or each.name}" for each in fitting[:5])
        message = _(
            "More than one campaign is called so: %(names)s. Give the advertiser or the order number."
        )
        draft.faults.append(("campaign", message % {"names": names}))
    else:
        message = _(
            "There is no such campaign. Allowed is the name or the order number of one that is in use."
        )
        draft.faults.append(("campaign", message))
    return None


def _uses(draft: Draft, names: Sequence[str], campaign: Campaign, known: Known) -> list[dict[str, Any]]:
    uses = []
    for name in dict.fromkeys(names):
        fitting = known.creatives.get((campaign.advertiser_id, name.casefold()), [])
        if len(fitting) == 1:
            uses.append({"creative": fitting[0]})
        elif fitting:
            numbers = ", ".join(str(each.pk) for each in fitting)
            message = _("More than one creative is called “%(name)s”; give its number: %(numbers)s.")
            draft.faults.append(("creatives", message % {"name": name, "numbers": numbers}))
        else:
            own = {
                each.name
                for (payer, _n), found in known.creatives.items()
                for each in found
                if payer == campaign.advertiser_id
            }
            draft.faults.append(("creatives", _not_there([name], sorted(own))))
    return uses


def _not_there(missing: Sequence[str], allowed: Sequence[str]) -> str:
    shown = ", ".join(allowed[:20]) + (" …" if len(allowed) > 20 else "")
    return _("Not there: %(missing)s. Allowed are: %(allowed)s.") % {
        "missing": ", ".join(missing),
        "allowed": shown or "–",
    }


def _refuse_repeated(drafts: Sequence[Draft]) -> None:
    first: dict[tuple[Any, Any], int] = {}
    for draft in drafts:
        key = draft.values.get("campaign"), draft.values.get("name")
        if None in key:
            continue
        if key in first:
            message = _("Row %(row)d has the same name in the same campaign.") % {"row": first[key]}
            draft.faults.append(("name", message))
        first.setdefault(key, draft.number)


def _check(draft: Draft, *, beside: Sequence[Draft], now: datetime) -> None:
    try:
        draft.line_item = editing.fill_line_item(LineItem(), draft.values)
        editing.check_booking(draft.line_item)
        earlier = [each.line_item for each in beside if each.line_item and each.number < draft.number]
        check_shares(draft.line_item, now=now, beside=earlier)
    except ValidationError as refused:
        _add(draft, refused)


def _add(draft: Draft, refused: ValidationError) -> None:
    named = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for name, messages in named.items():
        column = COLUMN_OF.get(name, name)
        draft.faults += [(column if column in BY_NAME else "", message) for message in messages]
