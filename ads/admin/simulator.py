"""Simulator: what each slot of a page would show a reader, why nothing else, and shares over many pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from ads import ports
from ads.admin.amounts import number
from ads.admin.crumbs import crumbs
from ads.admin.reasons import Case, Said, said
from ads.admin.why import MOST_SLOTS, WIDTHS, WhyForm, path_of
from ads.decision.types import PageFacts
from ads.delivery.snapshot import SnapshotMissing
from ads.models import AdSlot, LineItem
from ads.planning import rounds
from ads.planning.why import Situation, Slate, Verdict, slates
from ads.tokens import AgentClass
from runtime import clock

NAME = "ads_simulator"
MOST_PAGES = 1_000
PAGES = (100, MOST_PAGES)


class SimulatorForm(WhyForm):
    """What the address of the page says, so that it can be sent to a colleague."""

    section = forms.ChoiceField(label=gettext_lazy("Or any page of a section"), required=False)
    pages = forms.TypedChoiceField(
        label=gettext_lazy("Shares over so many pages"), coerce=int, required=False
    )
    field_order = ("page", "path", "section", "at", "device", "place", "slot", "pages", "consents")

    def __init__(self, data: Any, *, slots: list[AdSlot]) -> None:
        super().__init__(data, slots=slots)
        self.fields["section"].choices = [("", "–"), *ports.sections()]  # type: ignore[attr-defined]
        self.fields["pages"].choices = [("", _("none")), *((each, number(each)) for each in PAGES)]  # type: ignore[attr-defined]
        self.fields["slot"].empty_label = _("all")  # type: ignore[attr-defined]

    @property
    def is_asked(self) -> bool:
        return super().is_asked or bool(self.cleaned_data.get("section"))

    def situation(self) -> tuple[Situation, bool]:
        """And whether a public page stands there, or a section was chosen."""
        path, section = path_of(self), self.cleaned_data["section"]
        facts = ports.page_facts(path) if path not in (None, "/") or not section else None
        is_known = facts is not None or bool(section)
        if facts is None:
            facts = PageFacts(sections=(section,)) if section else PageFacts(path=path)
        device = self.cleaned_data["device"] or "mobile"
        situation = Situation(
            page=facts,
            at=self.cleaned_data["at"] or clock.now(),
            device=AgentClass[device.upper()],
            width=WIDTHS[device],
            grants=self.grants(),
            places=self.chosen_places(),
        )
        return situation, is_known


@dataclass(frozen=True, slots=True)
class Candidate:
    line_item: LineItem
    verdict: Verdict
    said: Said


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    url: str  # "" of what is no booking
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """One slot as the screen shows it."""

    slate: Slate
    shown: Candidate | None
    others: list[Candidate]
    shares: list[Share]


class SimulatorView(View):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_look(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        slots = list(AdSlot.objects.in_use().order_by("code"))
        form = SimulatorForm(request.GET or None, slots=slots)
        context = {
            "header_title": _("Simulator"),
            "form": form,
            **_answer(form),
            "breadcrumbs_items": crumbs(
                ("", _("Simulator")),
            ),
        }
        return TemplateResponse(request, "ads/admin/simulator.html", context)


def may_look(request: HttpRequest) -> bool:
    return bool(policy_registry.get_by_type(LineItem).user_has_permission(request.user, "view"))


def _answer(form: SimulatorForm) -> dict[str, Any]:
    if not form.is_valid() or not form.is_asked:
        return {}
    situation, is_known = form.situation()
    answer = {"situation": situation, "is_known": is_known}
    try:
        return {**answer, **_drawn(form, situation, now=clock.now())}
    except SnapshotMissing:
        return {**answer, "is_unavailable": True}


def _drawn(form: SimulatorForm, situation: Situation, *, now: datetime) -> dict[str, Any]:
    slots, pages = form.chosen_slots()[:MOST_SLOTS], form.cleaned_data["pages"]
    found = slates(slots, situation, now=now)
    played = rounds.shares(slots, situation, pages=pages, now=now) if pages else None
    known = LineItem.objects.with_children().in_bulk(
        {pk for slate in found for pk, _verdict in slate.verdicts}
    )
    page = form.cleaned_data["page"]
    page_id = page.pk if page else None
    drawn = []
    for slate in found:
        candidates = [
            _candidate(known, pk, verdict, situation, page_id)
            for pk, verdict in slate.verdicts
            if pk in known
        ]
        drawn.append(
            Drawn(
                slate=slate,
                shown=next((each for each in candidates if each.verdict.reason is None), None),
                others=[each for each in candidates if each.verdict.reason is not None],
                shares=_shares(slate, played, known) if played else [],
            )
        )
    return {"drawn": drawn, "played": played}


def _candidate(
    known: dict[int, LineItem], pk: int, verdict: Verdict, situation: Situation, page_id: int | None
) -> Candidate:
    line_item = known[pk]
    winner = known.get(verdict.winner) if verdict.winner else None
    creatives = [use.creative for use in line_item.uses.all()]
    return Candidate(
        line_item, verdict, said(Case(line_item, verdict, situation, page_id, winner, creatives))
    )


def _shares(slate: Slate, played: rounds.Shares, known: dict[int, LineItem]) -> list[Share]:
    """The most shown first."""
    counted = played.by_slot[slate.slot.code].most_common()
    return [
        Share(
            name=known[pk].name if pk in known else _("fallback or nothing"),
            url=reverse("wagtailsnippets_ads_lineitem:inspect", args=(pk,)) if pk in known else "",
            count=count,
            percent=100 * count / played.pages,
        )
        for pk, count in counted
    ]


class SimulatorMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Simulator"), reverse(NAME), name="simulator", icon_name="view", order=650
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request)
