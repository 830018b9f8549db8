"""“Why not?”: for a page, a moment and a device, why a line item is shown in its slots or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.widgets import AdminDateTimeInput, AdminPageChooser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from ads import places, ports
from ads.admin.crumbs import crumbs
from ads.admin.panels import summary_of
from ads.admin.reasons import Case, Said, said
from ads.admin.traced import why_not_more
from ads.bookings import slots_of
from ads.counting import statistics
from ads.decision.types import Need, PageFacts
from ads.delivery.snapshot import SnapshotMissing
from ads.models import AdSlot, LineItem
from ads.planning.reports import GroupBy, Line, report
from ads.planning.why import Situation, Verdict, verdicts
from ads.rules import consent
from ads.targets import DEVICES
from ads.tokens import AgentClass
from runtime import clock

WIDTHS = {"mobile": 390, "tablet": 820, "desktop": 1280, "other": 390}
DAYS = 7
MOST_SLOTS = 20


class WhyForm(forms.Form):
    """What the address of the page says, so that it can be sent to a colleague."""

    page = forms.ModelChoiceField(
        label=gettext_lazy("Article or page"),
        queryset=Page.objects.all(),
        required=False,
        widget=AdminPageChooser(),
    )
    path = forms.CharField(
        label=gettext_lazy("Or its path"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("For example /pelatihan/umkm-digital/."),
    )
    at = forms.DateTimeField(
        label=gettext_lazy("Moment"),
        required=False,
        widget=AdminDateTimeInput(),
        help_text=gettext_lazy("Empty: now."),
    )
    device = forms.ChoiceField(label=gettext_lazy("Device"), choices=DEVICES, required=False)
    place = forms.CharField(
        label=gettext_lazy("Place of the reader"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("For example ID or ID-JB. Empty: not known."),
    )
    slot = forms.ModelChoiceField(
        label=gettext_lazy("Slot"),
        queryset=AdSlot.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("all of its slots"),
    )
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("The reader consents to"),
        choices=[
            ("storage", gettext_lazy("storing on the device")),
            ("third_party", gettext_lazy("other servers")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any, *, slots: list[AdSlot]) -> None:
        super().__init__(_readable(data))
        self.slots = slots
        self.fields["slot"].queryset = AdSlot.objects.filter(pk__in=[slot.pk for slot in slots])  # type: ignore[attr-defined]

    @property
    def is_asked(self) -> bool:
        return bool(self.cleaned_data.get("page") or self.cleaned_data.get("path"))

    def chosen_slots(self) -> list[AdSlot]:
        one = self.cleaned_data.get("slot")
        return [one] if one else self.slots[:MOST_SLOTS]

    def clean_place(self) -> str:
        code = str(self.cleaned_data["place"]).strip().upper()
        if code and places.named(code) is None:
            raise forms.ValidationError(_("There is no such place: ID is a country, ID-JB a province of it."))
        return code

    def chosen_places(self) -> tuple[str, ...]:
        code = self.cleaned_data["place"]
        return places.with_country(code) if code else ()

    def grants(self) -> frozenset[Need]:
        said = self.cleaned_data.get("consents") or []
        return consent.grants(storage="storage" in said, third_party="third_party" in said)


def _readable(data: Any) -> Any:
    """Without what is no number of a page: Wagtail's chooser looks for it while it is drawn."""
    number = data.get("page", "") if data else ""
    if number == "" or (number.isascii() and number.isdecimal() and len(number) < 18):
        return data
    rest = data.copy()
    del rest["page"]
    return rest


@dataclass(frozen=True, slots=True)
class Place:
    """A slot with what is said of it."""

    verdict: Verdict
    said: Said
    winner: LineItem | None


