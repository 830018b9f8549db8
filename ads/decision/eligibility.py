"""Why a candidate may not be served: the rules in their order, for one candidate at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ads.decision.frequency import NOBODY
from ads.decision.rotation import NO_LIMITS, right_of
from ads.decision.situation import Situation
from ads.decision.types import (
    FLEXIBLE_FORMATS,
    PACED,
    CreativeRow,
    CreativeUse,
    Dimension,
    Limit,
    LineItemRow,
    Reason,
    Size,
    SlotRow,
    Snapshot,
)


class Case(NamedTuple):
    """One line item in one slot of one page view."""

    item: LineItemRow
    slot: SlotRow
    sizes: Sequence[Size] | None  # allowed at this width; None: nothing fits what was asked for
    situation: Situation
    snapshot: Snapshot
    limits: Mapping[int, Limit] = NO_LIMITS
    dry: frozenset[int] = frozenset()  # line items whose lease is spent
    tired: Mapping[int, Reason] = NOBODY  # line items that the reader has had often enough


Rule = Callable[[Case], Reason | None]


def reason_against(case: Case) -> Reason | None:
    """The first rule that refuses; None: it may be served, page rules apart."""
    for rule in RULES:
        reason = rule(case)
        if reason is not None:
            return reason
    return None


def broken(case: Case) -> Reason | None:
    return Reason.RULE_BROKEN if case.item.id in case.snapshot.broken else None


def state(case: Case) -> Reason | None:
    return case.item.blocked


def dates(case: Case) -> Reason | None:
    if case.item.starts_at is not None and case.situation.at < case.item.starts_at:
        return Reason.NOT_STARTED
    if case.item.ends_at is not None and case.situation.at >= case.item.ends_at:
        return Reason.ENDED
    return None


def creative(case: Case) -> Reason | None:
    """The reason of the last hurdle that none takes: existence, approval, dates, size, the reader's leave."""
    creatives = case.snapshot.creatives
    uses = [use for use in case.item.creatives if use.creative in creatives]
    if not uses:
        return Reason.NO_CREATIVE
    shown = [use for use in uses if creatives[use.creative].blocked is None]
    if not shown:
        return creatives[uses[0].creative].blocked
    dated = [use for use in shown if _is_dated(use, case.situation)]
    if not dated:
        return Reason.CREATIVE_DATES
    fitting = [creatives[use.creative] for use in dated if _fits(creatives[use.creative], case)]
    if not fitting:
        return Reason.CREATIVE_SIZE
    return None if any(each.needs <= case.situation.grants for each in fitting) else Reason.CONSENT


def _is_dated(use: CreativeUse, situation: Situation) -> bool:
    return (use.starts_at is None or use.starts_at <= situation.at) and (
        use.ends_at is None or situation.at < use.ends_at
    )


def _fits(creative: CreativeRow, case: Case) -> bool:
    if case.sizes is None or creative.format not in case.slot.formats:
        return False
    return creative.format in FLEXIBLE_FORMATS or creative.size is None or creative.size in case.sizes


def dimension(position: int, dimension: Dimension) -> Rule:
    def rule(case: Case) -> Reason | None:
        values = set(case.situation.values[position])
        any_of = case.item.targeting.any_of.get(dimension)
        none_of = case.item.targeting.none_of.get(dimension, ())
        is_missed = any_of is not None and values.isdisjoint(any_of)
        return reason_of(dimension) if is_missed or not values.isdisjoint(none_of) else None

    return rule


def reason_of(dimension: str) -> Reason:
    return Reason.PAGE if dimension == Dimension.PAGE_TYPE else Reason(str(dimension))


def scope(case: Case) -> Reason | None:
    """The slot is not on pages like this, whoever books it."""
    outside = case.situation.outside(case.slot.scope)
    return None if outside is None else reason_of(outside)


def daypart(case: Case) -> Reason | None:
    hours = case.item.dayparts
    return Reason.DAYPART if hours is not None and case.situation.hour not in hours else None


def label(case: Case) -> Reason | None:
    is_excluded = not set(case.situation.exclude_labels).isdisjoint(case.item.exclusion_labels)
    return Reason.LABEL_EXCLUDED if is_excluded else None


def category(case: Case) -> Reason | None:
    blocked = case.slot.blocked_categories.union(case.situation.blocked_categories)
    return None if blocked.isdisjoint(case.item.categories) else Reason.CATEGORY_BLOCKED


def often_enough(case: Case) -> Reason | None:
    return case.tired.get(case.item.id)


def no_ads(case: Case) -> Reason | None:
    return Reason.NO_ADS if case.situation.no_ads else None


def limit(case: Case) -> Reason | None:
    found = case.limits.get(case.item.id)
    return None if found is None else found.blocked


def pacing(case: Case) -> Reason | None:
    is_waiting = case.item.tier in PACED and not right_of(case.limits.get(case.item.id))
    return Reason.PACING if is_waiting else None


def lease(case: Case) -> Reason | None:
    return Reason.LEASE_WAIT if case.item.id in case.dry else None


RULES: tuple[Rule, ...] = (
    broken,
    state,
    dates,
    creative,
    scope,
    *(dimension(position, each) for position, each in enumerate(Dimension)),
    daypart,
    label,
    category,
    no_ads,
    limit,
    often_enough,
    pacing,
    lease,
)
