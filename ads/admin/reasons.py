"""The reasons of the engine in sentences, each with the setting that causes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads import targets
from ads.decision.situation import DIMENSIONS, missed, values_of
from ads.decision.types import Dimension, Reason, Request
from ads.delivery.rows import scope_of
from ads.models import Creative, LineItem
from ads.planning.why import Situation, Verdict
from runtime import clock


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a sentence may speak of."""

    line_item: LineItem
    verdict: Verdict
    situation: Situation
    page_id: int | None
    winner: LineItem | None
    creatives: Sequence[Creative]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the cause can be changed."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    sentence: str
    setting: Setting | None


def said(case: Case) -> Said:
    if case.verdict.reason is None:
        return Said(_("It is shown here."), None)
    return SENTENCES[case.verdict.reason](case)


# --- where the settings are ------------------------------------------------------------------------


def _booking(label: Promise | str, field: str = "") -> Callable[[Case], Setting]:
    def setting(case: Case) -> Setting:
        url = reverse("wagtailsnippets_ads_lineitem:edit", args=(case.line_item.pk,))
        return Setting(str(label), f"{url}#{field}" if field else url)

    return setting


def _slot(label: Promise | str, field: str) -> Callable[[Case], Setting]:
    def setting(case: Case) -> Setting:
        url = reverse("wagtailsnippets_ads_adslot:edit", args=(case.verdict.slot.pk,))
        return Setting(str(label) % {"slot": case.verdict.slot.code}, f"{url}#{field}")

    return setting


def _resume(case: Case) -> Setting:
    return Setting(
        _("Resume"), reverse("wagtailsnippets_ads_lineitem:act", args=(case.line_item.pk, "resume"))
    )


def _campaign(case: Case) -> Setting:
    campaign = case.line_item.campaign
    return Setting(str(campaign), reverse("wagtailsnippets_ads_campaign:edit", args=(campaign.pk,)))


def _creative(case: Case) -> Setting:
    if not case.creatives:
        return USES(case)
    creative = case.creatives[0]
    return Setting(str(creative), reverse("wagtailsnippets_ads_creative:inspect", args=(creative.pk,)))


def _winner(case: Case) -> Setting | None:
    if case.winner is None:
        return None
    return Setting(str(case.winner), reverse("wagtailsnippets_ads_lineitem:inspect", args=(case.winner.pk,)))


def _page(case: Case) -> Setting | None:
    if case.page_id is None:
        return None
    return Setting(_("Settings of the page"), reverse("wagtailadmin_pages:edit", args=(case.page_id,)))


def _nowhere(case: Case) -> None:
    return None


BOOKING = _booking(gettext_lazy("Line item"))
USES = _booking(gettext_lazy("Creatives of the line item"), "id_uses-FORMS")

# --- the sentences ---------------------------------------------------------------------------------

Sentence = Callable[[Case], Said]


def _plain(text: Promise | str, setting: Callable[[Case], Setting | None]) -> Sentence:
    return lambda case: Said(str(text), setting(case))


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "j F Y H:i") if at else "–"


def _stopped(case: Case) -> Said:
    control = getattr(case.line_item, "control", None)
    since = _moment(control.stopped_at if control else None)
    return Said(_("It was stopped on %(moment)s.") % {"moment": since}, _resume(case))


def _held(case: Case) -> Said:
    until = case.line_item.hold_until
    if until is None or until > clock.now():
        text = _("It is only held, until %(moment)s, and not booked.")
    else:
        text = _("It was held until %(moment)s and never booked.")
    return Said(
        text % {"moment": _moment(until)}, _booking(gettext_lazy("Hold"), "id_hold_until-label")(case)
    )


def _not_started(case: Case) -> Said:
    text = _("It starts on %(moment)s.") % {"moment": _moment(case.line_item.starts_at)}
    return Said(text, _booking(gettext_lazy("Start"), "id_starts_at-label")(case))


def _ended(case: Case) -> Said:
    text = _("It ended on %(moment)s.") % {"moment": _moment(case.line_item.ends_at)}
    return Said(text, _booking(gettext_lazy("End"), "id_ends_at-label")(case))


def _size(case: Case) -> Said:
    slot = case.verdict.slot
    rows = [row for row in slot.breakpoints if row["min_width"] <= case.situation.width]
    sizes = ", ".join(f"{width}×{height}" for width, height in rows[-1]["sizes"]) if rows else "–"
    text = _(
        "None of its creatives fits: on a screen %(width)d pixels wide %(slot)s takes %(sizes)s, in the"
        " formats %(formats)s."
    ) % {
        "width": case.situation.width,
        "slot": slot.code,
        "sizes": sizes,
        "formats": ", ".join(slot.formats),
    }
    return Said(text, _slot(gettext_lazy("Sizes of %(slot)s"), "id_breakpoints")(case))


