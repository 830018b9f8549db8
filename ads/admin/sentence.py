"""A booking in one sentence, as one would read it to the advertiser on the telephone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ads import targets
from ads.admin.amounts import goal_words, money, number, share_words
from ads.admin.widgets import UNITS, FrequencyWidget
from ads.bookings import slots_of
from ads.models import LineItem, Roadblock, Tier
from ads.rules.targeting import DIMENSIONS


def sentence(line_item: LineItem) -> str:
    exclusive = _("exclusive in its tier") if line_item.exclusive else ""
    parts = [
        _what(line_item),
        _instead_of(line_item),
        exclusive,
        _where(line_item),
        _when(line_item),
        *_for_whom(line_item),
        *_at_most(line_item),
        _with(line_item),
        _held(line_item),
    ]
    return ", ".join(part for part in parts if part) + "."


def _what(line_item: LineItem) -> str:
    payer = line_item.campaign.advertiser.name
    if line_item.goal_quantity:
        return _("%(goal)s for %(advertiser)s, %(pace)s (%(tier)s)") % {
            "goal": goal_words(line_item),
            "advertiser": payer,
            "pace": line_item.get_pacing_display(),
            "tier": line_item.get_tier_display(),
        }
    if line_item.tier != Tier.SPONSORSHIP:
        return _("%(tier)s for %(advertiser)s with weight %(weight)s") % {
            "tier": line_item.get_tier_display().capitalize(),
            "advertiser": payer,
            "weight": line_item.weight,
        }
    if line_item.share_percent is None:
        return _("Sponsorship for %(advertiser)s: every request") % {"advertiser": payer}
    return _("Sponsorship for %(advertiser)s: %(share)s%% of the requests") % {
        "advertiser": payer,
        "share": share_words(line_item).rstrip("%"),
    }


def _instead_of(line_item: LineItem) -> str:
    origin = line_item.make_good_of
    return _("as make-good of “%(name)s”") % {"name": origin.name} if origin else ""


def _held(line_item: LineItem) -> str:
    until = line_item.hold_until
    return _("only held until %(moment)s") % {"moment": _moment(until)} if until else ""


def _where(line_item: LineItem) -> str:
    codes = [slot.code for slot in slots_of(line_item) if not slot.is_archived]
    if not codes:
        return _("in no slot yet")
    if line_item.roadblock == Roadblock.ALL:
        return _("together in %(slots)s") % {"slots": _listed(codes)}
    return _("in %(slots)s") % {"slots": _listed(codes)}


def _when(line_item: LineItem) -> str:
    zone = timezone.get_current_timezone_name()
    starts = _moment(line_item.starts_at)
    if line_item.ends_at is None:
        return _("from %(starts)s on (%(zone)s)") % {"starts": starts, "zone": zone}
    return _("from %(starts)s to %(ends)s (%(zone)s)") % {
        "starts": starts,
        "ends": _moment(line_item.ends_at),
        "zone": zone,
    }


def _for_whom(line_item: LineItem) -> list[str]:
    phrases = [
        phrase
        for dimension in DIMENSIONS
        if dimension in line_item.targeting
        for phrase in _dimension(dimension, line_item.targeting[dimension])
    ]
    return [*phrases, *_hours(line_item.dayparts)]


def _dimension(dimension: str, modes: dict[str, list[str]]) -> list[str]:
    chosen = {value for values in modes.values() for value in values}
    labels = targets.named(dimension, chosen)
    wordings = _wordings()[dimension]
    return [
        wordings[mode] % {"values": _listed([labels.get(value, value) for value in modes[mode]])}
        for mode in ("any_of", "none_of")
        if modes.get(mode)
    ]


def _wordings() -> dict[str, dict[str, str]]:
    return {
        "section": {
            "any_of": _("only in the sections %(values)s"),
            "none_of": _("never in the sections %(values)s"),
        },
        "tag": {
            "any_of": _("only beside the tags %(values)s"),
            "none_of": _("never beside the tags %(values)s"),
        },
        "article_label": {
            "any_of": _("only beside articles labelled %(values)s"),
            "none_of": _("never beside articles labelled %(values)s"),
        },
        "author": {
            "any_of": _("only beside articles by %(values)s"),
            "none_of": _("never beside articles by %(values)s"),
        },
        "page": {
            "any_of": _("only on the pages %(values)s"),
            "none_of": _("never on the pages %(values)s"),
        },
        "key_value": {
            "any_of": _("only where the page says %(values)s"),
            "none_of": _("never where the page says %(values)s"),
        },
        "geo": {
            "any_of": _("only for readers in %(values)s"),
            "none_of": _("never for readers in %(values)s"),
        },
        "locale": {
            "any_of": _("only beside content in: %(values)s"),
            "none_of": _("never beside content in: %(values)s"),
        },
        "device": {"any_of": _("only on: %(values)s"), "none_of": _("never on: %(values)s")},
    }


def _hours(hours: Sequence[int]) -> list[str]:
    if not hours:
        return []
    days = sorted({hour // 24 for hour in hours})
    count = ngettext("%(count)d hour a week", "%(count)d hours a week", len(hours)) % {"count": len(hours)}
    return [
        _("in %(count)s (%(days)s)") % {"count": count, "days": _listed([str(WEEKDAYS[day]) for day in days])}
    ]


def _at_most(line_item: LineItem) -> list[str]:
    caps = [_cap(cap) for cap in line_item.frequency_caps]
    if line_item.daily_cap:
        caps.append(_("at most %(number)s a day") % {"number": number(line_item.daily_cap)})
    if line_item.lifetime_cap:
        caps.append(_("at most %(number)s in all") % {"number": number(line_item.lifetime_cap)})
    if line_item.budget:
        caps.append(_("until %(budget)s are spent") % {"budget": money(line_item.budget)})
    return caps


def _cap(cap: dict[str, Any]) -> str:
    row = FrequencyWidget().format_value([cap])[0]
    unit = dict(UNITS)[row["unit"]]
    return _("at most %(count)s times in %(period)s %(unit)s to one reader") % {**row, "unit": unit}


def _with(line_item: LineItem) -> str:
    number = len(line_item.uses.all())
    if not number:
        return _("with no creative yet")
    return ngettext("with %(number)d creative", "with %(number)d creatives", number) % {"number": number}


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y H:i")


def _listed(items: Sequence[Any]) -> str:
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(texts[:-1]), "last": texts[-1]}
