"""Emergency stop: a label, an advertiser, a line item or a slot off all pages, after a look at all of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from ads import emergency, services
from ads.admin.crumbs import crumbs
from ads.emergency import Kind, NothingSuch
from ads.models import AdSlot, Advertiser, LineItem
from runtime import clock

NAME = "ads_emergency"
KINDS = [(kind.value, kind.value) for kind in Kind]


class StopForm(forms.Form):
    kind = forms.ChoiceField(choices=KINDS)
    key = forms.CharField(max_length=40)


class ResumeForm(forms.Form):
    # As isoformat() wrote it: a moment read from a local text would lose its microseconds.
    stopped_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])
    slot = forms.ModelChoiceField(queryset=AdSlot.objects.archived(), required=False)


class EmergencyView(View):
    """GET lists what there is, GET of one says what would stop, POST stops it, or lets it go on."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_stop(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = StopForm(request.GET)
        if not form.is_valid():
            return self._list(request)
        try:
            kind, key = Kind(form.cleaned_data["kind"]), form.cleaned_data["key"]
            found = emergency.reach(kind, key, now=clock.now())
        except NothingSuch:
            return self._missing(request)
        title = _("Stop “%(name)s”?") % {"name": found.name}
        trail = crumbs((reverse(NAME), _("Emergency stop")), ("", title))
        context = {"header_title": title, "reach": found, "breadcrumbs_items": trail}
        return TemplateResponse(request, "ads/admin/emergency_ask.html", context)

    def post(self, request: Any) -> HttpResponse:
        stopping, resuming = StopForm(request.POST), ResumeForm(request.POST)
        if stopping.is_valid():
            return self._stop(request, Kind(stopping.cleaned_data["kind"]), stopping.cleaned_data["key"])
        if resuming.is_valid():
            self._resume(request, **resuming.cleaned_data)
        return redirect(NAME)

    def _stop(self, request: Any, kind: Kind, key: str) -> HttpResponse:
        if kind is Kind.SLOT and not may_stop(request, AdSlot):
            raise PermissionDenied
        try:
            found = emergency.stop(kind, key, by=request.user, now=clock.now())
        except NothingSuch:
            return self._missing(request)
        if found.slot is not None:
            messages.success(request, _("“%(slot)s” shows nothing any more.") % {"slot": found.name})
        else:
            number = len(found.line_items)
            text = ngettext("%(number)d line item is stopped.", "%(number)d line items are stopped.", number)
            messages.success(request, text % {"number": number})
        return redirect(NAME)

    def _resume(self, request: Any, stopped_at: Any, slot: AdSlot | None) -> None:
        if slot is not None and may_stop(request, AdSlot):
            services.restore(target=slot, by=request.user)
            messages.success(request, _("“%(slot)s” is shown again.") % {"slot": slot})
        if stopped_at is not None:
            number = emergency.resume(stopped_at=stopped_at, by=request.user, now=clock.now())
            text = ngettext("%(number)d line item goes on.", "%(number)d line items go on.", number)
            messages.success(request, text % {"number": number})

    def _missing(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, _("There is no such thing in use any more."))
        return redirect(NAME)

    def _list(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        context = {
            "header_title": _("Emergency stop"),
            "labels": emergency.labels(now=now),
            "choices": self._choices(request, now),
            "stops": emergency.stops(now=now),
            "archived_slots": AdSlot.objects.archived().order_by("-archived_at"),
            "breadcrumbs_items": crumbs(("", _("Emergency stop"))),
        }
        return TemplateResponse(request, "ads/admin/emergency.html", context)

    def _choices(self, request: HttpRequest, now: Any) -> list[dict[str, Any]]:
        """What is chosen from a list, by kind."""
        items = emergency.open_line_items(now=now)
        payers = {item.campaign.advertiser_id for item in items}
        found: list[tuple[Kind, str, Any]] = [
            (Kind.ADVERTISER, _("Advertiser"), Advertiser.objects.filter(pk__in=payers).order_by("name")),
            (Kind.LINE_ITEM, _("Line item"), sorted(items, key=lambda item: item.name)),
            (
                Kind.SLOT,
                _("Slot"),
                AdSlot.objects.in_use().order_by("code") if may_stop(request, AdSlot) else [],
            ),
        ]
        return [
            {"kind": kind.value, "title": title, "rows": list(rows)} for kind, title, rows in found if rows
        ]


def may_stop(request: HttpRequest, model: type[Any] = LineItem) -> bool:
    return bool(policy_registry.get_by_type(model).user_has_permission(request.user, "change"))


class EmergencyMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Emergency stop"),
            reverse(NAME),
            name="emergency-stop",
            icon_name="warning",
            order=700,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return may_stop(request)