def _targeting(dimension: Dimension, value: Callable[[Situation], Sequence[str]]) -> Sentence:
    def sentence(case: Case) -> Said:
        modes = case.line_item.targeting.get(dimension.value, {})
        own = list(value(case.situation))
        named = str(targets.TITLES.get(dimension.value, dimension.value))
        never = [each for each in modes.get("none_of", []) if each in own]
        if never:
            text = _("Its targeting keeps it off: %(named)s, never %(values)s.") % {
                "named": named,
                "values": ", ".join(never),
            }
        else:
            text = _("Its targeting asks for something else: %(named)s, only %(values)s; here: %(own)s.") % {
                "named": named,
                "values": ", ".join(modes.get("any_of", [])) or "–",
                "own": ", ".join(own) or "–",
            }
        return Said(text, _booking(gettext_lazy("Targeting"), "id_targeting")(case))

    return sentence


def _page_of_slot(else_: Sentence) -> Sentence:
    """Whether the slot is not on such pages at all, or the booking is not."""

    def sentence(case: Case) -> Said:
        values = zip(DIMENSIONS, values_of(case.situation.page, Request(slots=())), strict=True)
        if missed(scope_of(case.verdict.slot), dict(values)) is None:
            return else_(case)
        text = _("Pages like this have no slot %(slot)s.") % {"slot": case.verdict.slot.code}
        return Said(text, _slot(gettext_lazy("Pages of %(slot)s"), "id_page_scope")(case))

    return sentence


def _daypart(case: Case) -> Said:
    text = _("It does not run at this hour: %(moment)s.") % {"moment": _moment(case.situation.at)}
    return Said(text, _booking(gettext_lazy("Hours"), "id_dayparts")(case))


def _excluded(case: Case) -> Said:
    own = {*case.line_item.exclusion_labels, *case.line_item.campaign.advertiser.exclusion_labels}
    shared = ", ".join(sorted(own & set(case.situation.page.exclude_labels)))
    return Said(_("The page keeps ads with this label off: %(labels)s.") % {"labels": shared}, _page(case))


def _broken(case: Case) -> Said:
    fault = targets.fatal_fault(targets.faults_in(case.line_item.targeting))
    text = _("Its rule cannot be kept, so it is never shown: %(fault)s.")
    where = _booking(gettext_lazy("Targeting"), "id_targeting") if fault else BOOKING
    return Said(text % {"fault": fault or case.verdict.fault}, where(case))


def _category(case: Case) -> Said:
    """The slot's own word, or that of the page and of the sections above it."""
    own = set(case.line_item.campaign.advertiser.categories)
    slot = own.intersection(case.verdict.slot.blocked_categories)
    if slot:
        text = _("The slot keeps its category out: %(categories)s.")
        where = _slot(gettext_lazy("Settings of %(slot)s"), "id_blocked_categories-label")
        return Said(text % {"categories": ", ".join(sorted(slot))}, where(case))
    page = ", ".join(sorted(own.intersection(case.situation.page.blocked_categories)))
    return Said(
        _("The page or its section keeps its category out: %(categories)s.") % {"categories": page},
        _page(case),
    )


def _competitor(case: Case) -> Said:
    return Said(
        _("A competitor that shares one of its exclusion labels stands on the page."),
        _booking(gettext_lazy("Exclusion labels"), "id_exclusion_labels-label")(case),
    )


def _beaten(text: Promise | str) -> Sentence:
    def sentence(case: Case) -> Said:
        winner = str(case.winner) if case.winner else _("another line item")
        return Said(str(text) % {"winner": winner}, _winner(case))

    return sentence


def _turn(case: Case) -> Said:
    explained = case.verdict.explained
    text = _(
        "It was not its turn: it has a right to %(right)s of such requests, and the account of its turns"
        " stands at %(credit)s."
    ) % {
        "right": f"{100 * explained.entitlement:.1f}%" if explained else "–",
        "credit": f"{explained.credit:+.2f}" if explained else "–",
    }
    if case.winner is not None:
        text = f"{text} {_('This time it is the turn of “%(winner)s”.') % {'winner': case.winner}}"
    field = "id_share_percent-label" if case.line_item.tier == "sponsorship" else "id_weight-label"
    return Said(text, _booking(gettext_lazy("Share or weight"), field)(case))


def _device(situation: Situation) -> Sequence[str]:
    return (situation.device.name.lower(),)


