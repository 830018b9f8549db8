"""“Why not more?”: of the requests that were looked at, what became of a line item, in a few words each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads.admin.amounts import number
from ads.decision.types import Reason
from ads.models import LineItem
from ads.planning.traced import traced
from ads.targets import TITLES

DAYS = 7
Words = Promise | str


@dataclass(frozen=True, slots=True)
class Part:
    """What became of some of the requests."""

    words: str
    codes: tuple[str, ...]  # of the reasons that are meant
    percent: float
    is_shown: bool


LIMITS = gettext_lazy("a goal, cap or budget was used up")
READER = gettext_lazy("the reader had seen it often enough")
OTHERS = gettext_lazy("something else on the page kept it out")
PAGE = gettext_lazy("the page keeps it off")
CREATIVE = gettext_lazy("no creative could be shown there")
NOT_RUNNING = gettext_lazy("it was not running")
WORDS: dict[Reason | None, Words] = {
    None: gettext_lazy("shown"),
    Reason.TURN: gettext_lazy("another's turn"),
    Reason.LOWER_TIER: gettext_lazy("a higher tier was served"),
    Reason.PACING: gettext_lazy("ahead of its plan, it waited"),
    Reason.LEASE_WAIT: gettext_lazy("the server had to fetch its part of the rest first"),
    Reason.CONSENT: gettext_lazy("the reader did not consent"),
    Reason.RULE_BROKEN: gettext_lazy("its rule cannot be kept"),
    Reason.DAYPART: gettext_lazy("not at this hour"),
    **dict.fromkeys(
        (
            Reason.GOAL_REACHED,
            Reason.LIFETIME_CAP,
            Reason.DAILY_CAP,
            Reason.BUDGET,
            Reason.BUDGET_CAMPAIGN,
        ),
        LIMITS,
    ),
    **dict.fromkeys((Reason.FREQUENCY_CAP, Reason.SEEN_UNKNOWN), READER),
    **dict.fromkeys(
        (
            Reason.COMPETITOR_ON_PAGE,
            Reason.ADVERTISER_ONCE,
            Reason.CREATIVE_ONCE,
            Reason.ROADBLOCK_INCOMPLETE,
            Reason.SLOT_TAKEN,
        ),
        OTHERS,
    ),
    **dict.fromkeys((Reason.LABEL_EXCLUDED, Reason.CATEGORY_BLOCKED, Reason.NO_ADS), PAGE),
    **dict.fromkeys(
        (
            Reason.NO_CREATIVE,
            Reason.CREATIVE_REJECTED,
            Reason.CREATIVE_STOPPED,
            Reason.CREATIVE_SIZE,
            Reason.CREATIVE_DATES,
        ),
        CREATIVE,
    ),
}


def words_of(reason: Reason | None) -> str:
    if reason in WORDS:
        return str(WORDS[reason])
    if reason is not None and reason.value in TITLES:
        return _("other targeting: %(dimension)s") % {"dimension": TITLES[reason.value]}
    return str(NOT_RUNNING)


def why_not_more(line_item: LineItem, *, today: date) -> dict[str, Any]:
    """`parts` in the order of their size, and in words how many requests were looked at."""
    found = traced(line_item.pk, first=today - timedelta(days=DAYS - 1), last=today)
    total = sum(found.values())
    told = _(
        "Of %(number)s requests for its slots in the last seven days that were looked at, one in a hundred."
    ) % {"number": number(total)}
    return {"parts": _parts(found, total), "told": told}


def _parts(found: dict[Reason | None, int], total: int) -> list[Part]:
    counts, codes = Counter[str](), defaultdict[str, list[str]](list)
    for reason, times in found.items():
        words = words_of(reason)
        counts[words] += times
        codes[words] += [reason.value] if reason else []
    return [
        Part(words, tuple(sorted(codes[words])), 100 * times / total, not codes[words])
        for words, times in counts.most_common()
    ]