class WhyView(View):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not policy_registry.get_by_type(LineItem).user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        line_item = get_object_or_404(LineItem.objects.with_children(), pk=pk)
        slots = [slot for slot in slots_of(line_item) if not slot.is_archived]
        form = WhyForm(request.GET or None, slots=slots)
        context = {
            "header_title": _("Why not?"),
            "line_item": line_item,
            "form": form,
            "summary": summary_of(line_item),
            **self._answer(line_item, form),
            **figures(line_item, slots, today=timezone.localtime(clock.now()).date()),
            "breadcrumbs_items": crumbs(
                (reverse("wagtailsnippets_ads_lineitem:list"), _("Line items")),
                (reverse("wagtailsnippets_ads_lineitem:inspect", args=(pk,)), line_item.name),
                ("", _("Why not?")),
            ),
        }
        return TemplateResponse(request, "ads/admin/why.html", context)

    def _answer(self, line_item: LineItem, form: WhyForm) -> dict[str, Any]:
        if not form.is_valid() or not form.is_asked:
            return {}
        path = path_of(form)
        facts = ports.page_facts(path) if path else None
        at = form.cleaned_data["at"] or clock.now()
        answer = {"path": path, "at": at, "is_known": facts is not None}
        try:
            return {**answer, "places": _places(line_item, form, facts or PageFacts(path=path), at)}
        except SnapshotMissing:
            return {**answer, "is_unavailable": True}


def path_of(form: WhyForm) -> str | None:
    page = form.cleaned_data["page"]
    if page is None:
        path = str(form.cleaned_data["path"])
        return path if path.startswith("/") else f"/{path}"
    parts = page.specific.get_url_parts()
    return parts[2] if parts else None


def _places(line_item: LineItem, form: WhyForm, facts: PageFacts, at: datetime) -> list[Place]:
    device = form.cleaned_data["device"] or "mobile"
    situation = Situation(
        page=facts,
        at=at,
        device=AgentClass[device.upper()],
        width=WIDTHS[device],
        grants=form.grants(),
        places=form.chosen_places(),
    )
    found = verdicts(line_item, form.chosen_slots(), situation, now=clock.now())
    winners = LineItem.objects.in_bulk([each.winner for each in found if each.winner])
    page = form.cleaned_data["page"]
    creatives = [use.creative for use in line_item.uses.all()]
    places = []
    for verdict in found:
        winner = winners.get(verdict.winner) if verdict.winner else None
        case = Case(line_item, verdict, situation, page.pk if page else None, winner, creatives)
        places.append(Place(verdict, said(case), winner))
    return places


def figures(line_item: LineItem, slots: list[AdSlot], *, today: Any) -> dict[str, Any]:
    """What was delivered lately: a line a day, and a line a slot."""
    first = today - timedelta(days=DAYS - 1)
    by_day = report(first=first, last=today, group_by=GroupBy.DAY, line_items=[line_item.pk])
    by_slot = report(first=first, last=today, group_by=GroupBy.SLOT, line_items=[line_item.pk])
    found = {str(line.key): line for line in by_day}
    days = [(first + timedelta(days=number)) for number in range(DAYS)]
    lines = [(day, found.get(day.isoformat()) or Line(day.isoformat())) for day in days]
    return {
        "debts": debts(slots),
        "traced": why_not_more(line_item, today=today),
        "by_day": [(day, line, bar) for (day, line), bar in zip(lines, _bars(lines), strict=True)],
        "by_slot": by_slot,
    }


def debts(slots: list[AdSlot]) -> list[tuple[AdSlot, str, float]]:
    """Impressions in its slots that somebody had a right to and that no rotation could give any more."""
    by_number = {slot.pk: slot for slot in slots}
    tiers = dict(LineItem._meta.get_field("tier").flatchoices)
    return [
        (by_number[slot], str(tiers.get(tier, tier)), owed)
        for slot, tier, owed in statistics.share_debts(by_number)
    ]


def _bars(lines: list[tuple[Any, Line]]) -> list[int]:
    """Lengths in percent of the longest."""
    most = max((line.impressions for _day, line in lines), default=0)
    return [round(100 * line.impressions / most) if most else 0 for _day, line in lines]
