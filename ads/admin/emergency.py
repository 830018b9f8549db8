"""Emergency stop: every booking of one label off all pages by one button."""

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

from ads import emergency
from ads.admin.crumbs import crumbs
from ads.models import LineItem
from runtime import clock

NAME = "ads_emergency"


class EmergencyForm(forms.Form):
    label = forms.CharField(max_length=40)
    # As isoformat() wrote it: a moment read from a local text would lose its microseconds.
    stopped_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])


class EmergencyView(View):
    """GET lists the labels, POST stops one, or resumes what one stop stopped."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_stop(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "header_title": _("Emergency stop"),
            "labels": emergency.labels(now=clock.now()),
            "breadcrumbs_items": crumbs(
                ("", _("Emergency stop")),
            ),
        }
        return TemplateResponse(request, "ads/admin/emergency.html", context)

    def post(self, request: Any) -> HttpResponse:
        form = EmergencyForm(request.POST)
        if form.is_valid():
            self._act(request, form.cleaned_data["label"], form.cleaned_data["stopped_at"])
        return redirect(NAME)

    def _act(self, request: Any, label: str, stopped_at: Any) -> None:
        now = clock.now()
        if stopped_at is None:
            number = emergency.stop(label=label, by=request.user, now=now)
            text = ngettext("%(number)d line item is stopped.", "%(number)d line items are stopped.", number)
        else:
            number = emergency.resume(label=label, stopped_at=stopped_at, by=request.user, now=now)
            text = ngettext("%(number)d line item goes on.", "%(number)d line items go on.", number)
        messages.success(request, text % {"number": number})


def may_stop(request: HttpRequest) -> bool:
    return bool(policy_registry.get_by_type(LineItem).user_has_permission(request.user, "change"))


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
