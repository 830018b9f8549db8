"""Numbers of a booking as the desk reads them: goals, shares, money."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ads.models import LineItem
from ads.rules.goals import goal_name


def number(value: int) -> str:
    return str(number_format(value, force_grouping=True))


def money(rupiah: int) -> str:
    return f"Rp {number(rupiah)}"


def goal_words(line_item: LineItem) -> str:
    """ "5,000 clicks"."""
    return _("%(number)s %(event)s") % {
        "number": number(line_item.goal_quantity or 0),
        "event": goal_name(line_item.goal_type),
    }


def share_words(line_item: LineItem) -> str:
    share = line_item.share_percent
    return "100%" if share is None else f"{share.normalize():f}%"