SENTENCES: dict[Reason, Sentence] = {
    Reason.DRAFT: _plain(gettext_lazy("It is a draft that was never approved."), BOOKING),
    Reason.UNAPPROVED: _plain(gettext_lazy("It waits for approval."), BOOKING),
    Reason.PAUSED: _plain(gettext_lazy("It is paused."), _resume),
    Reason.STOPPED: _stopped,
    Reason.HOLD: _held,
    Reason.NOT_STARTED: _not_started,
    Reason.ENDED: _ended,
    Reason.ARCHIVED: _plain(gettext_lazy("It is in the archive."), _nowhere),
    Reason.CAMPAIGN: _plain(gettext_lazy("Its campaign or its advertiser is in the archive."), _campaign),
    Reason.NO_CREATIVE: _plain(gettext_lazy("It has no creative."), USES),
    Reason.CREATIVE_REJECTED: _plain(gettext_lazy("None of its creatives is approved."), _creative),
    Reason.CREATIVE_STOPPED: _plain(gettext_lazy("Its creatives are in the archive."), _creative),
    Reason.CREATIVE_SIZE: _size,
    Reason.CREATIVE_DATES: _plain(gettext_lazy("None of its creatives is dated for this moment."), USES),
    Reason.SLOT: _plain(
        gettext_lazy("It does not book this slot."), _booking(gettext_lazy("Slots"), "id_slots")
    ),
    Reason.SECTION: _page_of_slot(_targeting(Dimension.SECTION, lambda situation: situation.page.sections)),
    Reason.PAGE: _page_of_slot(_targeting(Dimension.PAGE, lambda situation: (situation.page.path or "",))),
    Reason.TAG: _targeting(Dimension.TAG, lambda situation: situation.page.tags),
    Reason.AUTHOR: _targeting(Dimension.AUTHOR, lambda situation: situation.page.authors),
    Reason.ARTICLE_LABEL: _targeting(
        Dimension.ARTICLE_LABEL, lambda situation: tuple(filter(None, (situation.page.article_label,)))
    ),
    Reason.GEO: _targeting(Dimension.GEO, lambda situation: situation.places),
    Reason.DEVICE: _targeting(Dimension.DEVICE, _device),
    Reason.LOCALE: _targeting(
        Dimension.LOCALE, lambda situation: tuple(filter(None, (situation.page.locale,)))
    ),
    Reason.DAYPART: _daypart,
    Reason.KEY_VALUE: _targeting(Dimension.KEY_VALUE, lambda situation: situation.page.key_values),
    Reason.LABEL_EXCLUDED: _excluded,
    Reason.CATEGORY_BLOCKED: _category,
    Reason.NO_ADS: _plain(gettext_lazy("This page carries no ads."), _page),
    Reason.CONSENT: _plain(gettext_lazy("The reader did not consent to what its creatives need."), _creative),
    Reason.RULE_BROKEN: _broken,
    Reason.GOAL_REACHED: _plain(
        gettext_lazy("Its goal is reached."), _booking(gettext_lazy("Goal"), "id_goal_quantity-label")
    ),
    Reason.LIFETIME_CAP: _plain(
        gettext_lazy("Its cap for the whole booking is reached."),
        _booking(gettext_lazy("Cap"), "id_lifetime_cap-label"),
    ),
    Reason.DAILY_CAP: _plain(
        gettext_lazy("Its cap for this day is reached."),
        _booking(gettext_lazy("Daily cap"), "id_daily_cap-label"),
    ),
    Reason.BUDGET: _plain(
        gettext_lazy("Its budget is spent."), _booking(gettext_lazy("Budget"), "id_budget-label")
    ),
    Reason.BUDGET_CAMPAIGN: _plain(gettext_lazy("The budget of its campaign is spent."), _campaign),
    Reason.FREQUENCY_CAP: _plain(
        gettext_lazy("This reader has seen it as often as they may."),
        _booking(gettext_lazy("Frequency"), "id_frequency_caps"),
    ),
    Reason.SEEN_UNKNOWN: _plain(
        gettext_lazy("Nothing is known of what this reader saw, so it is shown at most once on a page."),
        _booking(gettext_lazy("Frequency"), "id_frequency_caps"),
    ),
    Reason.PACING: _plain(
        gettext_lazy("It is ahead of its plan and waits, so that it lasts until its end."),
        _booking(gettext_lazy("Pacing"), "id_pacing-label"),
    ),
    Reason.LEASE_WAIT: _plain(
        gettext_lazy("The server is fetching its part of what may still be shown; that takes a moment."),
        _nowhere,
    ),
    Reason.COMPETITOR_ON_PAGE: _competitor,
    Reason.ADVERTISER_ONCE: _plain(
        gettext_lazy("Its advertiser stands on the page already, and may only once."),
        _slot(gettext_lazy("Repeats in %(slot)s"), "id_page_repeat-label"),
    ),
    Reason.CREATIVE_ONCE: _plain(
        gettext_lazy("It stands on the page already, and may only once."),
        _slot(gettext_lazy("Repeats in %(slot)s"), "id_page_repeat-label"),
    ),
    Reason.ROADBLOCK_INCOMPLETE: _plain(
        gettext_lazy("Its roadblock needs all of its slots at once, and not all of them are free."),
        _booking(gettext_lazy("Roadblock"), "id_roadblock-label"),
    ),
    Reason.SLOT_TAKEN: _beaten(gettext_lazy("%(winner)s takes the slot with others of the page.")),
    Reason.LOWER_TIER: _beaten(gettext_lazy("“%(winner)s” of a higher tier is served first.")),
    Reason.TURN: _turn,
    Reason.FALLBACK: _plain(
        gettext_lazy("Nothing booked can be shown, so the slot shows its fallback."),
        _slot(gettext_lazy("Fallback of %(slot)s"), "id_fallback_creative-label"),
    ),
}
